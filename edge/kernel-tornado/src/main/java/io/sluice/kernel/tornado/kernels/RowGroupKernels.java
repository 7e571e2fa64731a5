package io.sluice.kernel.tornado.kernels;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * The same as {@link RowKernels} with a work-group of {@value #GROUP} work items per row, for GPUs
 * and long rows: each takes every {@value #GROUP}th element, and what they come to is put together
 * in local memory.
 */
public final class RowGroupKernels {
    /** Work items per row. */
    public static final int GROUP = 128;

    private RowGroupKernels() {}

    /**
     * Reduces each row to a number.
     *
     * <p>Launch: [{@value #GROUP} · outer · inner, 1, 1]; work-group [{@value #GROUP}, 1, 1].
     */
    public static void reduce(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int length,
            int inner,
            int reduction,
            int kind,
            float p,
            float q) {
        float[] shared = context.allocateFloatLocalArray(128);
        int item = context.localIdx;
        int row = context.groupIdx;
        int from = row / inner * length * inner + row % inner;
        float result = 0f;
        if (reduction == RowKernels.MAXIMUM) {
            result = Float.NEGATIVE_INFINITY;
        }
        for (int i = item; i < length; i += 128) {
            float value = x.get(from + i * inner);
            if (reduction == RowKernels.MAXIMUM) {
                result = Numbers.greater(result, value);
            } else {
                result += value;
            }
        }
        shared[item] = result;
        for (int half = 64; half > 0; half >>= 1) {
            context.localBarrier();
            if (item < half) {
                if (reduction == RowKernels.MAXIMUM) {
                    shared[item] = Numbers.greater(shared[item], shared[item + half]);
                } else {
                    shared[item] += shared[item + half];
                }
            }
        }
        if (item == 0) {
            float whole = shared[0];
            if (reduction == RowKernels.MEAN) {
                whole = whole / length;
            }
            y.set(row, Activation.apply(kind, p, q, whole));
        }
    }

    /**
     * e^x over its sum, with the greatest element taken off first.
     *
     * <p>Launch: [{@value #GROUP} · outer · inner, 1, 1]; work-group [{@value #GROUP}, 1, 1].
     */
    public static void softmax(
            KernelContext context, FloatArray x, FloatArray y, int length, int inner) {
        float[] shared = context.allocateFloatLocalArray(128);
        int item = context.localIdx;
        int row = context.groupIdx;
        int from = row / inner * length * inner + row % inner;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = item; i < length; i += 128) {
            greatest = Numbers.greater(greatest, x.get(from + i * inner));
        }
        shared[item] = greatest;
        for (int half = 64; half > 0; half >>= 1) {
            context.localBarrier();
            if (item < half) {
                shared[item] = Numbers.greater(shared[item], shared[item + half]);
            }
        }
        context.localBarrier();
        float top = shared[0];
        context.localBarrier();
        float part = 0f;
        for (int i = item; i < length; i += 128) {
            part += TornadoMath.exp(x.get(from + i * inner) - top);
        }
        shared[item] = part;
        for (int half = 64; half > 0; half >>= 1) {
            context.localBarrier();
            if (item < half) {
                shared[item] += shared[item + half];
            }
        }
        context.localBarrier();
        float sum = shared[0];
        for (int i = item; i < length; i += 128) {
            y.set(from + i * inner, TornadoMath.exp(x.get(from + i * inner) - top) / sum);
        }
    }

    /**
     * (x − mean) / √(variance + epsilon) · scale + bias.
     *
     * <p>Launch: [{@value #GROUP} · rows, 1, 1]; work-group [{@value #GROUP}, 1, 1].
     */
    public static void normalise(
            KernelContext context,
            FloatArray x,
            FloatArray scale,
            FloatArray bias,
            FloatArray y,
            int length,
            float epsilon,
            int hasBias) {
        float[] shared = context.allocateFloatLocalArray(128);
        int item = context.localIdx;
        int from = context.groupIdx * length;
        float part = 0f;
        for (int i = item; i < length; i += 128) {
            part += x.get(from + i);
        }
        shared[item] = part;
        for (int half = 64; half > 0; half >>= 1) {
            context.localBarrier();
            if (item < half) {
                shared[item] += shared[item + half];
            }
        }
        context.localBarrier();
        float mean = shared[0] / length;
        context.localBarrier();
        float square = 0f;
        for (int i = item; i < length; i += 128) {
            float off = x.get(from + i) - mean;
            square += off * off;
        }
        shared[item] = square;
        for (int half = 64; half > 0; half >>= 1) {
            context.localBarrier();
            if (item < half) {
                shared[item] += shared[item + half];
            }
        }
        context.localBarrier();
        float factor = 1f / TornadoMath.sqrt(shared[0] / length + epsilon);
        for (int i = item; i < length; i += 128) {
            float value = (x.get(from + i) - mean) * factor * scale.get(i);
            if (hasBias == 1) {
                value += bias.get(i);
            }
            y.set(from + i, value);
        }
    }
}
