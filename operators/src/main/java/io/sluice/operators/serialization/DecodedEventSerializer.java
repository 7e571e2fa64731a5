package io.sluice.operators.serialization;

import io.sluice.operators.experts.DecodedEvent;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link DecodedEvent}: the record once, and where in it its tensors lie. */
public final class DecodedEventSerializer extends RecordSerializer<DecodedEvent> {
    public static final RecordType<DecodedEvent> TYPE =
            new RecordType<>(DecodedEvent.class, new DecodedEventSerializer());

    private static final long serialVersionUID = 1L;

    private final SourceRecordSerializer records = new SourceRecordSerializer();

    @Override
    protected void write(DecodedEvent value, AvroWriter out) {
        records.write(value.origin(), out);
        EventSlices.write(value.event(), value.origin(), out);
        out.writeLong(value.admittedMicros());
    }

    @Override
    protected DecodedEvent read(AvroReader in, int version) throws MalformedException {
        SourceRecord origin = records.read(in, 1);
        return new DecodedEvent(EventSlices.read(origin, in), origin, in.readLong());
    }

    @Override
    public DecodedEventSerializer duplicate() {
        return new DecodedEventSerializer();
    }

    @Override
    public TypeSerializerSnapshot<DecodedEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DecodedEvent> {
        public Snapshot() {
            super(DecodedEventSerializer::new);
        }
    }
}
