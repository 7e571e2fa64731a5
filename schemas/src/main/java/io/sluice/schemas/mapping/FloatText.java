package io.sluice.schemas.mapping;

/**
 * Reads the float32 numbers that data usually holds faster than a general parser does, and the
 * nearest float exactly: where that is not sure it says so, and the caller asks the general one.
 *
 * <p>A decimal number of at most 2^53 times a power of ten of at most 22 is one correctly rounded
 * operation on doubles (W. D. Clinger, How to read floating point numbers accurately, 1990).
 * Rounding that double to a float is right unless it lies just between two floats.
 */
final class FloatText {
    /** What {@link #parse} gives for numbers that it leaves to a general parser. */
    static final float UNSURE = Float.NaN;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long MAX_EXACT = 1L << 53;

    /** The bits of a double that a float lacks, and the value of them that is half a step. */
    private static final long LOST_BITS = (1L << 29) - 1;

    private static final long HALF_STEP = 1L << 28;

    private FloatText() {}

    /** The number in {@code text[from, from + length)}, which is one in JSON's grammar. */
    static float parse(char[] text, int from, int length) {
        int end = from + length;
        boolean negative = text[from] == '-';
        long digits = 0;
        int fraction = 0;
        int at = negative ? from + 1 : from;
        boolean behindPoint = false;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                if (digits > MAX_EXACT / 10) {
                    return UNSURE;
                }
                digits = digits * 10 + digit;
                fraction += behindPoint ? 1 : 0;
            } else if (text[at] == '.') {
                behindPoint = true;
            } else {
                break;
            }
        }
        int exponent = at < end ? exponent(text, at + 1, end) - fraction : -fraction;
        return exponent < -22 || exponent > 22 ? UNSURE : nearest(negative, digits, exponent);
    }

    private static int exponent(char[] text, int from, int end) {
        boolean signed = text[from] == '-' || text[from] == '+';
        int value = 0;
        for (int at = signed ? from + 1 : from; at < end && value < 1_000; at++) {
            value = value * 10 + text[at] - '0';
        }
        return text[from] == '-' ? -value : value;
    }

    private static float nearest(boolean negative, long digits, int exponent) {
        if (digits > MAX_EXACT) {
            return UNSURE;
        }
        double value =
                exponent < 0 ? digits / POWERS[-exponent] : (double) digits * POWERS[exponent];
        boolean between = (Double.doubleToRawLongBits(value) & LOST_BITS) == HALF_STEP;
        boolean normal = value >= Float.MIN_NORMAL && value < Float.MAX_VALUE || value == 0;
        if (between || !normal) {
            return UNSURE;
        }
        return (float) (negative ? -value : value);
    }
}
