package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves constant factors behind a product into its weights: {@code (x · W) · s} becomes {@code x ·
 * (W · s)}. This is what is left of the scales of a dynamically quantised graph.
 */
final class ScaleFolding {
    private final OnnxModel model;
    private final Map<String, TensorProto> constants;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Integer> products = new HashMap<>();

    private ScaleFolding(OnnxModel model) {
        this.model = model;
        this.constants = new LinkedHashMap<>(model.initialisers());
        for (NodeProto node : model.nodes()) {
            GraphWalk.reads(node).forEach(name -> readers.merge(name, 1, Integer::sum));
        }
        model.outputNames().forEach(name -> readers.merge(name, 1, Integer::sum));
    }

    static OnnxModel fold(OnnxModel model) {
        return new ScaleFolding(model).folded();
    }

    private OnnxModel folded() {
        for (NodeProto node : model.nodes()) {
            boolean product = node.getOpType().equals("Mul");
            if (!product || !(foldedConstants(node) || foldedProduct(node))) {
                if (node.getOpType().equals("MatMul") || node.getOpType().equals("Conv")) {
                    products.put(node.getOutput(0), nodes.size());
                }
                nodes.add(node);
            }
        }
        Set<String> read = new HashSet<>(model.outputNames());
        nodes.forEach(node -> read.addAll(GraphWalk.reads(node)));
        constants.keySet().retainAll(read);
        GraphProto.Builder graph =
                model.graph().toBuilder()
                        .clearNode()
                        .clearInitializer()
                        .addAllNode(nodes)
                        .addAllInitializer(constants.values());
        return model.with(model.name(), graph);
    }

    /** A product of two constants, one of them a scalar, is a constant. */
    private boolean foldedConstants(NodeProto node) {
        TensorProto left = floats(node.getInput(0));
        TensorProto right = floats(node.getInput(1));
        if (left == null
                || right == null
                || Math.min(TensorValues.count(left), TensorValues.count(right)) != 1
                || isOutput(node.getOutput(0))) {
            return false;
        }
        TensorProto many = TensorValues.count(left) == 1 ? right : left;
        float one = TensorValues.floats(many == left ? right : left)[0];
        float[] values = TensorValues.floats(many);
        for (int i = 0; i < values.length; i++) {
            values[i] *= one;
        }
        String name = node.getOutput(0);
        constants.put(name, TensorValues.ofFloats(name, values, TensorValues.shape(many)));
        return true;
    }

    /** A product of an earlier MatMul or Conv, read here alone, and a constant. */
    private boolean foldedProduct(NodeProto node) {
        int from = products.containsKey(node.getInput(0)) ? 0 : 1;
        String made = node.getInput(from);
        Integer at = products.get(made);
        TensorProto factor = floats(node.getInput(1 - from));
        if (at == null || factor == null || readers.getOrDefault(made, 0) != 1) {
            return false;
        }
        NodeProto producer = nodes.get(at);
        TensorProto weight = floats(producer.getInput(1));
        boolean plain = producer.getInputCount() == 2;
        float[] scaled = weight == null || !plain ? null : scaled(producer, weight, factor);
        if (scaled == null) {
            return false;
        }
        String name = weight.getName() + "_scaled_" + node.getOutput(0);
        constants.put(name, TensorValues.ofFloats(name, scaled, TensorValues.shape(weight)));
        nodes.set(
                at, producer.toBuilder().setInput(1, name).setOutput(0, node.getOutput(0)).build());
        products.put(node.getOutput(0), at);
        return true;
    }

    /** The weight times the factor, or null when the factor does not run along its outputs. */
    private static float[] scaled(NodeProto producer, TensorProto weight, TensorProto factor) {
        boolean convolution = producer.getOpType().equals("Conv");
        int[] shape = TensorValues.shape(weight);
        int[] factorShape = TensorValues.shape(factor);
        int outputs = convolution ? shape[0] : shape[shape.length - 1];
        int count = TensorValues.count(factor);
        // Along the channels: [C, 1, 1] or [1, C, 1, 1] behind a Conv, [C] behind a MatMul.
        int fromEnd = convolution ? shape.length - 2 : 0;
        boolean along =
                count == 1
                        || count == outputs
                                && factorShape.length > fromEnd
                                && factorShape[factorShape.length - 1 - fromEnd] == outputs;
        // A factor of more axes than the product would give the result those axes.
        if (!along || shape.length < 2 || factorShape.length > shape.length) {
            return null;
        }
        float[] values = TensorValues.floats(weight);
        float[] factors = TensorValues.floats(factor);
        int inner = convolution ? values.length / outputs : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[count == 1 ? 0 : i / inner % outputs];
        }
        return values;
    }

    private TensorProto floats(String name) {
        TensorProto tensor = constants.get(name);
        boolean is =
                tensor != null && tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
        return is ? tensor : null;
    }

    private boolean isOutput(String name) {
        return model.graph().getOutputList().stream()
                .map(ValueInfoProto::getName)
                .anyMatch(name::equals);
    }
}
