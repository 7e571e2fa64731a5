package io.sluice.operators.serialization;

import io.sluice.gates.guard.ShadowResult;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link ShadowResult}. */
public final class ShadowResultSerializer extends RecordSerializer<ShadowResult> {
    public static final RecordType<ShadowResult> TYPE =
            new RecordType<>(ShadowResult.class, new ShadowResultSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(ShadowResult value, AvroWriter out) {
        out.writeString(value.scope());
        out.writeLong(value.epoch());
        out.writeLong(value.effectiveFromMillis());
        out.writeString(value.policyVersion());
        out.writeInt(value.guardLevel());
        out.writeDouble(value.maxDisagreement());
        out.writeDouble(value.confidence());
        out.writeInt(value.exit());
        out.writeBoolean(value.agreed());
    }

    @Override
    protected ShadowResult read(AvroReader in, int version) throws MalformedException {
        return new ShadowResult(
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readString(),
                in.readInt(),
                in.readDouble(),
                in.readDouble(),
                in.readInt(),
                in.readBoolean());
    }

    @Override
    public ShadowResultSerializer duplicate() {
        return new ShadowResultSerializer();
    }

    @Override
    public TypeSerializerSnapshot<ShadowResult> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ShadowResult> {
        public Snapshot() {
            super(ShadowResultSerializer::new);
        }
    }
}
