package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Moves elements. {@code axes} has the lengths of all axes, then the strides of x, then those of y.
 */
public final class LayoutKernels {
    private LayoutKernels() {}

    /**
     * Copies float32. One element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void copyFloats(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            IntArray axes,
            int rank,
            int elements,
            int xOffset,
            int yOffset) {
        int at = context.globalIdx;
        if (at < elements) {
            int from = xOffset;
            int to = yOffset;
            int rest = at;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int length = axes.get(axis);
                int index = rest % length;
                rest = rest / length;
                from += index * axes.get(rank + axis);
                to += index * axes.get(2 * rank + axis);
            }
            y.set(to, x.get(from));
        }
    }

    /**
     * Copies int32. One element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void copyInts(
            KernelContext context,
            IntArray x,
            IntArray y,
            IntArray axes,
            int rank,
            int elements,
            int xOffset,
            int yOffset) {
        int at = context.globalIdx;
        if (at < elements) {
            int from = xOffset;
            int to = yOffset;
            int rest = at;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int length = axes.get(axis);
                int index = rest % length;
                rest = rest / length;
                from += index * axes.get(rank + axis);
                to += index * axes.get(2 * rank + axis);
            }
            y.set(to, x.get(from));
        }
    }

    /**
     * Turns int32 into float32. One element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void toFloats(
            KernelContext context,
            IntArray x,
            FloatArray y,
            IntArray axes,
            int rank,
            int elements,
            int xOffset,
            int yOffset) {
        int at = context.globalIdx;
        if (at < elements) {
            int from = xOffset;
            int to = yOffset;
            int rest = at;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int length = axes.get(axis);
                int index = rest % length;
                rest = rest / length;
                from += index * axes.get(rank + axis);
                to += index * axes.get(2 * rank + axis);
            }
            y.set(to, (float) x.get(from));
        }
    }

    /**
     * Turns float32 into int32, toward zero. One element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void toInts(
            KernelContext context,
            FloatArray x,
            IntArray y,
            IntArray axes,
            int rank,
            int elements,
            int xOffset,
            int yOffset) {
        int at = context.globalIdx;
        if (at < elements) {
            int from = xOffset;
            int to = yOffset;
            int rest = at;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int length = axes.get(axis);
                int index = rest % length;
                rest = rest / length;
                from += index * axes.get(rank + axis);
                to += index * axes.get(2 * rank + axis);
            }
            y.set(to, (int) x.get(from));
        }
    }

    /**
     * y[o, j, i] = x[o, indices[j], i] for float32. One element per work item.
     *
     * <p>Launch: [elements of y, 1, 1], rounded up; any work-group.
     */
    public static void gatherFloats(
            KernelContext context,
            FloatArray x,
            IntArray indices,
            FloatArray y,
            int outer,
            int length,
            int inner,
            int count) {
        int at = context.globalIdx;
        if (at < outer * count * inner) {
            int index = indices.get(at / inner % count);
            if (index < 0) {
                index += length;
            }
            index = TornadoMath.max(0, TornadoMath.min(length - 1, index));
            int slice = at / inner / count * length + index;
            y.set(at, x.get(slice * inner + at % inner));
        }
    }

    /**
     * y[o, j, i] = x[o, indices[j], i] for int32. One element per work item.
     *
     * <p>Launch: [elements of y, 1, 1], rounded up; any work-group.
     */
    public static void gatherInts(
            KernelContext context,
            IntArray x,
            IntArray indices,
            IntArray y,
            int outer,
            int length,
            int inner,
            int count) {
        int at = context.globalIdx;
        if (at < outer * count * inner) {
            int index = indices.get(at / inner % count);
            if (index < 0) {
                index += length;
            }
            index = TornadoMath.max(0, TornadoMath.min(length - 1, index));
            int slice = at / inner / count * length + index;
            y.set(at, x.get(slice * inner + at % inner));
        }
    }
}
