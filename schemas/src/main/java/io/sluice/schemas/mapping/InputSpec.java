package io.sluice.schemas.mapping;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.io.Serializable;
import java.util.Arrays;

/**
 * An input of the model.
 *
 * @param name its name in the bundle
 * @param dtype its element type
 * @param shape its dimensions without the batch axis, each at least 1; empty for a scalar
 */
public record InputSpec(String name, DType dtype, int[] shape) implements Serializable {
    public InputSpec {
        shape = shape.clone();
        if (name.isEmpty() || Arrays.stream(shape).anyMatch(dimension -> dimension < 1)) {
            throw new IllegalArgumentException(
                    "an input has a name and dimensions of at least 1, not '"
                            + name
                            + "' "
                            + Arrays.toString(shape));
        }
        if (Tensor.elements(shape) > Integer.MAX_VALUE / dtype.bytes()) {
            throw new IllegalArgumentException(
                    "input '" + name + "' " + Arrays.toString(shape) + " is larger than 2 GiB");
        }
    }

    /** The dimensions; a copy. */
    @Override
    public int[] shape() {
        return shape.clone();
    }

    /** The dimensions themselves, to be shared by tensors and never changed. */
    int[] sharedShape() {
        return shape;
    }

    public int elements() {
        return (int) Tensor.elements(shape);
    }

    public int byteLength() {
        return elements() * dtype.bytes();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InputSpec that
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
        return "input '" + name + "' " + dtype + Arrays.toString(shape);
    }
}
