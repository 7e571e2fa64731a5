package io.sluice.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An immutable slice of a byte array with a dtype and a shape; row-major, little-endian.
 *
 * <p>The array is shared, not copied: whoever makes a tensor promises not to write to the slice
 * afterwards. This is what lets a Kafka record's value travel to the kernel's input buffer with one
 * copy in all.
 */
public final class Tensor {
    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final DType dtype;
    private final int[] shape;
    private final byte[] array;
    private final int offset;
    private final int length;

    private Tensor(DType dtype, int[] shape, byte[] array, int offset, int length) {
        this.dtype = dtype;
        this.shape = shape;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /**
     * A tensor over {@code array[offset, offset + length)}.
     *
     * @param shape the dimensions, each at least 0; not copied, so do not change it afterwards
     * @throws IllegalArgumentException when the byte length is not that of the shape and dtype
     */
    public static Tensor slice(DType dtype, int[] shape, byte[] array, int offset, int length) {
        long expected = elements(shape);
        // Compared in elements, because their number times the size may overflow.
        if (expected != length / dtype.bytes() || length % dtype.bytes() != 0) {
            throw new IllegalArgumentException(
                    "a tensor of "
                            + dtype
                            + Arrays.toString(shape)
                            + " has "
                            + expected
                            + " elements of "
                            + dtype.bytes()
                            + " bytes, not "
                            + length
                            + " bytes");
        }
        if (offset < 0 || length > array.length - offset) {
            throw new IllegalArgumentException(
                    "slice ["
                            + offset
                            + ", +"
                            + length
                            + ") lies outside of "
                            + array.length
                            + " bytes");
        }
        return new Tensor(dtype, shape, array, offset, length);
    }

    /** A float32 tensor with the given values. */
    public static Tensor ofFloats(int[] shape, float... values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return slice(DType.FLOAT32, shape, bytes, 0, bytes.length);
    }

    /** A uint8 tensor over the given bytes, which are not copied. */
    public static Tensor ofBytes(int[] shape, byte[] values) {
        return slice(DType.UINT8, shape, values, 0, values.length);
    }

    /**
     * The number of elements of a shape.
     *
     * @throws IllegalArgumentException when a dimension is negative or the product overflows
     */
    public static long elements(int[] shape) {
        long product = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + " has a negative dimension");
            }
            if (Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(shape) + " has more than 2^63 elements");
            }
            product *= dimension;
        }
        return product;
    }

    public DType dtype() {
        return dtype;
    }

    /** The dimensions; a copy. */
    public int[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    public int dimension(int axis) {
        return shape[axis];
    }

    public boolean hasShape(int[] other) {
        return Arrays.equals(shape, other);
    }

    public int elementCount() {
        return length / dtype.bytes();
    }

    public int byteLength() {
        return length;
    }

    /** Appends the tensor's bytes at the target's position and advances it. */
    public void copyTo(ByteBuffer target) {
        target.put(array, offset, length);
    }

    /** Copies the tensor's bytes to {@code target[targetOffset...]}. */
    public void copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, length);
    }

    /** The backing array, to be read only, between {@link #offset} and {@link #byteLength}. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    /** Element {@code index} of a FLOAT32 tensor. */
    public float floatAt(int index) {
        return (float) FLOAT.get(array, offset + index * Float.BYTES);
    }

    /** Element {@code index} of any tensor as a number; a boolean is 0 or 1. */
    public double numberAt(int index) {
        int at = offset + index * dtype.bytes();
        return switch (dtype) {
            case FLOAT32 -> (float) FLOAT.get(array, at);
            case FLOAT64 -> Double.longBitsToDouble((long) LONG.get(array, at));
            case INT8 -> array[at];
            case UINT8, BOOL -> array[at] & 0xff;
            case INT16 -> (short) (array[at] & 0xff | array[at + 1] << 8);
            case INT32 -> (int) INT.get(array, at);
            case INT64 -> (long) LONG.get(array, at);
        };
    }

    /** The values of a FLOAT32 tensor as a new array. */
    public float[] toFloats() {
        requireDType(DType.FLOAT32);
        float[] values = new float[elementCount()];
        ByteBuffer.wrap(array, offset, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /** Whether every value of a floating-point tensor is finite; integers always are. */
    public boolean isFinite() {
        return switch (dtype) {
            case FLOAT32 -> floatsAreFinite();
            case FLOAT64 -> doublesAreFinite();
            default -> true;
        };
    }

    /**
     * NaN and the infinities are the values whose exponent bits are all set. Adding 1 to the
     * exponent carries into the (cleared) sign bit for exactly these, two floats to a long, so that
     * the loop has no branch.
     */
    private boolean floatsAreFinite() {
        long carries = 0;
        int at = offset;
        int end = offset + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            carries |= ((long) LONG.get(array, at) & 0x7fffffff_7fffffffL) + 0x00800000_00800000L;
        }
        if (at < end) {
            carries |= ((int) INT.get(array, at) & 0x7fffffffL) + 0x00800000L;
        }
        return (carries & 0x80000000_80000000L) == 0;
    }

    private boolean doublesAreFinite() {
        long carries = 0;
        for (int at = offset, end = offset + length; at < end; at += Double.BYTES) {
            carries |= ((long) LONG.get(array, at) & Long.MAX_VALUE) + 0x00100000_00000000L;
        }
        return carries >= 0;
    }

    /**
     * A 64-bit hash of the bytes: the same for the same bytes, and for others by chance alone. No
     * defence against those who look for two with the same.
     */
    public long fingerprint() {
        long hash = length;
        int at = offset;
        int end = offset + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONG.get(array, at));
        }
        for (; at < end; at++) {
            hash = mixed(hash ^ array[at]);
        }
        return hash;
    }

    private static long mixed(long value) {
        long product = value * 0x9e3779b97f4a7c15L;
        return product ^ product >>> 32;
    }

    private void requireDType(DType expected) {
        if (dtype != expected) {
            throw new IllegalStateException("the tensor is " + dtype + ", not " + expected);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(
                        array,
                        offset,
                        offset + length,
                        that.array,
                        that.offset,
                        that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 31 * dtype.hashCode() + Arrays.hashCode(shape);
        for (int at = offset; at < offset + length; at++) {
            hash = 31 * hash + array[at];
        }
        return hash;
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }
}
