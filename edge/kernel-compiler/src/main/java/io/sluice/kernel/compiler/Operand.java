package io.sluice.kernel.compiler;

import java.util.Arrays;

/**
 * A tensor of a {@link Program}: dense, row-major, of fixed shape. Two operands of one program are
 * the same one if and only if they have the same {@code id}.
 *
 * @param id 0, 1, … in the order in which the program's operands were made
 * @param name the tensor's name in the user's graph, or one derived from it; for messages
 * @param type its element type
 * @param shape all dimensions, the batch axis included; empty for a scalar; treat as read-only
 * @param role where its values come from and go to
 */
public record Operand(int id, String name, ElementType type, int[] shape, Role role) {
    /** Where an operand's values come from and go to. */
    public enum Role {
        /** Written by the host before every run. */
        INPUT,
        /** Read by the host after every run. */
        OUTPUT,
        /** Known when the program is made; moved to the device once. */
        CONSTANT,
        /** Made and used up within a run; never leaves the device. */
        TEMPORARY
    }

    /** The number of elements, at least 1. */
    public int elements() {
        long product = 1;
        for (int dimension : shape) {
            product = Math.multiplyExact(product, (long) dimension);
        }
        return Math.toIntExact(product);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Operand that && id == that.id;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "%" + id + " " + name + ": " + type + Arrays.toString(shape);
    }
}
