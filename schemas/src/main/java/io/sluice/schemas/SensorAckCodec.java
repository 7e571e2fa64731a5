package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of a {@link SensorAck}. Thread-safe. */
public final class SensorAckCodec {
    private static final WireFormat<SensorAck> FORMAT =
            new WireFormat<>("SensorAck", SensorAckCodec::read, SensorAckCodec::write);

    private SensorAckCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(SensorAck ack) {
        return FORMAT.encode(ack, 128 + ack.key().length);
    }

    public static SensorAck decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static SensorAck decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(SensorAck ack, AvroWriter out) {
        out.writeBytes(ack.key());
        out.writeLong(ack.sequence());
        Fields.writeStrings(ack.on(), out);
        out.writeLong(ack.effectiveFromMillis());
    }

    public static SensorAck read(AvroReader in) throws MalformedException {
        return new SensorAck(in.readBytes(), in.readLong(), Fields.readStrings(in), in.readLong());
    }
}
