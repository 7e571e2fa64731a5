package io.sluice.operators.serialization;

import io.sluice.operators.Answer;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.PredictionCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link Answer}. */
public final class AnswerSerializer extends RecordSerializer<Answer> {
    public static final RecordType<Answer> TYPE =
            new RecordType<>(Answer.class, new AnswerSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(Answer value, AvroWriter out) {
        PredictionCodec.write(value.prediction(), out);
        HeaderList.write(value.headers(), out);
        out.writeOptionalLong(value.deadlineMillis());
    }

    @Override
    protected Answer read(AvroReader in, int version) throws MalformedException {
        return new Answer(PredictionCodec.read(in), HeaderList.read(in), in.readOptionalLong());
    }

    @Override
    public AnswerSerializer duplicate() {
        return new AnswerSerializer();
    }

    @Override
    public TypeSerializerSnapshot<Answer> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Answer> {
        public Snapshot() {
            super(AnswerSerializer::new);
        }
    }
}
