package io.sluice.kernel.onnx;

import java.util.Arrays;

/** Shapes of convolutions and pools: [N, C, spatial...]. */
final class WindowShapes {
    private WindowShapes() {}

    /** A convolution with the input and weight at the given positions. */
    static Inferred convolution(NodeShape node, int x, int w) {
        int[] weight = node.input(w).shape();
        long[] kernel = node.integers("kernel_shape");
        if (kernel == null) {
            kernel = Arrays.stream(weight).skip(2).asLongStream().toArray();
        }
        int[] shape = windows(node, node.input(x).shape(), kernel);
        shape[1] = weight[0];
        return node.input(x).shaped(shape);
    }

    static Inferred pool(NodeShape node) {
        long[] kernel = node.integers("kernel_shape");
        if (kernel == null) {
            throw node.refused("has no kernel_shape");
        }
        return node.input(0).shaped(windows(node, node.input(0).shape(), kernel));
    }

    static Inferred globalPool(NodeShape node) {
        int[] shape = node.input(0).shape().clone();
        Arrays.fill(shape, 2, shape.length, 1);
        return node.input(0).shaped(shape);
    }

    static Inferred transposed(NodeShape node) {
        int[] in = node.input(0).shape();
        int[] weight = node.input(1).shape();
        int spatial = in.length - 2;
        long[] strides = orElse(node.integers("strides"), spatial, 1);
        long[] dilations = orElse(node.integers("dilations"), spatial, 1);
        long[] pads = orElse(node.integers("pads"), 2 * spatial, 0);
        long[] extra = orElse(node.integers("output_padding"), spatial, 0);
        if (node.hasAttribute("output_shape") || !automatic(node).equals("NOTSET")) {
            throw node.refused("output_shape and auto_pad have no shape rule");
        }
        int[] shape = in.clone();
        shape[1] = Math.toIntExact(weight[1] * node.integer("group", 1));
        for (int i = 0; i < spatial; i++) {
            long reach = (weight[i + 2] - 1) * dilations[i] + 1;
            shape[i + 2] =
                    Math.toIntExact(
                            strides[i] * (in[i + 2] - 1)
                                    + extra[i]
                                    + reach
                                    - pads[i]
                                    - pads[i + spatial]);
        }
        return node.input(0).shaped(shape);
    }

    static Inferred pad(NodeShape node) {
        long[] pads = node.attributeOrInput("pads", 1);
        int[] shape = node.input(0).shape().clone();
        if (pads == null || pads.length != 2 * shape.length) {
            throw node.refused("pads must be given for every axis");
        }
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(shape[i] + pads[i] + pads[i + shape.length]);
        }
        return node.input(0).shaped(shape);
    }

    private static int[] windows(NodeShape node, int[] in, long[] kernel) {
        int spatial = in.length - 2;
        if (kernel.length != spatial) {
            throw node.refused("a kernel of " + kernel.length + " axes for input " + node.input(0));
        }
        long[] strides = orElse(node.integers("strides"), spatial, 1);
        long[] dilations = orElse(node.integers("dilations"), spatial, 1);
        long[] pads = orElse(node.integers("pads"), 2 * spatial, 0);
        boolean same = automatic(node).startsWith("SAME");
        boolean up = node.integer("ceil_mode", 0) != 0;
        int[] shape = in.clone();
        for (int i = 0; i < spatial; i++) {
            long reach = (kernel[i] - 1) * dilations[i] + 1;
            long room = in[i + 2] + pads[i] + pads[i + spatial] - reach;
            long steps = up ? -Math.floorDiv(-room, strides[i]) : Math.floorDiv(room, strides[i]);
            // A window that would start in the padding behind the input is left out.
            if (up && steps * strides[i] >= in[i + 2] + pads[i]) {
                steps--;
            }
            long size = same ? (in[i + 2] + strides[i] - 1) / strides[i] : steps + 1;
            if (size < 1) {
                throw node.refused("its window does not fit in input " + node.input(0));
            }
            shape[i + 2] = Math.toIntExact(size);
        }
        return shape;
    }

    private static String automatic(NodeShape node) {
        return node.text("auto_pad", "NOTSET");
    }

    private static long[] orElse(long[] values, int length, long fallback) {
        if (values != null) {
            return values;
        }
        long[] filled = new long[length];
        Arrays.fill(filled, fallback);
        return filled;
    }
}
