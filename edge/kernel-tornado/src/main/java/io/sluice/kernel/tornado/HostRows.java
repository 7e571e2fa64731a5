package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import java.nio.ByteBuffer;

/**
 * Moves rows between a caller's buffer and an array of a plan. A device has float32 and int32;
 * other whole numbers are converted, and refused where they do not fit.
 */
final class HostRows {
    private HostRows() {}

    /** Reads rows of the caller's into the first rows of an array. */
    static void read(TensorSpec spec, ByteBuffer from, int firstRow, int rows, ByteBuffer to) {
        int at = firstRow * spec.rowBytes();
        int count = rows * spec.rowElements();
        switch (spec.dtype()) {
            case FLOAT32, INT32 -> to.put(0, from, at, rows * spec.rowBytes());
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    to.putInt(4 * i, from.get(at + i));
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    to.putInt(4 * i, from.get(at + i) & 0xff);
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    to.putInt(4 * i, from.getShort(at + 2 * i));
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    to.putInt(4 * i, narrowed(spec, from.getLong(at + 8 * i)));
                }
            }
            case FLOAT64 -> throw unsupported(spec);
        }
    }

    /** Writes the first rows of an array to rows of the caller's. */
    static void write(TensorSpec spec, ByteBuffer from, ByteBuffer to, int firstRow, int rows) {
        int at = firstRow * spec.rowBytes();
        int count = rows * spec.rowElements();
        switch (spec.dtype()) {
            case FLOAT32, INT32 -> to.put(at, from, 0, rows * spec.rowBytes());
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    to.put(at + i, (byte) (from.getInt(4 * i) == 0 ? 0 : 1));
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    to.put(at + i, (byte) within(spec, from.getInt(4 * i), -128, 127));
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    to.put(at + i, (byte) within(spec, from.getInt(4 * i), 0, 255));
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    int value = within(spec, from.getInt(4 * i), Short.MIN_VALUE, Short.MAX_VALUE);
                    to.putShort(at + 2 * i, (short) value);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    to.putLong(at + 8 * i, from.getInt(4 * i));
                }
            }
            case FLOAT64 -> throw unsupported(spec);
        }
    }

    private static int narrowed(TensorSpec spec, long value) {
        if (value != (int) value) {
            throw outside(spec, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static int within(TensorSpec spec, int value, int least, int greatest) {
        if (value < least || value > greatest) {
            throw outside(spec, value, least, greatest);
        }
        return value;
    }

    private static KernelException outside(TensorSpec spec, long value, int least, int greatest) {
        return new KernelException(
                spec + ": " + value + " does not fit; expected " + least + " to " + greatest);
    }

    private static UnsupportedStageException unsupported(TensorSpec spec) {
        return new UnsupportedStageException(
                spec + ": a device computes with float32, not float64");
    }
}
