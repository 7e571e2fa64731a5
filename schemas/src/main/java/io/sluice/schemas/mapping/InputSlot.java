package io.sluice.schemas.mapping;

import io.sluice.schemas.DType;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the elements of one input while a record is read. The bytes of the tensor are either a
 * slice of the record's value or one new array.
 *
 * <p>Owned state: the input of the record being read; {@link #clear} starts the next.
 */
final class InputSlot {
    private final InputSpec spec;
    private final InputMapping mapping;
    private final DType dtype;
    private final DType sourceDtype;
    private final int elements;
    private final boolean[] seen;
    private final float[] floatOfByte;

    private byte[] array;
    private int offset;
    private int count;
    private boolean present;
    private boolean tolerant;
    private DecodeException fault;

    InputSlot(InputSpec spec, InputMapping mapping) {
        this.spec = spec;
        this.mapping = mapping;
        this.dtype = spec.dtype();
        this.sourceDtype = mapping.sourceDtype() == null ? dtype : mapping.sourceDtype();
        this.elements = spec.elements();
        this.seen = new boolean[mapping.sources().size()];
        this.floatOfByte = tableOfBytes();
    }

    InputSpec spec() {
        return spec;
    }

    List<FieldSource> sources() {
        return mapping.sources();
    }

    /** Whether values of a dtype need no more than copying. */
    boolean takesAsIs(DType other) {
        return dtype == other && !mapping.isScaled();
    }

    /** Whether a fractional number may become an element. */
    boolean takesFractions() {
        return dtype.isFloatingPoint();
    }

    /**
     * Forgets the input of the record before.
     *
     * @param nextTolerant whether a value that does not fit is refused by {@link #finish} alone
     */
    void clear(boolean nextTolerant) {
        tolerant = nextTolerant;
        fault = null;
        present = false;
        array = null;
        Arrays.fill(seen, false);
    }

    /** Starts the elements of the field that holds the whole input. */
    void begin() {
        present = true;
        array = null;
        offset = 0;
        count = 0;
    }

    void add(long value) throws DecodeException {
        if (count < elements) {
            put(count, count, value);
        }
        count++;
    }

    void add(double value) throws DecodeException {
        if (count < elements) {
            put(count, count, value);
        }
        count++;
    }

    /** Appends a value to a FLOAT32 input that is not scaled. */
    void addFloat(float value) {
        if (count < elements) {
            Elements.putFloat(owned(), count * Float.BYTES, value);
        }
        count++;
    }

    /** Appends {@code n} elements of the input's own dtype; all at once they are not copied. */
    void addBlock(byte[] source, int at, int n) {
        if (count == 0 && n == elements) {
            array = source;
            offset = at;
        } else if (count + n <= elements) {
            int width = dtype.bytes();
            System.arraycopy(source, at, owned(), count * width, n * width);
        }
        // Beyond what the input holds only the count matters, and it may not overflow.
        count = (int) Math.min((long) count + n, Integer.MAX_VALUE);
    }

    /** The element of one of several scalar fields. */
    void set(int source, long value) throws DecodeException {
        seen[source] = true;
        put(source, source, value);
    }

    /** The element of one of several scalar fields. */
    void set(int source, double value) throws DecodeException {
        seen[source] = true;
        put(source, source, value);
    }

    /** The whole input as raw little-endian elements of the source dtype. */
    void raw(byte[] source, int at, int length) throws DecodeException {
        if (length != (long) elements * sourceDtype.bytes()) {
            refuse(
                    new DecodeException(
                            ReasonCode.WRONG_SHAPE,
                            spec
                                    + " from field '"
                                    + path(0)
                                    + "': expected "
                                    + (long) elements * sourceDtype.bytes()
                                    + " bytes ("
                                    + elements
                                    + " of "
                                    + sourceDtype
                                    + "), found "
                                    + length));
            return;
        }
        begin();
        if (takesAsIs(sourceDtype) && dtype != DType.BOOL) {
            addBlock(source, at, elements);
        } else if (sourceDtype.isFloatingPoint()) {
            for (int i = 0; i < elements; i++) {
                add(Elements.getDouble(sourceDtype, source, at + i * sourceDtype.bytes()));
            }
        } else if (floatOfByte != null) {
            addImage(source, at);
        } else {
            for (int i = 0; i < elements; i++) {
                add(Elements.getLong(sourceDtype, source, at + i * sourceDtype.bytes()));
            }
        }
    }

    /** The common case of images: one byte per element to floats, through a table of all bytes. */
    private void addImage(byte[] source, int at) {
        byte[] target = owned();
        float[] table = floatOfByte;
        int end = elements;
        for (int i = 0; i < end; i++) {
            Elements.putFloat(target, i * Float.BYTES, table[source[at + i] & 0xff]);
        }
        count = end;
    }

    private float[] tableOfBytes() {
        boolean image = sourceDtype.bytes() == 1 && dtype == DType.FLOAT32;
        if (!image) {
            return null;
        }
        float[] table = new float[256];
        byte[] each = new byte[1];
        for (int i = 0; i < table.length; i++) {
            each[0] = (byte) i;
            double value = Elements.getLong(sourceDtype, each, 0);
            table[i] = (float) (value * mapping.scale() + mapping.offset());
        }
        return table;
    }

    /** Appends {@code n} doubles of an Avro array. */
    void addDoubles(byte[] source, int at, int n) throws DecodeException {
        boolean fast = dtype == DType.FLOAT32 && n <= elements - count;
        if (!fast) {
            for (int i = 0; i < n; i++) {
                add(Elements.getDouble(DType.FLOAT64, source, at + i * Double.BYTES));
            }
            return;
        }
        byte[] target = owned();
        double scale = mapping.scale();
        double shift = mapping.offset();
        int to = count * Float.BYTES;
        for (int i = 0; i < n; i++) {
            double value = Elements.getDouble(source, at + i * Double.BYTES);
            Elements.putFloat(target, to + i * Float.BYTES, (float) (value * scale + shift));
        }
        count += n;
    }

    /** The tensor of what was collected. */
    Tensor finish() throws DecodeException {
        if (fault != null) {
            throw fault;
        }
        if (seen.length > 1) {
            fillDefaults();
        } else if (!present) {
            begin();
            add(defaultOf(0));
        }
        if (seen.length == 1 && count != elements) {
            throw new DecodeException(
                    ReasonCode.WRONG_SHAPE,
                    spec
                            + " from field '"
                            + path(0)
                            + "': expected "
                            + elements
                            + " elements, found "
                            + count);
        }
        Tensor tensor =
                Tensor.slice(dtype, spec.sharedShape(), array, offset, elements * dtype.bytes());
        if (!mapping.allowNonFinite() && !tensor.isFinite()) {
            throw notFinite(spec, tensor);
        }
        return tensor;
    }

    private void fillDefaults() throws DecodeException {
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                set(i, defaultOf(i));
            }
        }
    }

    private double defaultOf(int source) throws DecodeException {
        Double value = mapping.sources().get(source).defaultValue();
        if (value == null) {
            throw new DecodeException(
                    ReasonCode.MISSING_FIELD,
                    "field '"
                            + path(source)
                            + "' is absent or null, and "
                            + spec
                            + " has no default for it");
        }
        return value;
    }

    static DecodeException notFinite(InputSpec spec, Tensor tensor) {
        DType dtype = tensor.dtype();
        for (int i = 0; i < tensor.elementCount(); i++) {
            int at = tensor.offset() + i * dtype.bytes();
            double value = Elements.getDouble(dtype, tensor.array(), at);
            if (!Double.isFinite(value)) {
                return new DecodeException(
                        ReasonCode.NOT_FINITE,
                        spec + ": expected finite numbers, found " + value + " at element " + i);
            }
        }
        throw new IllegalStateException("all of " + spec + " is finite");
    }

    private void put(int index, int source, long value) throws DecodeException {
        if (mapping.isScaled()) {
            put(index, source, (double) value);
        } else if (!Elements.put(dtype, owned(), index * dtype.bytes(), value)) {
            refuse(outOfRange(index, source, Long.toString(value)));
        }
    }

    private void put(int index, int source, double value) throws DecodeException {
        double scaled = mapping.isScaled() ? value * mapping.scale() + mapping.offset() : value;
        if (!Elements.put(dtype, owned(), index * dtype.bytes(), scaled)) {
            refuse(outOfRange(index, source, Double.toString(value)));
        }
    }

    private void refuse(DecodeException e) throws DecodeException {
        if (!tolerant) {
            throw e;
        }
        fault = fault == null ? e : fault;
    }

    private byte[] owned() {
        if (array == null) {
            array = new byte[elements * dtype.bytes()];
            offset = 0;
        }
        return array;
    }

    private DecodeException outOfRange(int index, int source, String value) {
        return new DecodeException(
                ReasonCode.WRONG_TYPE,
                "field '"
                        + path(seen.length > 1 ? source : 0)
                        + "' for element "
                        + index
                        + " of "
                        + spec
                        + ": expected "
                        + Elements.range(dtype)
                        + ", found "
                        + value);
    }

    private String path(int source) {
        return mapping.sources().get(source).path();
    }
}
