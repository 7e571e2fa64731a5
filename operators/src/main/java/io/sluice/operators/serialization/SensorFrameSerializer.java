package io.sluice.operators.serialization;

import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Serialises a {@link SensorFrame}: the record once, and of tensors that are slices of its value
 * where they lie in it.
 */
public final class SensorFrameSerializer extends RecordSerializer<SensorFrame> {
    public static final RecordType<SensorFrame> TYPE =
            new RecordType<>(SensorFrame.class, new SensorFrameSerializer());

    private static final long serialVersionUID = 1L;

    private final SourceRecordSerializer records = new SourceRecordSerializer();

    @Override
    protected void write(SensorFrame frame, AvroWriter out) {
        records.write(frame.origin(), out);
        EventSlices.write(frame.event(), frame.origin(), out);
        out.writeInt(frame.usable());
        out.writeInt(frame.broken());
        out.writePresent(frame.context() != null);
        if (frame.context() != null) {
            out.writeString(frame.context());
        }
        out.writeLong(frame.admittedMicros());
    }

    @Override
    protected SensorFrame read(AvroReader in, int version) throws MalformedException {
        SourceRecord origin = records.read(in, 1);
        return new SensorFrame(
                EventSlices.read(origin, in),
                in.readInt(),
                in.readInt(),
                in.readPresent() ? in.readString() : null,
                origin,
                in.readLong());
    }

    @Override
    public SensorFrameSerializer duplicate() {
        return new SensorFrameSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SensorFrame> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorFrame> {
        public Snapshot() {
            super(SensorFrameSerializer::new);
        }
    }
}
