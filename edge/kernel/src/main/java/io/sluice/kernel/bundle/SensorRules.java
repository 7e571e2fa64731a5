package io.sluice.kernel.bundle;

import io.sluice.config.NearestName;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rules of a sensor bundle's stages, modalities, branches and configurations. */
final class SensorRules {
    private static final String MODALITIES = "modalities";
    private static final String BRANCHES = "branches";
    private static final String CONFIGURATIONS = "configurations";
    private static final String STAGES = "stages";

    private final BundleManifest manifest;
    private final SensorLayout layout;
    private final Map<String, StageSpec> stages;
    private final ProblemReport report;

    SensorRules(BundleManifest manifest, SensorLayout layout, ProblemReport report) {
        this.manifest = manifest;
        this.layout = layout;
        this.report = report;
        this.stages =
                manifest.stages().stream()
                        .collect(
                                Collectors.toMap(
                                        StageSpec::name, Function.identity(), (a, b) -> a));
    }

    void check() {
        require(MODALITIES, layout.modalityNames(), SensorLayout.MOST_MODALITIES);
        require(BRANCHES, layout.branchNames(), SensorLayout.MOST_BRANCHES);
        require(
                CONFIGURATIONS,
                layout.configurations().stream().map(ConfigurationSpec::name).toList(),
                SensorLayout.MOST_CONFIGURATIONS);
        checkStages();
        checkInputs();
        checkTensors();
        layout.modalities().forEach(this::checkModality);
        layout.branches().forEach(this::checkBranch);
        layout.configurations().forEach(this::checkConfiguration);
    }

    private void require(String key, List<String> names, int most) {
        if (names.isEmpty() || names.size() > most) {
            report.problem(key, names.size() + " " + key, "1 to " + most);
        }
        requireOnce(key, "'%s' is there twice", names, "unique names");
    }

    /** Stems and then branches, so that a modality's or branch's number gives that of its stage. */
    private void checkStages() {
        List<String> expected =
                new ArrayList<>(layout.modalities().stream().map(ModalitySpec::stem).toList());
        expected.addAll(layout.branchNames());
        List<String> found = manifest.stages().stream().map(StageSpec::name).toList();
        if (!found.equals(expected)) {
            report.problem(
                    STAGES,
                    String.join(", ", found),
                    "the stems in the order of the modalities and then the branches: "
                            + String.join(", ", expected));
        }
    }

    private void checkInputs() {
        List<String> inputs = names(manifest.inputs());
        List<String> used = layout.modalities().stream().flatMap(m -> m.inputs().stream()).toList();
        requireOnce("inputs", "'%s' is of two modalities", used, "one modality for every input");
        for (String input : inputs) {
            if (!used.contains(input)) {
                report.problem("inputs", "'" + input + "' is of no modality", "one of a modality");
            }
        }
        for (ModalitySpec modality : layout.modalities()) {
            requireKnown(
                    MODALITIES, "'" + modality.name() + "' has input", modality.inputs(), inputs);
        }
    }

    /** A tensor has one stem that gives it, and logits are no tensor that crosses. */
    private void checkTensors() {
        List<String> given = new ArrayList<>();
        layout.modalities().stream()
                .map(modality -> stages.get(modality.stem()))
                .filter(stem -> stem != null)
                .forEach(stem -> given.addAll(stem.outputs()));
        requireOnce(STAGES, "output '%s' is given twice", given, "an output of one stem");
        List<String> crossing = names(manifest.tensors());
        for (StageSpec stage : manifest.stages()) {
            requireKnown(STAGES, "'" + stage.name() + "' has output", stage.outputs(), crossing);
            if (crossing.contains(stage.logits())
                    || names(manifest.inputs()).contains(stage.logits())) {
                report.problem(
                        STAGES,
                        "logits '" + stage.logits() + "' of '" + stage.name() + "'",
                        "a name of their own, of no input or tensor");
            }
        }
        for (String tensor : crossing) {
            if (!given.contains(tensor)) {
                report.problem("tensors", "no stem gives '" + tensor + "'", "an output of a stem");
            }
        }
    }

    private void checkModality(ModalitySpec modality) {
        StageSpec stem = stages.get(modality.stem());
        if (stem == null) {
            unknown(
                    MODALITIES,
                    "'" + modality.name() + "' has stem",
                    modality.stem(),
                    stages.keySet());
            return;
        }
        if (!stem.exit().isEmpty() || stem.hasExit()) {
            report.problem(
                    STAGES,
                    "stem '"
                            + stem.name()
                            + "' has exit '"
                            + stem.exit()
                            + "' and logits '"
                            + stem.logits()
                            + "'",
                    "neither: exits are at the end of branches");
        }
        if (!Set.copyOf(stem.inputs()).equals(Set.copyOf(modality.inputs()))) {
            report.problem(
                    STAGES,
                    "stem '" + stem.name() + "' reads " + stem.inputs(),
                    "the inputs of its modality '" + modality.name() + "': " + modality.inputs());
        }
        checkSummary(modality, stem);
    }

    private void checkSummary(ModalitySpec modality, StageSpec stem) {
        if (!stem.outputs().contains(modality.summary())) {
            unknown(
                    MODALITIES,
                    "'" + modality.name() + "' has summary",
                    modality.summary(),
                    stem.outputs());
            return;
        }
        manifest.tensor(modality.summary())
                .filter(summary -> !isSummary(summary))
                .ifPresent(
                        summary ->
                                report.problem(
                                        MODALITIES,
                                        "'" + modality.name() + "' has summary " + summary,
                                        "FLOAT32 with one dimension behind the batch"));
    }

    private static boolean isSummary(TensorSpec tensor) {
        return tensor.dtype() == DType.FLOAT32 && tensor.shape().length == 1;
    }

    private void checkBranch(BranchSpec branch) {
        StageSpec stage = stages.get(branch.stage());
        if (stage == null) {
            unknown(BRANCHES, "has stage", branch.stage(), stages.keySet());
            return;
        }
        String name = "'" + branch.stage() + "'";
        if (!stage.hasExit() || stage.exit().isEmpty()) {
            report.problem(
                    STAGES,
                    "branch "
                            + name
                            + " has exit '"
                            + stage.exit()
                            + "' and logits '"
                            + stage.logits()
                            + "'",
                    "both");
        }
        if (!stage.outputs().isEmpty()) {
            report.problem(
                    STAGES,
                    "branch " + name + " has outputs " + stage.outputs(),
                    "its logits alone");
        }
        requireOnce(BRANCHES, name + " has modality '%s' twice", branch.modalities(), "each once");
        requireAny(BRANCHES, name + " has no modalities", branch.modalities());
        requireKnown(BRANCHES, name + " has modality", branch.modalities(), layout.modalityNames());
        checkReading(branch, stage);
    }

    private void checkReading(BranchSpec branch, StageSpec stage) {
        List<String> given = new ArrayList<>();
        for (ModalitySpec modality : layout.modalities()) {
            StageSpec stem = stages.get(modality.stem());
            if (stem == null || !branch.modalities().contains(modality.name())) {
                continue;
            }
            given.addAll(stem.outputs());
            if (stage.inputs().stream().noneMatch(stem.outputs()::contains)) {
                report.problem(
                        BRANCHES,
                        "'" + branch.stage() + "' reads nothing of '" + modality.name() + "'",
                        "one of "
                                + String.join(", ", stem.outputs())
                                + " among its inputs, or not that modality");
            }
        }
        for (String input : stage.inputs()) {
            if (!given.contains(input)) {
                report.problem(
                        STAGES,
                        "branch '" + branch.stage() + "' reads '" + input + "'",
                        "outputs of the stems of its modalities: " + String.join(", ", given));
            }
        }
    }

    private void checkConfiguration(ConfigurationSpec configuration) {
        String name = "'" + configuration.name() + "'";
        List<String> branches = configuration.branches();
        requireAny(CONFIGURATIONS, name + " has no branches", branches);
        requireOnce(CONFIGURATIONS, name + " has branch '%s' twice", branches, "each once");
        requireKnown(CONFIGURATIONS, name + " has branch", branches, layout.branchNames());
    }

    private void requireAny(String key, String found, List<String> names) {
        if (names.isEmpty()) {
            report.problem(key, found, "at least one");
        }
    }

    private void requireOnce(String key, String found, List<String> names, String expected) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                report.problem(key, String.format(found, name), expected);
            }
        }
    }

    private void requireKnown(
            String key, String what, List<String> names, Collection<String> known) {
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> unknown(key, what, name, known));
    }

    private void unknown(String key, String what, String name, Collection<String> known) {
        report.problem(
                key,
                what + " '" + name + "'",
                "one of " + String.join(", ", NearestName.of(name, known, 3)));
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::name).toList();
    }
}
