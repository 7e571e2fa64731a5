package io.sluice.schemas;

/**
 * The Confluent wire format: a zero byte, the schema's id in a registry as four bytes big-endian,
 * then the datum.
 */
public final class ConfluentFraming {
    /** The number of bytes before the datum. */
    public static final int PREFIX_BYTES = 5;

    private static final byte MAGIC = 0;

    private ConfluentFraming() {}

    /**
     * The id of the schema that wrote the value.
     *
     * @throws MalformedException when the value is too short or does not start with the zero byte
     */
    public static int schemaId(byte[] value) throws MalformedException {
        if (value.length < PREFIX_BYTES) {
            throw new MalformedException(
                    0,
                    "expected the Confluent wire format (0, then a 4-byte schema id), found "
                            + value.length
                            + " bytes");
        }
        if (value[0] != MAGIC) {
            throw new MalformedException(
                    0,
                    "expected the Confluent wire format, which starts with byte 0, found byte "
                            + (value[0] & 0xff));
        }
        return (value[1] & 0xff) << 24
                | (value[2] & 0xff) << 16
                | (value[3] & 0xff) << 8
                | (value[4] & 0xff);
    }

    /** A reader of the datum behind the prefix. */
    public static AvroReader reader(byte[] value) throws MalformedException {
        schemaId(value);
        return new AvroReader(value, PREFIX_BYTES, value.length - PREFIX_BYTES);
    }

    /** Writes the prefix; the datum follows. */
    public static void writePrefix(int schemaId, AvroWriter out) {
        out.writeRaw(MAGIC);
        out.writeRaw((byte) (schemaId >>> 24));
        out.writeRaw((byte) (schemaId >>> 16));
        out.writeRaw((byte) (schemaId >>> 8));
        out.writeRaw((byte) schemaId);
    }

    /** The prefix followed by the datum. */
    public static byte[] frame(int schemaId, byte[] datum) {
        byte[] framed = new byte[PREFIX_BYTES + datum.length];
        framed[1] = (byte) (schemaId >>> 24);
        framed[2] = (byte) (schemaId >>> 16);
        framed[3] = (byte) (schemaId >>> 8);
        framed[4] = (byte) schemaId;
        System.arraycopy(datum, 0, framed, PREFIX_BYTES, datum.length);
        return framed;
    }
}
