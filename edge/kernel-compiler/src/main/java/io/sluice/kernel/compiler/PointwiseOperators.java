package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Operators that compute a function of each element. */
final class PointwiseOperators {
    private static final int CLIP_READS_INPUTS = 11;

    private PointwiseOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        Map.ofEntries(
                        Map.entry("Relu", Kind.RELU),
                        Map.entry("Sigmoid", Kind.SIGMOID),
                        Map.entry("Tanh", Kind.TANH),
                        Map.entry("Erf", Kind.ERF),
                        Map.entry("HardSwish", Kind.HARD_SWISH),
                        Map.entry("Sqrt", Kind.SQRT),
                        Map.entry("Exp", Kind.EXP),
                        Map.entry("Log", Kind.LOG),
                        Map.entry("Neg", Kind.NEGATE),
                        Map.entry("Abs", Kind.ABS),
                        Map.entry("Reciprocal", Kind.RECIPROCAL))
                .forEach((name, kind) -> one(lowerings, name, node -> Pointwise.of(kind)));
        one(
                lowerings,
                "LeakyRelu",
                node ->
                        new Pointwise(
                                Kind.LEAKY_RELU, node.attributes().decimal("alpha", 0.01f), 0));
        one(
                lowerings,
                "HardSigmoid",
                node ->
                        new Pointwise(
                                Kind.HARD_SIGMOID,
                                node.attributes().decimal("alpha", 0.2f),
                                node.attributes().decimal("beta", 0.5f)));
        one(lowerings, "Gelu", PointwiseOperators::gelu);
        one(lowerings, "FastGelu", PointwiseOperators::fastGelu);
        one(lowerings, "Clip", PointwiseOperators::clip);
    }

    private static void one(
            Map<String, Consumer<OperatorNode>> lowerings,
            String operator,
            Function<OperatorNode, Pointwise> function) {
        lowerings.put(operator, node -> lower(node, node.decimals(0), function.apply(node)));
    }

    /** Makes a node's output a function of each element of a value of its size. */
    static void lower(OperatorNode node, Value x, Pointwise function) {
        node.emit(new Step.Elementwise(x.operand(), node.output(), function));
    }

    private static Pointwise gelu(OperatorNode node) {
        boolean exact = node.attributes().text("approximate", "none").equals("none");
        return Pointwise.of(exact ? Kind.GELU : Kind.GELU_TANH);
    }

    private static Pointwise fastGelu(OperatorNode node) {
        if (node.has(1)) {
            throw node.refused("its bias is not compiled; expected an Add before it");
        }
        return Pointwise.of(Kind.GELU_TANH);
    }

    private static Pointwise clip(OperatorNode node) {
        boolean inputs = node.graph().operatorSet() >= CLIP_READS_INPUTS;
        float least =
                inputs
                        ? node.scalar(1, -Float.MAX_VALUE)
                        : node.attributes().decimal("min", -Float.MAX_VALUE);
        float most =
                inputs
                        ? node.scalar(2, Float.MAX_VALUE)
                        : node.attributes().decimal("max", Float.MAX_VALUE);
        boolean relu = least == 0 && most == Float.MAX_VALUE;
        return relu ? Pointwise.of(Kind.RELU) : new Pointwise(Kind.CLIP, least, most);
    }
}
