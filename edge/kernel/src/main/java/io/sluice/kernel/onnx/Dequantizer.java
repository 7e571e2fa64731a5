package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;
import java.util.Set;

/**
 * Turns a quantised graph into a float32 one with the same, dequantised, weights.
 *
 * <p>Dynamic quantisation finds an activation's scale over the whole batch, so that a row's result
 * depends on the rows beside it; a cascade that re-batches survivors cannot have that. What is
 * rewritten: DynamicQuantizeLinear with MatMulInteger or ConvInteger, QuantizeLinear and
 * DequantizeLinear around activations and constants, QLinearConv, QLinearMatMul, and of {@code
 * com.microsoft} MatMulIntegerToFloat, DynamicQuantizeMatMul, QGemm, QLinearAdd, QLinearMul,
 * QLinearSigmoid, QLinearLeakyRelu, QLinearAveragePool and QLinearGlobalAveragePool.
 */
public final class Dequantizer {
    private static final Set<String> BY_NAME =
            Set.of(
                    "QGemm",
                    "MatMulInteger",
                    "ConvInteger",
                    "MatMulIntegerToFloat",
                    "MatMulNBits",
                    "QAttention",
                    "QMoE",
                    "GatherBlockQuantized",
                    "ConvIntegerToFloat");

    /** Simple operators on quantised tensors: the float operator, and where its inputs are. */
    private static final Map<String, String> UNARY =
            Map.of(
                    "QLinearSigmoid", "Sigmoid",
                    "QLinearLeakyRelu", "LeakyRelu",
                    "QLinearAveragePool", "AveragePool",
                    "QLinearGlobalAveragePool", "GlobalAveragePool");

    private static final Map<String, String> BINARY =
            Map.of("QLinearAdd", "Add", "QLinearMul", "Mul");

    private final FloatGraph graph;

    private Dequantizer(OnnxModel model) {
        this.graph = new FloatGraph(model);
    }

    /** Whether any operator of the graph works on quantised values. */
    public static boolean isQuantized(OnnxModel model) {
        return model.nodes().stream().anyMatch(node -> isQuantized(node.getOpType()));
    }

    /**
     * Dequantises; a graph without quantised operators comes back as it is.
     *
     * @throws OnnxException naming the operator and node that stays quantised
     */
    public static OnnxModel dequantize(OnnxModel model) {
        if (!isQuantized(model)) {
            return model;
        }
        Dequantizer dequantizer = new Dequantizer(model);
        model.nodes().forEach(dequantizer::rewrite);
        OnnxModel result = ScaleFolding.fold(dequantizer.graph.build());
        for (NodeProto node : result.nodes()) {
            if (isQuantized(node.getOpType())) {
                throw refused(node);
            }
        }
        return result;
    }

    private void rewrite(NodeProto node) {
        String operator = node.getOpType();
        switch (operator) {
            case "DynamicQuantizeLinear" -> graph.dynamicActivation(node);
            case "QuantizeLinear" -> graph.activation(node);
            case "DequantizeLinear" -> graph.dequantise(node);
            // The scales of the activations stay in the graph, as 1: only the weights lose theirs.
            case "MatMulInteger" -> unscaled(node, "MatMul");
            case "ConvInteger" -> unscaled(node, "Conv");
            case "QLinearMatMul" ->
                    product(node, "MatMul", left(node), graph.weight(node, 3, 4, 5, 0), "");
            case "QLinearConv" ->
                    product(
                            node,
                            "Conv",
                            left(node),
                            graph.weight(node, 3, 4, 5, 0),
                            graph.bias(node, 8, 1, 4, 1));
            case "MatMulIntegerToFloat" -> toFloat(node);
            case "DynamicQuantizeMatMul" ->
                    withBias(node, input(node, 0), graph.weight(node, 1, 2, 3, -1), 4);
            case "QGemm" -> gemm(node);
            default -> simple(node);
        }
    }

    private void simple(NodeProto node) {
        String operator = node.getOpType();
        if (UNARY.containsKey(operator) && graph.integer(node, "channels_last", 0) == 0) {
            graph.add(node, UNARY.get(operator), left(node));
            graph.markQuantised(node);
        } else if (BINARY.containsKey(operator)) {
            graph.add(node, BINARY.get(operator), left(node), graph.floatOf(node, 3, 4, 5));
            graph.markQuantised(node);
        } else {
            graph.keep(node);
        }
    }

    /** (x · (W − zero point)) where the graph multiplies by the scales later. */
    private void unscaled(NodeProto node, String operator) {
        String activation = graph.activationOf(node, 0);
        if (activation == null) {
            graph.keep(node);
            return;
        }
        int axis = operator.equals("Conv") ? 0 : -1;
        graph.add(node, operator, activation, graph.weight(node, 1, -1, 3, axis));
        graph.markQuantised(node);
    }

    private void product(NodeProto node, String operator, String x, String w, String bias) {
        if (bias.isEmpty()) {
            graph.add(node, operator, x, w);
        } else {
            graph.add(node, operator, x, w, bias);
        }
        graph.markQuantised(node);
    }

    private void toFloat(NodeProto node) {
        withBias(node, graph.floatOf(node, 0, 2, 4), graph.weight(node, 1, 3, 5, -1), 6);
    }

    private void withBias(NodeProto node, String x, String w, int bias) {
        if (node.getInputCount() <= bias || node.getInput(bias).isEmpty()) {
            graph.add(node, "MatMul", x, w);
            return;
        }
        String product = graph.fresh(node.getOutput(0) + "_product");
        graph.add("MatMul", product, x, w);
        graph.add("Add", node.getOutput(0), product, input(node, bias));
    }

    private void gemm(NodeProto node) {
        int axis = graph.integer(node, "transB", 0) != 0 ? 0 : 1;
        String weight = graph.weight(node, 3, 4, 5, axis);
        String bias = graph.bias(node, 6, 1, 4, graph.decimal(node, "alpha", 1));
        if (bias.isEmpty()) {
            graph.add(node, "Gemm", left(node), weight);
        } else {
            graph.add(node, "Gemm", left(node), weight, bias);
        }
        // Without an output scale its output is float already.
        if (node.getInputCount() > 7 && !node.getInput(7).isEmpty()) {
            graph.markQuantised(node);
        }
    }

    private String left(NodeProto node) {
        return graph.floatOf(node, 0, 1, 2);
    }

    private String input(NodeProto node, int index) {
        return graph.resolve(node.getInput(index));
    }

    static boolean isQuantized(String operator) {
        return operator.startsWith("QLinear")
                || operator.contains("Quantize")
                || BY_NAME.contains(operator);
    }

    private static OnnxException refused(NodeProto node) {
        return new OnnxException(
                "operator "
                        + node.getOpType()
                        + " (node '"
                        + node.getName()
                        + "') cannot be dequantised; export the model in float32, or quantise its"
                        + " weights only");
    }
}
