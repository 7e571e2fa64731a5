package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Window;
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

    /**
     * Where a node's windows lie, whichever way it says so.
     *
     * @param in [N, C, spatial…]
     * @param kernel a size per spatial axis
     */
    private record Windows(OperatorNode node, int[] in, int[] kernel) {
        Windows {
            if (in.length < 3 || in.length > 4 || kernel.length != in.length - 2) {
                throw node.refused(
                        "only windows over one or two axes are compiled, not "
                                + Arrays.toString(in));
            }
        }

        Window window() {
            int last = kernel.length - 1;
            // What has one axis is one row high.
            boolean flat = last == 0;
            return new Window(
                    flat ? 1 : in[2],
                    in[last + 2],
                    flat ? 1 : out(0),
                    out(last),
                    flat ? 1 : kernel[0],
                    kernel[last],
                    flat ? 1 : listed("strides", 0, 1),
                    listed("strides", last, 1),
                    flat ? 1 : listed("dilations", 0, 1),
                    listed("dilations", last, 1),
                    flat ? 0 : padding(0),
                    padding(last));
        }

        private int out(int axis) {
            return node.outputShape(0)[axis + 2];
        }

        private int listed(String attribute, int axis, int fallback) {
            long[] values = node.attributes().integers(attribute);
            return values == null ? fallback : Math.toIntExact(values[axis]);
        }

        private int reach(int axis) {
            return (kernel[axis] - 1) * listed("dilations", axis, 1) + 1;
        }

        /** Elements of padding before an axis. */
        private int padding(int axis) {
            String automatic = node.attributes().text("auto_pad", "NOTSET");
            if (automatic.equals("VALID")) {
                return 0;
            }
            if (automatic.equals("NOTSET")) {
                return listed("pads", axis, 0);
            }
            int total = automaticTotal(axis);
            return automatic.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        }

        private int automaticTotal(int axis) {
            int covered = (out(axis) - 1) * listed("strides", axis, 1) + reach(axis);
            return Math.max(0, covered - in[axis + 2]);
        }

        private int paddingBehind(int axis) {
            String automatic = node.attributes().text("auto_pad", "NOTSET");
            if (automatic.startsWith("SAME")) {
                return automaticTotal(axis) - padding(axis);
            }
            return automatic.equals("VALID") ? 0 : listed("pads", axis + kernel.length, 0);
        }

        /**
         * What a mean over whole windows is to be multiplied by where, rounding up, windows reach
         * beyond the padding, which counts no more; null where none does.
         */
        float[] correction() {
            float[] factors = {1};
            for (int axis = 0; axis < kernel.length; axis++) {
                float[] joined = new float[factors.length * out(axis)];
                for (int i = 0; i < joined.length; i++) {
                    joined[i] = factors[i / out(axis)] * kernel[axis] / counted(axis, i);
                }
                factors = joined;
            }
            for (float factor : factors) {
                if (factor != 1) {
                    return factors;
                }
            }
            return null;
        }

        /** The elements of a window that lie in the input or its padding. */
        private int counted(int axis, int i) {
            int start = i % out(axis) * listed("strides", axis, 1) - padding(axis);
            int room = in[axis + 2] + paddingBehind(axis) - start;
            int dilation = listed("dilations", axis, 1);
            return Math.min(kernel[axis], (room + dilation - 1) / dilation);
        }
    }
}
