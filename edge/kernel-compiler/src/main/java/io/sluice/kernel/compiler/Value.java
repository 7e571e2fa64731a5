package io.sluice.kernel.compiler;

import io.sluice.schemas.DType;
import java.util.Arrays;

/**
 * A tensor of the user's graph while the graph is lowered. Several may lie in one operand, as the
 * two sides of a Reshape do.
 *
 * @param operand where its elements are, row-major from the start
 * @param dtype its element type in the user's graph
 * @param shape its own dimensions; treat as read-only
 */
record Value(Operand operand, DType dtype, int[] shape) {
    int rank() {
        return shape.length;
    }

    int elements() {
        return operand.elements();
    }

    /** The same elements with other dimensions. */
    Value shaped(int... other) {
        return new Value(operand, dtype, other);
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
