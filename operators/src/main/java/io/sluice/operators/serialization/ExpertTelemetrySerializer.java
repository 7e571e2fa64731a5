package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises an {@link ExpertTelemetry}. */
public final class ExpertTelemetrySerializer extends RecordSerializer<ExpertTelemetry> {
    public static final RecordType<ExpertTelemetry> TYPE =
            new RecordType<>(ExpertTelemetry.class, new ExpertTelemetrySerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(ExpertTelemetry value, AvroWriter out) {
        ExpertTelemetryCodec.write(value, out);
    }

    @Override
    protected ExpertTelemetry read(AvroReader in, int version) throws MalformedException {
        return ExpertTelemetryCodec.read(in);
    }

    @Override
    public ExpertTelemetrySerializer duplicate() {
        return new ExpertTelemetrySerializer();
    }

    @Override
    public TypeSerializerSnapshot<ExpertTelemetry> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ExpertTelemetry> {
        public Snapshot() {
            super(ExpertTelemetrySerializer::new);
        }
    }
}
