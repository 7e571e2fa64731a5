package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Window;
import java.util.Arrays;

/**
 * Where a node's windows lie, whichever way it says so.
 *
 * @param in [N, C, spatial…]
 * @param kernel a size per spatial axis
 */
record Windows(OperatorNode node, int[] in, int[] kernel) {
    Windows {
        if (in.length < 3 || in.length > 4 || kernel.length != in.length - 2) {
            throw node.refused(
                    "only windows over one or two axes are compiled, not " + Arrays.toString(in));
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
