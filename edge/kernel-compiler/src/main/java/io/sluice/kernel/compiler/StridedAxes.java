package io.sluice.kernel.compiler;

import java.util.Arrays;

/**
 * How several dense tensors are walked together: the axes of a common shape, and for each tensor
 * the elements from one place to the next along each axis.
 *
 * @param shape dimensions, at least one
 * @param strides for each tensor one stride per axis
 */
record StridedAxes(int[] shape, int[][] strides) {
    /**
     * The same walk over as few axes as possible: axes of one place are left out, and neighbours
     * that every tensor walks as one are joined. Equal walks become equal axes.
     */
    static StridedAxes joined(int[] shape, int[]... strides) {
        int[] joined = new int[shape.length];
        int[][] steps = new int[strides.length][shape.length];
        int last = -1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 1) {
                continue;
            }
            if (last < 0 || !joins(steps, last, strides, axis, shape[axis])) {
                joined[++last] = 1;
            }
            joined[last] *= shape[axis];
            for (int tensor = 0; tensor < strides.length; tensor++) {
                steps[tensor][last] = strides[tensor][axis];
            }
        }
        return last < 0 ? single(strides.length) : cut(joined, steps, last + 1);
    }

    /** Whether the axes so far end where the next one begins, in every tensor. */
    private static boolean joins(int[][] steps, int last, int[][] strides, int axis, int size) {
        for (int tensor = 0; tensor < strides.length; tensor++) {
            if (steps[tensor][last] != strides[tensor][axis] * size) {
                return false;
            }
        }
        return true;
    }

    private static StridedAxes single(int tensors) {
        int[][] ones = new int[tensors][];
        Arrays.fill(ones, new int[] {1});
        return new StridedAxes(new int[] {1}, ones);
    }

    private static StridedAxes cut(int[] shape, int[][] strides, int axes) {
        int[][] kept = new int[strides.length][];
        Arrays.setAll(kept, tensor -> Arrays.copyOf(strides[tensor], axes));
        return new StridedAxes(Arrays.copyOf(shape, axes), kept);
    }

    /** The strides of a dense row-major tensor. */
    static int[] rowMajor(int... shape) {
        int[] strides = new int[shape.length];
        int inner = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = inner;
            inner *= shape[axis];
        }
        return strides;
    }

    /** The strides at which a tensor is read when it is broadcast to a shape: 0 where repeated. */
    static int[] broadcast(int[] from, int[] to) {
        int[] own = rowMajor(from);
        int[] strides = new int[to.length];
        int missing = to.length - from.length;
        for (int axis = 0; axis < from.length; axis++) {
            strides[axis + missing] = from[axis] == 1 ? 0 : own[axis];
        }
        return strides;
    }

    boolean isSameAs(int[] otherShape, int[]... otherStrides) {
        return Arrays.equals(shape, otherShape) && Arrays.deepEquals(strides, otherStrides);
    }

    /** The product of some dimensions. */
    static int product(int[] shape, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product = Math.multiplyExact(product, shape[axis]);
        }
        return product;
    }
}
