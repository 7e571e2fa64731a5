package io.sluice.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/** Writes Avro's binary encoding to a byte array that grows. Not thread-safe; reusable. */
public final class AvroWriter {
    private static final int MAX_VARINT_BYTES = 10;
    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array;
    private int size;

    public AvroWriter() {
        this(256);
    }

    /** A writer that first grows beyond {@code capacity} bytes. */
    public AvroWriter(int capacity) {
        array = new byte[Math.max(capacity, 16)];
    }

    /** Forgets what was written and keeps the array. */
    public void reset() {
        size = 0;
    }

    /** The number of bytes written. */
    public int size() {
        return size;
    }

    /** The array written to, valid up to {@link #size()} and until the next write. */
    public byte[] array() {
        return array;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    public void writeBoolean(boolean value) {
        ensure(1);
        array[size++] = (byte) (value ? 1 : 0);
    }

    public void writeInt(int value) {
        writeLong(value);
    }

    public void writeLong(long value) {
        ensure(MAX_VARINT_BYTES);
        long zigzag = (value << 1) ^ (value >> 63);
        // Local variables: the fields would be written once per byte.
        byte[] to = array;
        int at = size;
        while ((zigzag & ~0x7fL) != 0) {
            to[at++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        to[at++] = (byte) zigzag;
        size = at;
    }

    public void writeFloat(float value) {
        ensure(Float.BYTES);
        FLOAT.set(array, size, value);
        size += Float.BYTES;
    }

    public void writeDouble(double value) {
        ensure(Double.BYTES);
        DOUBLE.set(array, size, value);
        size += Double.BYTES;
    }

    public void writeString(String text) {
        int length = text.length();
        int start = size;
        ensure((long) MAX_VARINT_BYTES + length);
        writeLong(length);
        if (copyAscii(text, length)) {
            size += length;
        } else {
            size = start;
            writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Local variables and no exit from the loop: the common case, several times per record. */
    private boolean copyAscii(String text, int length) {
        byte[] to = array;
        int at = size;
        int all = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            all |= c;
            to[at + i] = (byte) c;
        }
        return all < 0x80;
    }

    public void writeBytes(byte[] bytes) {
        writeBytes(bytes, 0, bytes.length);
    }

    /** Writes {@code bytes[offset, offset + length)} as a bytes value. */
    public void writeBytes(byte[] bytes, int offset, int length) {
        ensure((long) MAX_VARINT_BYTES + length);
        writeLong(length);
        writeRaw(bytes, offset, length);
    }

    /** Writes bytes as they are, without a length. */
    public void writeRaw(byte[] bytes, int offset, int length) {
        ensure(length);
        System.arraycopy(bytes, offset, array, size, length);
        size += length;
    }

    /** Writes one byte as it is. */
    public void writeRaw(byte value) {
        ensure(1);
        array[size++] = value;
    }

    /** Writes the branch of a union of null and one other type, in this order. */
    public void writePresent(boolean present) {
        writeLong(present ? 1 : 0);
    }

    /** Writes a union of null and a long. */
    public void writeOptionalLong(OptionalLong value) {
        writePresent(value.isPresent());
        if (value.isPresent()) {
            writeLong(value.getAsLong());
        }
    }

    /** Writes a union of null and bytes. */
    public void writeNullableBytes(byte[] bytes) {
        writePresent(bytes != null);
        if (bytes != null) {
            writeBytes(bytes);
        }
    }

    /** Writes the start of an array of {@code count} items; {@link #writeArrayEnd} follows them. */
    public void writeArrayStart(int count) {
        if (count > 0) {
            writeLong(count);
        }
    }

    public void writeArrayEnd() {
        writeLong(0);
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > array.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new IllegalStateException(
                        "a record of " + needed + " bytes is larger than an array can be");
            }
            long doubled = Math.min(2L * array.length, Integer.MAX_VALUE - 8);
            array = Arrays.copyOf(array, (int) Math.max(needed, doubled));
        }
    }
}
