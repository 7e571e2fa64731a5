package io.sluice.operators.serialization;

import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.ControlNotice;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises what admission gives on. */
public final class AdmittedSerializer extends RecordSerializer<Admitted> {
    public static final RecordType<Admitted> TYPE =
            new RecordType<>(Admitted.class, new AdmittedSerializer());

    private static final long serialVersionUID = 1L;
    private static final int EVENT = 0;
    private static final int NOTICE = 1;

    private final PolicyEpochSerializer epochs = new PolicyEpochSerializer();
    private final SourceRecordSerializer records = new SourceRecordSerializer();

    @Override
    protected void write(Admitted value, AvroWriter out) {
        if (value instanceof AdmittedEvent event) {
            out.writeInt(EVENT);
            EventCodec.write(event.event(), out);
            epochs.write(event.epoch(), out);
            records.write(event.origin(), out);
            out.writeLong(event.admittedMicros());
        } else if (value instanceof ControlNotice notice) {
            out.writeInt(NOTICE);
            ControlNoticeForm.write(notice, out);
        }
    }

    @Override
    protected Admitted read(AvroReader in, int version) throws MalformedException {
        int kind = in.readInt();
        return switch (kind) {
            case EVENT ->
                    new AdmittedEvent(
                            EventCodec.read(in),
                            epochs.read(in, epochs.formatVersion()),
                            records.read(in, records.formatVersion()),
                            in.readLong());
            case NOTICE -> ControlNoticeForm.read(in);
            default ->
                    throw new MalformedException(
                            in.position(), "kind " + kind + "; expected 0 or 1");
        };
    }

    @Override
    public AdmittedSerializer duplicate() {
        return new AdmittedSerializer();
    }

    @Override
    public TypeSerializerSnapshot<Admitted> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Admitted> {
        public Snapshot() {
            super(AdmittedSerializer::new);
        }
    }
}
