package io.sluice.operators.serialization;

import io.sluice.operators.AdmittedEvent;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link AdmittedEvent}. */
public final class AdmittedEventSerializer extends RecordSerializer<AdmittedEvent> {
    public static final RecordType<AdmittedEvent> TYPE =
            new RecordType<>(AdmittedEvent.class, new AdmittedEventSerializer());

    private static final long serialVersionUID = 1L;

    private final PolicyEpochSerializer epochs = new PolicyEpochSerializer();
    private final SourceRecordSerializer records = new SourceRecordSerializer();

    /** Version 2 has version 2 of the epoch inside. */
    @Override
    protected int formatVersion() {
        return 2;
    }

    @Override
    protected void write(AdmittedEvent value, AvroWriter out) {
        EventCodec.write(value.event(), out);
        epochs.write(value.epoch(), out);
        records.write(value.origin(), out);
        out.writeLong(value.admittedMicros());
    }

    @Override
    protected AdmittedEvent read(AvroReader in, int version) throws MalformedException {
        return new AdmittedEvent(
                EventCodec.read(in), epochs.read(in, version), records.read(in, 1), in.readLong());
    }

    @Override
    public AdmittedEventSerializer duplicate() {
        return new AdmittedEventSerializer();
    }

    @Override
    public TypeSerializerSnapshot<AdmittedEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdmittedEvent> {
        public Snapshot() {
            super(AdmittedEventSerializer::new);
        }
    }
}
