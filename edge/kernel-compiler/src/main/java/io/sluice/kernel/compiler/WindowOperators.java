package io.sluice.kernel.compiler;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Convolutions and pools over one or two axes: [N, C, (height,) width]. */
final class WindowOperators {
    private WindowOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("Conv", WindowOperators::convolution);
        lowerings.put("MaxPool", node -> pool(node, false));
        lowerings.put("AveragePool", node -> pool(node, true));
        lowerings.put("GlobalAveragePool", node -> globalPool(node, Step.Reduction.Kind.MEAN));
        lowerings.put("GlobalMaxPool", node -> globalPool(node, Step.Reduction.Kind.MAXIMUM));
    }

    private static void convolution(OperatorNode node) {
        Value x = node.decimals(0);
        Value weights = node.decimals(1);
        int groups = Math.toIntExact(node.attributes().integer("group", 1));
        int[] kernel = Arrays.copyOfRange(weights.shape(), 2, weights.rank());
        if (weights.shape()[1] * groups != x.shape()[1] || weights.shape()[0] % groups != 0) {
            throw node.refused(
                    "weights " + weights + " in " + groups + " groups do not fit input " + x);
        }
        node.emit(
                new Step.Convolution(
                        x.operand(),
                        weights.operand(),
                        node.has(2) ? node.decimals(2).operand() : null,
                        node.output(),
                        x.shape()[0],
                        x.shape()[1],
                        weights.shape()[0],
                        groups,
                        new Windows(node, x.shape(), kernel).window(),
                        Pointwise.NONE));
    }

    private static void pool(OperatorNode node, boolean average) {
        node.requireOneOutput();
        Value x = node.decimals(0);
        long[] kernel = node.attributes().integers("kernel_shape");
        int[] sizes = Arrays.stream(kernel).mapToInt(Math::toIntExact).toArray();
        Windows windows = new Windows(node, x.shape(), sizes);
        boolean counts = average && node.attributes().integer("count_include_pad", 0) != 0;
        float[] correction = counts ? windows.correction() : null;
        Operand y =
                correction == null ? node.output() : node.between("pooled", node.outputShape(0));
        node.emit(
                new Step.Pooling(
                        x.operand(),
                        y,
                        x.shape()[0] * x.shape()[1],
                        windows.window(),
                        average,
                        counts,
                        Pointwise.NONE));
        if (correction != null) {
            correct(node, new Value(y, x.dtype(), node.outputShape(0)), correction);
        }
    }

    /** Multiplies each place of all planes by its own factor. */
    private static void correct(OperatorNode node, Value pooled, float[] factors) {
        int[] plane = Arrays.copyOfRange(pooled.shape(), 2, pooled.rank());
        Operand operand = node.constant("shares", plane, factors);
        Value shares = new Value(operand, pooled.dtype(), plane);
        node.emit(
                ArithmeticOperators.step(
                        Step.Arithmetic.Operator.MULTIPLY,
                        pooled,
                        shares,
                        node.output(),
                        pooled.shape()));
    }

    private static void globalPool(OperatorNode node, Step.Reduction.Kind kind) {
        Value x = node.decimals(0);
        int planes = x.shape()[0] * x.shape()[1];
        int length = x.elements() / planes;
        node.emit(
                new Step.Reduction(
                        kind, x.operand(), node.output(), planes, length, 1, Pointwise.NONE));
    }
}
