package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The multiply-add operations of one row through a graph: those of its convolutions and matrix
 * products. Element-wise work, pools and normalisations are not counted, as is usual.
 *
 * @param byNode operations by the name of the node's first output, in graph order
 */
public record MultiplyAdds(Map<String, Long> byNode) {
    /** Operators that multiply much and that have no rule here: a total without them would lie. */
    private static final Set<String> UNCOUNTED =
            Set.of(
                    "LSTM",
                    "GRU",
                    "RNN",
                    "Einsum",
                    "Attention",
                    "MultiHeadAttention",
                    "If",
                    "Loop",
                    "Scan",
                    "QAttention",
                    "GroupQueryAttention",
                    "DeformConv",
                    "FusedConv",
                    "FusedGemm");

    private static final Set<String> COUNTED =
            Set.of(
                    "Conv",
                    "ConvInteger",
                    "QLinearConv",
                    "ConvTranspose",
                    "Gemm",
                    "MatMul",
                    "MatMulInteger",
                    "QLinearMatMul",
                    "MatMulIntegerToFloat",
                    "DynamicQuantizeMatMul",
                    "FusedMatMul");

    public MultiplyAdds {
        byNode = Collections.unmodifiableMap(new LinkedHashMap<>(byNode));
    }

    /**
     * Counts.
     *
     * @throws OnnxException naming the operator that cannot be counted, or whose missing shape rule
     *     hides the shape of one that must be
     */
    public static MultiplyAdds count(OnnxModel model) {
        ShapeInference shapes = ShapeInference.of(model);
        Map<String, Long> byNode = new LinkedHashMap<>();
        for (NodeProto node : model.nodes()) {
            if (UNCOUNTED.contains(node.getOpType())) {
                throw shapes.node(node).refused("its multiply-adds cannot be counted");
            }
            long operations = count(node, shapes);
            if (operations > 0) {
                byNode.put(node.getOutput(0), operations);
            }
        }
        return new MultiplyAdds(byNode);
    }

    /** Whether an operator is counted, or multiplies much and cannot be. */
    static boolean multiplies(NodeProto node) {
        return COUNTED.contains(node.getOpType()) || UNCOUNTED.contains(node.getOpType());
    }

    public long total() {
        return byNode.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long count(NodeProto node, ShapeInference shapes) {
        return switch (node.getOpType()) {
            case "Conv", "ConvInteger" -> convolution(node, shapes, 1);
            case "QLinearConv" -> convolution(node, shapes, 3);
            case "ConvTranspose" -> transposed(node, shapes);
            case "Gemm" -> product(node, shapes, transposed(node, "transA") ? 0 : 1);
            case "MatMul",
                    "MatMulInteger",
                    "QLinearMatMul",
                    "MatMulIntegerToFloat",
                    "DynamicQuantizeMatMul" ->
                    product(node, shapes, -1);
            case "FusedMatMul" -> product(node, shapes, transposed(node, "transA") ? -2 : -1);
            default -> 0;
        };
    }

    /** Every output element sums over the kernel and the input channels of its group. */
    private static long convolution(NodeProto node, ShapeInference shapes, int weight) {
        int[] kernel = shapes.inferred(node.getInput(weight)).shape();
        long perOutput = 1;
        for (int axis = 1; axis < kernel.length; axis++) {
            perOutput *= kernel[axis];
        }
        return shapes.inferred(node.getOutput(0)).elements() * perOutput;
    }

    /** Every input element is spread over the kernel and the output channels of its group. */
    private static long transposed(NodeProto node, ShapeInference shapes) {
        int[] kernel = shapes.inferred(node.getInput(1)).shape();
        long perInput = 1;
        for (int axis = 1; axis < kernel.length; axis++) {
            perInput *= kernel[axis];
        }
        return shapes.inferred(node.getInput(0)).elements() * perInput;
    }

    private static long product(NodeProto node, ShapeInference shapes, int inner) {
        return shapes.inferred(node.getOutput(0)).elements()
                * shapes.inferred(node.getInput(0)).dimension(inner);
    }

    private static boolean transposed(NodeProto node, String attribute) {
        return node.getAttributeList().stream()
                .anyMatch(a -> a.getName().equals(attribute) && a.getI() != 0);
    }
}
