package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link ControlEnvelope}. */
public final class ControlEnvelopeSerializer extends RecordSerializer<ControlEnvelope> {
    public static final RecordType<ControlEnvelope> TYPE =
            new RecordType<>(ControlEnvelope.class, new ControlEnvelopeSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(ControlEnvelope value, AvroWriter out) {
        ControlEnvelopeCodec.write(value, out);
    }

    @Override
    protected ControlEnvelope read(AvroReader in, int version) throws MalformedException {
        return ControlEnvelopeCodec.read(in);
    }

    @Override
    public ControlEnvelopeSerializer duplicate() {
        return new ControlEnvelopeSerializer();
    }

    @Override
    public TypeSerializerSnapshot<ControlEnvelope> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ControlEnvelope> {
        public Snapshot() {
            super(ControlEnvelopeSerializer::new);
        }
    }
}
