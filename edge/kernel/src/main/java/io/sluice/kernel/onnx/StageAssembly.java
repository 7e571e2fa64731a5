package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.TensorSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Makes models out of the parts of one, stage after stage. */
final class StageAssembly {
    private final OnnxModel model;
    private final ShapeInference shapes;

    /** What tensors are called at the stage that is made: those handed through get new names. */
    private final Map<String, String> names = new HashMap<>();

    StageAssembly(OnnxModel model) {
        this.model = model;
        this.shapes = ShapeInference.of(model);
    }

    /**
     * Makes a stage.
     *
     * @param number 1-based
     * @param before the tensors it may read
     * @param after the tensors it hands on
     * @param logits what it gives besides, or {@link OnnxCutter#NO_HEAD}
     */
    OnnxModel stage(
            int number,
            Set<String> before,
            Set<String> after,
            String logits,
            Set<NodeProto> nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("stage" + number);
        Set<String> read = new HashSet<>();
        nodes.forEach(node -> read.addAll(GraphWalk.reads(node)));
        read.addAll(after);
        before.stream()
                .filter(read::contains)
                .forEach(name -> graph.addInput(value(name, named(name))));
        Map<String, TensorProto> constants = new LinkedHashMap<>(model.initialisers());
        constants.keySet().retainAll(read);
        graph.addAllInitializer(constants.values());
        for (NodeProto node : model.nodes()) {
            if (nodes.contains(node)) {
                graph.addNode(renamed(node, before));
            }
        }
        for (String name : after) {
            if (before.contains(name)) {
                handThrough(graph, name, number);
            }
            graph.addOutput(value(name, named(name)));
        }
        if (!logits.equals(OnnxCutter.NO_HEAD)) {
            graph.addOutput(value(logits, logits));
        }
        return model.with("stage" + number + " of " + model.name(), graph);
    }

    /** A stage cannot give what it is given under the same name. */
    private void handThrough(GraphProto.Builder graph, String name, int number) {
        String later = name + "_after_stage" + number;
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(later)
                        .setOpType("Identity")
                        .addInput(named(name))
                        .addOutput(later));
        names.put(name, later);
    }

    private NodeProto renamed(NodeProto node, Set<String> before) {
        NodeProto.Builder copy = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            String name = node.getInput(i);
            if (before.contains(name) && !named(name).equals(name)) {
                copy.setInput(i, named(name));
            }
        }
        return copy.build();
    }

    private String named(String tensor) {
        return names.getOrDefault(tensor, tensor);
    }

    /** A tensor's type with a free batch axis, which the shapes at two batch sizes have shown. */
    private ValueInfoProto value(String tensor, String name) {
        return value(name, shapes.spec(tensor));
    }

    static ValueInfoProto value(String name, TensorSpec spec) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("N"));
        for (int dimension : spec.shape()) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(OnnxTypes.elementType(spec.dtype()))
                                                .setShape(shape)))
                .build();
    }
}
