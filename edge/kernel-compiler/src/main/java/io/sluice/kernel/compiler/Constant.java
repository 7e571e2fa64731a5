package io.sluice.kernel.compiler;

/**
 * The values of an operand that is known beforehand. Treat the arrays as read-only.
 *
 * @param operand of role {@link Operand.Role#CONSTANT}
 * @param floats its elements when it is FLOAT32, else null
 * @param ints its elements when it is INT32, else null
 */
public record Constant(Operand operand, float[] floats, int[] ints) {
    public static Constant of(Operand operand, float... values) {
        return new Constant(operand, values, null);
    }

    public static Constant of(Operand operand, int... values) {
        return new Constant(operand, null, values);
    }
}
