package io.sluice.schemas;

/**
 * Element type of a {@link Tensor}. Values are stored little-endian without padding. The ordinal +
 * 1 is the symbol index of the Avro enum (0 is UNKNOWN), so constants are only ever appended.
 */
public enum DType {
    FLOAT32(4),
    FLOAT64(8),
    INT8(1),
    UINT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64;
    }
}
