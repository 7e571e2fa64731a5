package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of a {@link SensorCommand}. Thread-safe. */
public final class SensorCommandCodec {
    private static final WireFormat<SensorCommand> FORMAT =
            new WireFormat<>("SensorCommand", SensorCommandCodec::read, SensorCommandCodec::write);

    private SensorCommandCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(SensorCommand command) {
        return FORMAT.encode(command, 128 + command.key().length);
    }

    public static SensorCommand decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static SensorCommand decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(SensorCommand command, AvroWriter out) {
        out.writeBytes(command.key());
        out.writeLong(command.sequence());
        out.writeLong(command.issuedMillis());
        Fields.writeStrings(command.on(), out);
        out.writeString(command.reason());
        out.writeLong(command.epoch());
        out.writeString(command.policyVersion());
    }

    public static SensorCommand read(AvroReader in) throws MalformedException {
        return new SensorCommand(
                in.readBytes(),
                in.readLong(),
                in.readLong(),
                Fields.readStrings(in),
                in.readString(),
                in.readLong(),
                in.readString());
    }
}
