package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of a {@link DeadLetter}. Thread-safe. */
public final class DeadLetterCodec {
    private static final int MIN_HEADER_BYTES = 2;

    private static final WireFormat<DeadLetter> FORMAT =
            new WireFormat<>("DeadLetter", DeadLetterCodec::read, DeadLetterCodec::write);

    private DeadLetterCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(DeadLetter letter) {
        return FORMAT.encode(letter, 512 + (letter.value() == null ? 0 : letter.value().length));
    }

    public static DeadLetter decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static DeadLetter decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(DeadLetter letter, AvroWriter out) {
        out.writeString(letter.topic());
        out.writeInt(letter.partition());
        out.writeLong(letter.offset());
        out.writeLong(letter.timestampMillis());
        out.writeNullableBytes(letter.key());
        out.writeNullableBytes(letter.value());
        Fields.writeList(letter.headers(), out, DeadLetterCodec::writeHeader);
        out.writeString(letter.stage());
        out.writeString(letter.reason());
        out.writeString(letter.message());
    }

    public static DeadLetter read(AvroReader in) throws MalformedException {
        return new DeadLetter(
                in.readString(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                Fields.readNullableBytes(in),
                Fields.readNullableBytes(in),
                Fields.readList(in, MIN_HEADER_BYTES, DeadLetterCodec::readHeader),
                in.readString(),
                in.readString(),
                in.readString());
    }

    private static void writeHeader(Header header, AvroWriter out) {
        out.writeString(header.key());
        out.writeNullableBytes(header.value());
    }

    private static Header readHeader(AvroReader in) throws MalformedException {
        return new Header(in.readString(), Fields.readNullableBytes(in));
    }
}
