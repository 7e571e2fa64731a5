package io.sluice.kernel.bundle;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stages' part of a manifest, found from their graphs. */
record BundleStages(
        List<TensorSpec> inputs,
        List<TensorSpec> tensors,
        List<StageSpec> specs,
        Map<String, byte[]> files,
        List<StageModel> graphs) {

    static BundleStages of(List<BundleBuilder.Stage> stages, int classes) {
        Map<String, TensorSpec> inputs = new LinkedHashMap<>();
        Map<String, TensorSpec> tensors = new LinkedHashMap<>();
        List<StageSpec> specs = new ArrayList<>();
        List<StageModel> graphs = new ArrayList<>();
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (BundleBuilder.Stage stage : stages) {
            String file = stage.name() + ".onnx";
            List<TensorSpec> taken = stage.model().inputs();
            taken.stream()
                    .filter(input -> !tensors.containsKey(input.name()))
                    .forEach(input -> inputs.put(input.name(), input));
            List<TensorSpec> given = new ArrayList<>(stage.model().outputs());
            List<TensorSpec> logits =
                    stage.logits().isEmpty()
                            ? List.of()
                            : List.of(logits(file, stage.logits(), given, classes));
            given.removeAll(logits);
            given.forEach(output -> tensors.put(output.name(), output));
            specs.add(spec(stage, file, taken, given));
            files.put(file, stage.model().bytes());
            given.addAll(logits);
            graphs.add(new StageModel(stage.name(), files.get(file), taken, given));
        }
        return new BundleStages(
                List.copyOf(inputs.values()), List.copyOf(tensors.values()), specs, files, graphs);
    }

    /** The stages for a provider. */
    List<StageModel> models(String bundle) {
        return graphs.stream()
                .map(
                        stage ->
                                new StageModel(
                                        bundle + "/" + stage.name(),
                                        stage.onnx(),
                                        stage.inputs(),
                                        stage.outputs()))
                .toList();
    }

    private static StageSpec spec(
            BundleBuilder.Stage stage, String file, List<TensorSpec> in, List<TensorSpec> out) {
        return new StageSpec(
                stage.name(),
                file,
                in.stream().map(TensorSpec::name).toList(),
                out.stream().map(TensorSpec::name).toList(),
                stage.exit(),
                stage.logits(),
                MultiplyAdds.count(stage.model()).total());
    }

    private static TensorSpec logits(
            String file, String name, List<TensorSpec> outputs, int classes) {
        TensorSpec expected = new TensorSpec(name, DType.FLOAT32, new int[] {classes});
        if (!outputs.contains(expected)) {
            throw new BundleException(
                    Category.SHAPE,
                    file + ": expected the logits " + expected + ", the graph gives " + outputs);
        }
        return expected;
    }
}
