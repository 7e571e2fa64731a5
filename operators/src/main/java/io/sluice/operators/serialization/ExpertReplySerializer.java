package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises an {@link ExpertReply}. */
public final class ExpertReplySerializer extends RecordSerializer<ExpertReply> {
    public static final RecordType<ExpertReply> TYPE =
            new RecordType<>(ExpertReply.class, new ExpertReplySerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(ExpertReply value, AvroWriter out) {
        ExpertReplyCodec.write(value, out);
    }

    @Override
    protected ExpertReply read(AvroReader in, int version) throws MalformedException {
        return ExpertReplyCodec.read(in);
    }

    @Override
    public ExpertReplySerializer duplicate() {
        return new ExpertReplySerializer();
    }

    @Override
    public TypeSerializerSnapshot<ExpertReply> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ExpertReply> {
        public Snapshot() {
            super(ExpertReplySerializer::new);
        }
    }
}
