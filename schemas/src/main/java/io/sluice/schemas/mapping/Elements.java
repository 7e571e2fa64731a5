package io.sluice.schemas.mapping;

import io.sluice.schemas.DType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes single elements of any dtype in little-endian byte arrays. */
final class Elements {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle FLOAT = view(float[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private Elements() {}

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes an integer.
     *
     * @param at byte index of the element
     * @return whether the dtype can hold the value; nothing is written when it cannot
     */
    static boolean put(DType dtype, byte[] array, int at, long value) {
        switch (dtype) {
            case FLOAT32 -> FLOAT.set(array, at, (float) value);
            case FLOAT64 -> DOUBLE.set(array, at, (double) value);
            default -> {
                if (value < min(dtype) || value > max(dtype)) {
                    return false;
                }
                putInteger(dtype, array, at, value);
            }
        }
        return true;
    }

    /**
     * Writes a number. Integer types take only whole numbers.
     *
     * @return whether the dtype can hold the value; nothing is written when it cannot
     */
    static boolean put(DType dtype, byte[] array, int at, double value) {
        switch (dtype) {
            case FLOAT32 -> FLOAT.set(array, at, (float) value);
            case FLOAT64 -> DOUBLE.set(array, at, value);
            default -> {
                // 2^63 is a double and saturates to a long that differs from it.
                return value == Math.rint(value)
                        && Math.abs(value) < 0x1p63
                        && put(dtype, array, at, (long) value);
            }
        }
        return true;
    }

    private static void putInteger(DType dtype, byte[] array, int at, long value) {
        switch (dtype) {
            case INT16 -> SHORT.set(array, at, (short) value);
            case INT32 -> INT.set(array, at, (int) value);
            case INT64 -> LONG.set(array, at, value);
            default -> array[at] = (byte) value;
        }
    }

    static void putFloat(byte[] array, int at, float value) {
        FLOAT.set(array, at, value);
    }

    /** Element of a FLOAT64 array at a byte index. */
    static double getDouble(byte[] array, int at) {
        return (double) DOUBLE.get(array, at);
    }

    /** Element of an integer type at a byte index. */
    static long getLong(DType dtype, byte[] array, int at) {
        return switch (dtype) {
            case INT8 -> array[at];
            case UINT8, BOOL -> array[at] & 0xff;
            case INT16 -> (short) SHORT.get(array, at);
            case INT32 -> (int) INT.get(array, at);
            case INT64 -> (long) LONG.get(array, at);
            case FLOAT32, FLOAT64 ->
                    throw new IllegalArgumentException(dtype + " is not an integer type");
        };
    }

    /** Element of any type at a byte index. */
    static double getDouble(DType dtype, byte[] array, int at) {
        return switch (dtype) {
            case FLOAT32 -> (float) FLOAT.get(array, at);
            case FLOAT64 -> (double) DOUBLE.get(array, at);
            default -> getLong(dtype, array, at);
        };
    }

    /** The smallest value of an integer type. */
    static long min(DType dtype) {
        return switch (dtype) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
    }

    /** The largest value of an integer type. */
    static long max(DType dtype) {
        return switch (dtype) {
            case INT8 -> Byte.MAX_VALUE;
            case UINT8 -> 255;
            case BOOL -> 1;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    /** What values a type holds, for messages. */
    static String range(DType dtype) {
        return dtype.isFloatingPoint()
                ? dtype.toString()
                : dtype + " (a whole number from " + min(dtype) + " to " + max(dtype) + ")";
    }
}
