package io.sluice.kernel.testkit;

import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;

/** Rows of any dtype as floats. */
final class PlainRows {
    private PlainRows() {}

    static float[] read(TensorSpec spec, ByteBuffer buffer, int row) {
        float[] values = new float[spec.rowElements()];
        int at = row * spec.rowBytes();
        for (int i = 0; i < values.length; i++, at += spec.dtype().bytes()) {
            values[i] =
                    switch (spec.dtype()) {
                        case FLOAT32 -> buffer.getFloat(at);
                        case FLOAT64 -> (float) buffer.getDouble(at);
                        case INT8 -> buffer.get(at);
                        case UINT8, BOOL -> buffer.get(at) & 0xff;
                        case INT16 -> buffer.getShort(at);
                        case INT32 -> buffer.getInt(at);
                        case INT64 -> buffer.getLong(at);
                    };
        }
        return values;
    }

    static void write(TensorSpec spec, ByteBuffer buffer, int row, float[] values) {
        int at = row * spec.rowBytes();
        for (int i = 0; i < values.length; i++, at += spec.dtype().bytes()) {
            switch (spec.dtype()) {
                case FLOAT32 -> buffer.putFloat(at, values[i]);
                case FLOAT64 -> buffer.putDouble(at, values[i]);
                case INT8, UINT8, BOOL -> buffer.put(at, (byte) values[i]);
                case INT16 -> buffer.putShort(at, (short) values[i]);
                case INT32 -> buffer.putInt(at, (int) values[i]);
                case INT64 -> buffer.putLong(at, (long) values[i]);
            }
        }
    }
}
