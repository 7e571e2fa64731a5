package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.DeadLetterCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link DeadLetter}. */
public final class DeadLetterSerializer extends RecordSerializer<DeadLetter> {
    public static final RecordType<DeadLetter> TYPE =
            new RecordType<>(DeadLetter.class, new DeadLetterSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(DeadLetter value, AvroWriter out) {
        DeadLetterCodec.write(value, out);
    }

    @Override
    protected DeadLetter read(AvroReader in, int version) throws MalformedException {
        return DeadLetterCodec.read(in);
    }

    @Override
    public DeadLetterSerializer duplicate() {
        return new DeadLetterSerializer();
    }

    @Override
    public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {
        public Snapshot() {
            super(DeadLetterSerializer::new);
        }
    }
}
