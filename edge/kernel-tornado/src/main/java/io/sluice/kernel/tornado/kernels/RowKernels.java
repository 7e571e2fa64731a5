package io.sluice.kernel.tornado.kernels;

import io.sluice.kernel.compiler.Step.Reduction;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * What needs a whole row of elements: the middle axis of [outer, length, inner]. One row per work
 * item: for CPU devices, short rows, and rows whose neighbours lie side by side.
 */
public final class RowKernels {
    static final int SUM = 0;
    static final int MEAN = 1;
    static final int MAXIMUM = 2;

    private RowKernels() {}

    /** The number by which kernels know a reduction. */
    public static int code(Reduction.Kind kind) {
        return switch (kind) {
            case SUM -> SUM;
            case MEAN -> MEAN;
            case MAXIMUM -> MAXIMUM;
        };
    }

    /**
     * Reduces each row to a number. The function f is an {@link Activation}.
     *
     * <p>Launch: [outer · inner, 1, 1], rounded up; any work-group.
     */
    public static void reduce(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            int outer,
            int length,
            int inner,
            int reduction,
            int kind,
            float p,
            float q) {
        int row = context.globalIdx;
        if (row < outer * inner) {
            int from = row / inner * length * inner + row % inner;
            float result = x.get(from);
            for (int i = 1; i < length; i++) {
                float value = x.get(from + i * inner);
                if (reduction == MAXIMUM) {
                    result = Numbers.greater(result, value);
                } else {
                    result += value;
                }
            }
            if (reduction == MEAN) {
                result = result / length;
            }
            y.set(row, Activation.apply(kind, p, q, result));
        }
    }

    /**
     * e^x over its sum, with the greatest element taken off first.
     *
     * <p>Launch: [outer · inner, 1, 1], rounded up; any work-group.
     */
    public static void softmax(
            KernelContext context, FloatArray x, FloatArray y, int outer, int length, int inner) {
        int row = context.globalIdx;
        if (row < outer * inner) {
            int from = row / inner * length * inner + row % inner;
            float greatest = x.get(from);
            for (int i = 1; i < length; i++) {
                greatest = Numbers.greater(greatest, x.get(from + i * inner));
            }
            float sum = 0f;
            for (int i = 0; i < length; i++) {
                float value = TornadoMath.exp(x.get(from + i * inner) - greatest);
                sum += value;
                y.set(from + i * inner, value);
            }
            for (int i = 0; i < length; i++) {
                y.set(from + i * inner, y.get(from + i * inner) / sum);
            }
        }
    }

    /**
     * (x − mean) / √(variance + epsilon) · scale + bias.
     *
     * <p>Launch: [rows, 1, 1], rounded up; any work-group.
     */
    public static void normalise(
            KernelContext context,
            FloatArray x,
            FloatArray scale,
            FloatArray bias,
            FloatArray y,
            int rows,
            int length,
            float epsilon,
            int hasBias) {
        int row = context.globalIdx;
        if (row < rows) {
            int from = row * length;
            float mean = 0f;
            for (int i = 0; i < length; i++) {
                mean += x.get(from + i);
            }
            mean = mean / length;
            float variance = 0f;
            for (int i = 0; i < length; i++) {
                float off = x.get(from + i) - mean;
                variance += off * off;
            }
            float factor = 1f / TornadoMath.sqrt(variance / length + epsilon);
            for (int i = 0; i < length; i++) {
                float value = (x.get(from + i) - mean) * factor * scale.get(i);
                if (hasBias == 1) {
                    value += bias.get(i);
                }
                y.set(from + i, value);
            }
        }
    }
}
