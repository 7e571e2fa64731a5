package io.sluice.kernel.bundle;

import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the stems, branches and configurations of a sensor bundle that is being built. */
final class SensorParts {
    private static final String ALL_BRANCHES = "all";

    private final List<BundleBuilder.Stage> stems = new ArrayList<>();
    private final List<ModalitySpec> modalities = new ArrayList<>();
    private final List<BundleBuilder.Stage> heads = new ArrayList<>();
    private final List<BranchSpec> branches = new ArrayList<>();
    private final List<ConfigurationSpec> configurations = new ArrayList<>();

    void stem(String modality, OnnxModel model, String summary) {
        String name = modality + "-stem";
        List<String> inputs = model.inputs().stream().map(TensorSpec::name).toList();
        stems.add(new BundleBuilder.Stage(name, model, "", ""));
        modalities.add(new ModalitySpec(modality, inputs, name, summary));
    }

    void branch(String name, OnnxModel model, String logits, List<String> of) {
        heads.add(new BundleBuilder.Stage(name, model, name, logits));
        branches.add(new BranchSpec(name, of));
    }

    void configuration(String name, List<String> of) {
        configurations.add(new ConfigurationSpec(name, of));
    }

    /** The stems, and then the branches. */
    List<BundleBuilder.Stage> stages() {
        List<BundleBuilder.Stage> stages = new ArrayList<>(stems);
        stages.addAll(heads);
        return stages;
    }

    /** None where there is neither stem nor branch nor configuration. */
    Optional<SensorLayout> layout() {
        if (stems.isEmpty() && heads.isEmpty() && configurations.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SensorLayout(
                        modalities,
                        branches,
                        configurations.isEmpty() ? everyBranch() : configurations));
    }

    /** Each branch alone, and all of them together where there are several. */
    private List<ConfigurationSpec> everyBranch() {
        List<String> names = branches.stream().map(BranchSpec::stage).toList();
        List<ConfigurationSpec> each = new ArrayList<>();
        names.forEach(name -> each.add(new ConfigurationSpec(name, List.of(name))));
        if (names.size() > 1) {
            each.add(new ConfigurationSpec(ALL_BRANCHES, names));
        }
        return each;
    }
}
