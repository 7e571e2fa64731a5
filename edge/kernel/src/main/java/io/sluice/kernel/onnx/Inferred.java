package io.sluice.kernel.onnx;

import io.sluice.schemas.DType;
import java.util.Arrays;

/**
 * What is known of a tensor before anything runs.
 *
 * @param dtype its element type
 * @param shape all dimensions, the batch axis included; treat as read-only
 * @param values its values when it is a small constant of whole numbers, such as a shape; else null
 */
record Inferred(DType dtype, int[] shape, long[] values) {
    static Inferred of(DType dtype, int... shape) {
        return new Inferred(dtype, shape, null);
    }

    /** The same shape with another dtype, values unknown. */
    Inferred as(DType other) {
        return new Inferred(other, shape, null);
    }

    /** The same dtype with another shape, values unknown. */
    Inferred shaped(int... other) {
        return new Inferred(dtype, other, null);
    }

    int rank() {
        return shape.length;
    }

    long elements() {
        long product = 1;
        for (int dimension : shape) {
            product = Math.multiplyExact(product, (long) dimension);
        }
        return product;
    }

    /** A dimension; a negative axis counts from the end. */
    int dimension(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
