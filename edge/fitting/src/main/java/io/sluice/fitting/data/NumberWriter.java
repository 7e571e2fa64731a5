package io.sluice.fitting.data;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes numbers as the elements of an input's row. Confined to one thread. */
final class NumberWriter {
    private final TensorSpec input;
    private final ByteBuffer row;

    NumberWriter(TensorSpec input) {
        this.input = input;
        this.row = ByteBuffer.allocate(input.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes one element. */
    void put(double value, String where) {
        boolean whole = !input.dtype().isFloatingPoint();
        if (whole && (value < least() || value > greatest() || value != Math.rint(value))) {
            throw new DataException(
                    where
                            + ": "
                            + value
                            + " is no "
                            + input.dtype()
                            + ", which input "
                            + input
                            + " takes");
        }
        switch (input.dtype()) {
            case FLOAT32 -> row.putFloat((float) value);
            case FLOAT64 -> row.putDouble(value);
            case INT8, UINT8, BOOL -> row.put((byte) (long) value);
            case INT16 -> row.putShort((short) value);
            case INT32 -> row.putInt((int) value);
            case INT64 -> row.putLong((long) value);
        }
    }

    /** The row's bytes; the next element is the first of another row. */
    byte[] finish() {
        row.clear();
        return row.array().clone();
    }

    private double least() {
        return switch (input.dtype()) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
    }

    private double greatest() {
        return switch (input.dtype()) {
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT64 -> Long.MAX_VALUE;
            default -> input.dtype() == DType.BOOL ? 1 : 255;
        };
    }
}
