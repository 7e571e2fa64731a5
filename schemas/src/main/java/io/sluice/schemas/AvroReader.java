package io.sluice.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Reads Avro's binary encoding from a slice of a byte array.
 *
 * <p>Every read is bounds-checked: whatever the bytes are, a read ends in a value or in a {@link
 * MalformedException}, never loops without consuming bytes and never allocates more than a small
 * multiple of what is left. Not thread-safe; may be reused with {@link #reset}.
 */
public final class AvroReader {
    /**
     * Items that take no byte (nulls, empty records) are not bounded by what is left of the input,
     * so that one datum may hold this many of them.
     */
    static final int MAX_EMPTY_ITEMS = 1 << 16;

    /** Nesting of recursive data beyond which bytes count as malformed, to protect the stack. */
    static final int MAX_DEPTH = 256;

    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array;
    private int start;
    private int limit;
    private int position;
    private int emptyItems;
    private int depth;

    public AvroReader(byte[] array) {
        this(array, 0, array.length);
    }

    /** A reader of {@code array[offset, offset + length)}. */
    public AvroReader(byte[] array, int offset, int length) {
        reset(array, offset, length);
    }

    /** Starts anew on {@code array[offset, offset + length)}. */
    public void reset(byte[] newArray, int offset, int length) {
        if (offset < 0 || length < 0 || length > newArray.length - offset) {
            throw new IllegalArgumentException(
                    "[" + offset + ", +" + length + ") lies outside of " + newArray.length);
        }
        array = newArray;
        start = offset;
        limit = offset + length;
        position = offset;
        emptyItems = 0;
        depth = 0;
    }

    /** The array that is read; index it with {@link #position()}. */
    public byte[] array() {
        return array;
    }

    /** Index in {@link #array()} of the next byte. */
    public int position() {
        return position;
    }

    /** Goes back (or on) to an index that {@link #position()} gave. */
    public void position(int newPosition) {
        if (newPosition < start || newPosition > limit) {
            throw new IllegalArgumentException(
                    "position " + newPosition + " is not in [" + start + ", " + limit + "]");
        }
        position = newPosition;
    }

    public int remaining() {
        return limit - position;
    }

    public boolean readBoolean() throws MalformedException {
        require(1, "a boolean");
        byte value = array[position];
        if (value != 0 && value != 1) {
            throw malformed("expected a boolean (0 or 1), found " + value);
        }
        position++;
        return value == 1;
    }

    public int readInt() throws MalformedException {
        int at = position;
        long value = readLong();
        if (value != (int) value) {
            position = at;
            throw malformed("expected a 32-bit integer, found " + value);
        }
        return (int) value;
    }

    public long readLong() throws MalformedException {
        int at = position;
        if (at < limit) {
            byte first = array[at];
            if (first >= 0) {
                position = at + 1;
                return (first >>> 1) ^ -(first & 1);
            }
        }
        return readLongOfManyBytes();
    }

    private long readLongOfManyBytes() throws MalformedException {
        long raw = 0;
        int at = position;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == limit) {
                throw malformed("expected a variable-length integer, found the end");
            }
            byte next = array[at++];
            if (shift == 63 && (next & 0xfe) != 0) {
                break;
            }
            raw |= (next & 0x7fL) << shift;
            if (next >= 0) {
                position = at;
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw malformed("expected a variable-length integer, found more than 64 bits");
    }

    public float readFloat() throws MalformedException {
        require(Float.BYTES, "a float");
        float value = (float) FLOAT.get(array, position);
        position += Float.BYTES;
        return value;
    }

    public double readDouble() throws MalformedException {
        require(Double.BYTES, "a double");
        double value = (double) DOUBLE.get(array, position);
        position += Double.BYTES;
        return value;
    }

    /**
     * Reads the length of a string or of bytes and leaves the reader at the first of them, for
     * callers that take a slice of {@link #array()} and then {@link #advance}.
     */
    public int readLength() throws MalformedException {
        int at = position;
        long length = readLong();
        if (length < 0 || length > limit - position) {
            int left = limit - position;
            position = at;
            throw malformed("expected a length from 0 to the " + left + " left, found " + length);
        }
        return (int) length;
    }

    /** Passes over {@code count} bytes. */
    public void advance(long count) throws MalformedException {
        if (count < 0 || count > limit - position) {
            throw malformed("expected " + count + " bytes, found " + remaining() + " left");
        }
        position += (int) count;
    }

    /** The next bytes value, copied. */
    public byte[] readBytes() throws MalformedException {
        int length = readLength();
        byte[] copy = Arrays.copyOfRange(array, position, position + length);
        position += length;
        return copy;
    }

    public String readString() throws MalformedException {
        int at = position;
        int length = readLength();
        String text = new String(array, position, length, StandardCharsets.UTF_8);
        // Java replaces what is no UTF-8 by U+FFFD: only where that appears a second look is due.
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8Of(text, length)) {
            position = at;
            throw malformed("expected a string in UTF-8, found other bytes");
        }
        position += length;
        return text;
    }

    private boolean isUtf8Of(String text, int length) {
        byte[] back = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(back, 0, back.length, array, position, position + length);
    }

    /**
     * Reads the index of a union's branch or of an enum's symbol.
     *
     * @param count how many there are
     */
    public int readIndex(int count) throws MalformedException {
        int at = position;
        long index = readLong();
        if (index < 0 || index >= count) {
            position = at;
            throw malformed("expected an index below " + count + ", found " + index);
        }
        return (int) index;
    }

    /** Reads the branch of a union of null and one other type, in this order. */
    public boolean readPresent() throws MalformedException {
        return readIndex(2) == 1;
    }

    /** Reads a union of null and a long. */
    public OptionalLong readOptionalLong() throws MalformedException {
        return readPresent() ? OptionalLong.of(readLong()) : OptionalLong.empty();
    }

    /**
     * Reads the start of an array's or a map's next block.
     *
     * @param minItemBytes the fewest bytes that an item takes, 0 only for items without content
     * @return the number of items, 0 at the end of the array
     */
    public int readBlock(int minItemBytes) throws MalformedException {
        int at = position;
        long count = readLong();
        if (count < 0) {
            long size = readLong();
            if (size < 0 || size > remaining()) {
                position = at;
                throw malformed("expected a block of at most the bytes left, found " + size);
            }
            count = -count;
        }
        long most = remaining();
        if (minItemBytes == 0) {
            most = MAX_EMPTY_ITEMS - emptyItems;
        } else {
            most /= minItemBytes;
        }
        if (count < 0 || count > most) {
            position = at;
            throw malformed("expected a block of at most " + most + " items, found " + count);
        }
        if (minItemBytes == 0) {
            emptyItems += (int) count;
        }
        return (int) count;
    }

    /** Fails unless everything was read. */
    public void requireEnd() throws MalformedException {
        if (position != limit) {
            throw malformed("expected the end, found " + remaining() + " more bytes");
        }
    }

    /** An exception about the byte at the current position. */
    public MalformedException malformed(String message) {
        return new MalformedException(position - start, message);
    }

    /** Counts one level of nesting; every call needs its {@link #leave}. */
    void enter() throws MalformedException {
        if (++depth > MAX_DEPTH) {
            throw malformed("expected at most " + MAX_DEPTH + " nested records, found more");
        }
    }

    void leave() {
        depth--;
    }

    private void require(int bytes, String what) throws MalformedException {
        if (limit - position < bytes) {
            throw malformed("expected " + what + " of " + bytes + " bytes, found " + remaining());
        }
    }
}
