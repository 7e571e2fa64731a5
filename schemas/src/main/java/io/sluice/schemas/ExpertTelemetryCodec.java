package io.sluice.schemas;

import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import org.apache.avro.Schema;

/** The Avro encoding of an {@link ExpertTelemetry}. Thread-safe. */
public final class ExpertTelemetryCodec {
    /** Two empty texts' lengths, a boolean, five numbers, a union's branch and an enum's index. */
    private static final int MIN_EXPERT_BYTES = 10;

    private static final WireFormat<ExpertTelemetry> FORMAT =
            new WireFormat<>(
                    "ExpertTelemetry", ExpertTelemetryCodec::read, ExpertTelemetryCodec::write);

    private ExpertTelemetryCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(ExpertTelemetry telemetry) {
        return FORMAT.encode(telemetry, 256 + 128 * telemetry.experts().size());
    }

    public static ExpertTelemetry decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static ExpertTelemetry decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(ExpertTelemetry telemetry, AvroWriter out) {
        out.writeString(telemetry.device());
        out.writeLong(telemetry.incarnation());
        out.writeLong(telemetry.sequence());
        out.writeString(telemetry.requestTopic());
        out.writeString(telemetry.url());
        Fields.writeList(telemetry.experts(), out, ExpertTelemetryCodec::writeExpert);
        out.writeInt(telemetry.queued());
        out.writeLong(telemetry.queueMicros());
        Fields.writeOptionalDouble(telemetry.battery(), out);
        Fields.writeOptionalDouble(telemetry.celsius(), out);
        out.writeLong(telemetry.deviceMicros());
    }

    public static ExpertTelemetry read(AvroReader in) throws MalformedException {
        int start = in.position();
        String device = in.readString();
        if (device.isEmpty()) {
            in.position(start);
            throw in.malformed("expected a device's name, found an empty string");
        }
        return new ExpertTelemetry(
                device,
                in.readLong(),
                in.readLong(),
                in.readString(),
                in.readString(),
                Fields.readList(in, MIN_EXPERT_BYTES, ExpertTelemetryCodec::readExpert),
                in.readInt(),
                in.readLong(),
                Fields.readOptionalDouble(in),
                Fields.readOptionalDouble(in),
                in.readLong());
    }

    private static void writeExpert(HostedExpert expert, AvroWriter out) {
        out.writeString(expert.name());
        out.writeString(expert.bundle());
        out.writeBoolean(expert.loaded());
        out.writeLong(expert.loadMicros());
        out.writeLong(expert.p50Micros());
        out.writeLong(expert.p95Micros());
        out.writeLong(expert.p99Micros());
        Fields.writeOptionalDouble(expert.joules(), out);
        CostCodec.writeProvenance(expert.energy(), out);
        out.writeLong(expert.multiplyAdds());
    }

    private static HostedExpert readExpert(AvroReader in) throws MalformedException {
        return new HostedExpert(
                in.readString(),
                in.readString(),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Fields.readOptionalDouble(in),
                CostCodec.readProvenance(in),
                in.readLong());
    }
}
