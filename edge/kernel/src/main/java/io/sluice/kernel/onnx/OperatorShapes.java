package io.sluice.kernel.onnx;

import io.sluice.schemas.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The shape rule of every operator that has one. */
final class OperatorShapes {
    private static final Map<String, Function<NodeShape, List<Inferred>>> RULES = new HashMap<>();

    static {
        for (String same :
                List.of(
                        "Relu",
                        "LeakyRelu",
                        "PRelu",
                        "Elu",
                        "Selu",
                        "Gelu",
                        "Sigmoid",
                        "Tanh",
                        "HardSigmoid",
                        "HardSwish",
                        "Softplus",
                        "Softsign",
                        "Clip",
                        "Erf",
                        "Exp",
                        "Log",
                        "Sqrt",
                        "Reciprocal",
                        "Abs",
                        "Floor",
                        "Ceil",
                        "Round",
                        "Sign",
                        "Sin",
                        "Cos",
                        "Softmax",
                        "LogSoftmax",
                        "Hardmax",
                        "Dropout",
                        "BatchNormalization",
                        "InstanceNormalization",
                        "GroupNormalization",
                        "LayerNormalization",
                        "LpNormalization",
                        "LRN",
                        "Not",
                        "CumSum",
                        "ThresholdedRelu",
                        "Celu",
                        "Mish",
                        "FastGelu",
                        "QuickGelu",
                        "BiasGelu",
                        "SkipLayerNormalization",
                        "SimplifiedLayerNormalization")) {
            one(same, node -> node.input(0).shaped(node.input(0).shape()));
        }
        one("Identity", node -> node.input(0));
        for (String arithmetic :
                List.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Mean", "Mod")) {
            one(arithmetic, ElementwiseShapes::arithmetic);
        }
        for (String comparison :
                List.of(
                        "Equal",
                        "Greater",
                        "GreaterOrEqual",
                        "Less",
                        "LessOrEqual",
                        "And",
                        "Or",
                        "Xor")) {
            one(comparison, node -> ElementwiseShapes.broadcast(node, 0).as(DType.BOOL));
        }
        one("Neg", ElementwiseShapes::negate);
        one("Where", node -> ElementwiseShapes.broadcast(node, 0).as(node.input(1).dtype()));
        one("Cast", ElementwiseShapes::cast);
        one("QuantizeLinear", ElementwiseShapes::quantise);
        one("DequantizeLinear", node -> node.input(0).as(DType.FLOAT32));
        RULES.put("DynamicQuantizeLinear", ElementwiseShapes::dynamicQuantise);
        one("Conv", node -> WindowShapes.convolution(node, 0, 1));
        one("ConvInteger", node -> WindowShapes.convolution(node, 0, 1).as(DType.INT32));
        one("QLinearConv", node -> WindowShapes.convolution(node, 0, 3));
        one("ConvTranspose", WindowShapes::transposed);
        one("MaxPool", WindowShapes::pool);
        one("AveragePool", WindowShapes::pool);
        one("LpPool", WindowShapes::pool);
        one("GlobalAveragePool", WindowShapes::globalPool);
        one("GlobalMaxPool", WindowShapes::globalPool);
        one("Pad", WindowShapes::pad);
        one("Gemm", ProductShapes::gemm);
        one("MatMul", node -> ProductShapes.matMul(node, 0, 1));
        one("FusedMatMul", ProductShapes::fusedMatMul);
        one("MatMulInteger", node -> ProductShapes.matMul(node, 0, 1).as(DType.INT32));
        one("MatMulIntegerToFloat", node -> ProductShapes.matMul(node, 0, 1).as(DType.FLOAT32));
        one("DynamicQuantizeMatMul", node -> ProductShapes.matMul(node, 0, 1).as(DType.FLOAT32));
        one("QLinearMatMul", node -> ProductShapes.matMul(node, 0, 3));
        LayoutShapes.register(RULES);
        SliceShapes.register(RULES);
    }

    private OperatorShapes() {}

    /** The outputs of a node; an operator without a rule is refused by name. */
    static List<Inferred> infer(NodeShape node) {
        Function<NodeShape, List<Inferred>> rule = RULES.get(node.node().getOpType());
        if (rule == null) {
            throw node.refused("no shape rule for this operator");
        }
        return rule.apply(node);
    }

    private static void one(String operator, Function<NodeShape, Inferred> rule) {
        RULES.put(operator, node -> List.of(rule.apply(node)));
    }
}
