package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of a {@link ControlEnvelope} and the bytes that its signature covers. */
public final class ControlEnvelopeCodec {
    /** Keeps a signature over an envelope from ever being one over anything else. */
    private static final String SIGNED_PREFIX = "sluice-control-1";

    private static final WireFormat<ControlEnvelope> FORMAT =
            new WireFormat<>(
                    "ControlEnvelope", ControlEnvelopeCodec::read, ControlEnvelopeCodec::write);

    private ControlEnvelopeCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(ControlEnvelope envelope) {
        return FORMAT.encode(envelope, 256 + envelope.payload().length);
    }

    public static ControlEnvelope decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static ControlEnvelope decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    /**
     * The bytes to sign and to verify: every field but the signature itself, the key's id included.
     * SPEC.md gives the layout. It does not depend on the schema that carries the envelope.
     */
    public static byte[] signedBytes(ControlEnvelope envelope) {
        AvroWriter out = new AvroWriter(256 + envelope.payload().length);
        out.writeString(SIGNED_PREFIX);
        writeSigned(envelope, out);
        return out.toByteArray();
    }

    public static void write(ControlEnvelope envelope, AvroWriter out) {
        writeSigned(envelope, out);
        out.writeNullableBytes(envelope.signature());
    }

    private static void writeSigned(ControlEnvelope envelope, AvroWriter out) {
        out.writeString(envelope.kind());
        out.writeString(envelope.scope());
        out.writeLong(envelope.epoch());
        out.writeLong(envelope.effectiveFromMillis());
        out.writeBytes(envelope.payload());
        out.writeString(envelope.keyId());
    }

    public static ControlEnvelope read(AvroReader in) throws MalformedException {
        return new ControlEnvelope(
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readBytes(),
                in.readString(),
                Fields.readNullableBytes(in));
    }
}
