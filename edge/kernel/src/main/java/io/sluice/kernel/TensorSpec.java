package io.sluice.kernel;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.util.Arrays;

/**
 * Name, dtype and shape of a model's input or output.
 *
 * @param name the tensor's name in the graph
 * @param dtype its element type
 * @param shape its dimensions without the leading batch axis; treat as read-only
 */
public record TensorSpec(String name, DType dtype, int[] shape) {
    /** Number of elements of one row (one event). */
    public int rowElements() {
        return Math.toIntExact(Tensor.elements(shape));
    }

    /** Number of bytes of one row (one event). */
    public int rowBytes() {
        return Math.multiplyExact(rowElements(), dtype.bytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSpec that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return name
                + ": "
                + dtype
                + "[N"
                + Arrays.stream(shape).mapToObj(d -> ", " + d).reduce("", String::concat)
                + "]";
    }
}
