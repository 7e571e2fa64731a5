package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the ONNX project's own tests: a model, what it is given, and what it must give.
 *
 * @param name the folder, such as {@code node/test_relu}
 * @param inputs by name, without initialisers; empty for a model that takes more than tensors
 * @param outputs by name; likewise
 */
record OnnxVector(
        String name,
        ModelProto model,
        Map<String, TensorProto> inputs,
        Map<String, TensorProto> outputs) {
    private static final String MODEL = "model.onnx";

    /** All vectors below a folder of folders, by name. */
    static List<OnnxVector> all(Path folder) throws IOException {
        List<OnnxVector> vectors = new ArrayList<>();
        try (Stream<Path> models = Files.find(folder, 3, (file, a) -> file.endsWith(MODEL))) {
            for (Path model : models.sorted().toList()) {
                vectors.addAll(ofModel(folder, model));
            }
        }
        return vectors;
    }

    private static List<OnnxVector> ofModel(Path root, Path file) throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
        List<OnnxVector> vectors = new ArrayList<>();
        try (Stream<Path> sets = Files.list(file.getParent())) {
            for (Path set : sets.filter(Files::isDirectory).sorted().toList()) {
                boolean first = vectors.isEmpty();
                String name = root.relativize(first ? file.getParent() : set).toString();
                List<ValueInfoProto> inputs = OnnxModel.of(name, model).inputValues();
                List<ValueInfoProto> outputs = model.getGraph().getOutputList();
                vectors.add(
                        new OnnxVector(
                                name,
                                model,
                                tensors(set, "input", inputs),
                                tensors(set, "output", outputs)));
            }
        }
        return vectors;
    }

    private static Map<String, TensorProto> tensors(
            Path set, String side, List<ValueInfoProto> values) throws IOException {
        Map<String, TensorProto> tensors = new LinkedHashMap<>();
        if (values.stream().allMatch(value -> value.getType().hasTensorType())) {
            for (int i = 0; i < values.size(); i++) {
                byte[] bytes = Files.readAllBytes(set.resolve(side + "_" + i + ".pb"));
                tensors.put(values.get(i).getName(), TensorProto.parseFrom(bytes));
            }
        }
        return tensors;
    }

    /** Whether it takes and gives tensors alone, no sequences or what may be left out. */
    boolean isOfTensors() {
        return Stream.concat(
                        model.getGraph().getInputList().stream(),
                        model.getGraph().getOutputList().stream())
                .allMatch(value -> value.getType().hasTensorType());
    }

    /** What it takes and gives. */
    List<TensorProto> tensors() {
        return Stream.concat(inputs.values().stream(), outputs.values().stream()).toList();
    }

    /** The operators of its nodes, those of other domains with the domain in front. */
    Set<String> operators() {
        return model.getGraph().getNodeList().stream()
                .map(OnnxVector::operator)
                .collect(Collectors.toSet());
    }

    private static String operator(NodeProto node) {
        String domain = node.getDomain();
        return domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
    }

    @Override
    public String toString() {
        return name;
    }
}
