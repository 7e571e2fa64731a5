package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.schemas.DType;
import java.util.Map;
import java.util.function.Consumer;

/** Operators that normalise: softmax, layer and batch normalisation. */
final class NormalizationOperators {
    private static final int SOFTMAX_OF_ONE_AXIS = 13;
    private static final float EPSILON = 1e-5f;

    private NormalizationOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("Softmax", NormalizationOperators::softmax);
        lowerings.put("LayerNormalization", NormalizationOperators::layer);
        lowerings.put("BatchNormalization", NormalizationOperators::batch);
    }

    /** Before operator set 13 all axes from the given one on are one. */
    private static void softmax(OperatorNode node) {
        Value x = node.decimals(0);
        boolean one = node.graph().operatorSet() >= SOFTMAX_OF_ONE_AXIS;
        int axis = node.axis(x.rank(), one ? -1 : 1);
        int end = one ? axis + 1 : x.rank();
        node.emit(
                new Step.Softmax(
                        x.operand(),
                        node.output(),
                        StridedAxes.product(x.shape(), 0, axis),
                        StridedAxes.product(x.shape(), axis, end),
                        StridedAxes.product(x.shape(), end, x.rank())));
    }

    private static void layer(OperatorNode node) {
        node.requireOneOutput();
        Value x = node.decimals(0);
        int axis = node.axis(x.rank(), -1);
        int length = StridedAxes.product(x.shape(), axis, x.rank());
        Value scale = node.decimals(1);
        Value bias = node.has(2) ? node.decimals(2) : null;
        if (scale.elements() != length || bias != null && bias.elements() != length) {
            throw node.refused("scale and bias must have " + length + " elements");
        }
        node.emit(
                new Step.LayerNormalization(
                        x.operand(),
                        scale.operand(),
                        bias == null ? null : bias.operand(),
                        node.output(),
                        x.elements() / length,
                        length,
                        node.attributes().decimal("epsilon", EPSILON)));
    }

    /** A factor and an offset per channel, which fusions move into a product before it. */
    private static void batch(OperatorNode node) {
        node.requireOneOutput();
        if (node.attributes().integer("training_mode", 0) != 0) {
            throw node.refused("training is not compiled");
        }
        float[] mean = node.constant(3);
        float[] variance = node.constant(4);
        float[] factors = node.constant(1).clone();
        float[] offsets = node.constant(2).clone();
        double epsilon = node.attributes().decimal("epsilon", EPSILON);
        for (int i = 0; i < factors.length; i++) {
            double factor = factors[i] / Math.sqrt(variance[i] + epsilon);
            factors[i] = (float) factor;
            offsets[i] = (float) (offsets[i] - mean[i] * factor);
        }
        Value x = node.decimals(0);
        int[] along =
                ArithmeticOperators.along(Math.min(1, x.rank() - 1), x.rank(), factors.length);
        Value factor = new Value(node.constant("factor", along, factors), DType.FLOAT32, along);
        Value offset = new Value(node.constant("offset", along, offsets), DType.FLOAT32, along);
        Value scaled = new Value(node.between("scaled", x.shape()), DType.FLOAT32, x.shape());
        node.emit(
                ArithmeticOperators.step(
                        Operator.MULTIPLY, x, factor, scaled.operand(), x.shape()));
        node.emit(ArithmeticOperators.step(Operator.ADD, scaled, offset, node.output(), x.shape()));
    }
}
