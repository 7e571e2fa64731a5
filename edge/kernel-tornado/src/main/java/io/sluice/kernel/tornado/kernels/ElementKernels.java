package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Functions of elements and of pairs of elements. The function f is an {@link Activation}. */
public final class ElementKernels {
    private ElementKernels() {}

    /**
     * y = f(x), one element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void map(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int elements,
            int kind,
            float p,
            float q) {
        int at = context.globalIdx;
        if (at < elements) {
            y.set(at, Activation.apply(kind, p, q, x.get(at)));
        }
    }

    /**
     * y = f(a op b) over one axis, where a stride is 0 or 1; one element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void combine(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray y,
            int elements,
            int aStride,
            int bStride,
            int operator,
            int kind,
            float p,
            float q) {
        int at = context.globalIdx;
        if (at < elements) {
            float value = Numbers.apply(operator, a.get(at * aStride), b.get(at * bStride));
            y.set(at, Activation.apply(kind, p, q, value));
        }
    }

    /**
     * y = f(a op b) over several axes; {@code axes} has their lengths, then the strides of a, then
     * those of b. One element per work item.
     *
     * <p>Launch: [elements, 1, 1], rounded up; any work-group.
     */
    public static void combineStrided(
            KernelContext context,
            FloatArray a,
            FloatArray b,
            FloatArray y,
            IntArray axes,
            int rank,
            int elements,
            int operator,
            int kind,
            float p,
            float q) {
        int at = context.globalIdx;
        if (at < elements) {
            int left = 0;
            int right = 0;
            int rest = at;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int length = axes.get(axis);
                int index = rest % length;
                rest = rest / length;
                left += index * axes.get(rank + axis);
                right += index * axes.get(2 * rank + axis);
            }
            float value = Numbers.apply(operator, a.get(left), b.get(right));
            y.set(at, Activation.apply(kind, p, q, value));
        }
    }
}
