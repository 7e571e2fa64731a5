package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.SensorCommandCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link SensorCommand}. */
public final class SensorCommandSerializer extends RecordSerializer<SensorCommand> {
    public static final RecordType<SensorCommand> TYPE =
            new RecordType<>(SensorCommand.class, new SensorCommandSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(SensorCommand value, AvroWriter out) {
        SensorCommandCodec.write(value, out);
    }

    @Override
    protected SensorCommand read(AvroReader in, int version) throws MalformedException {
        return SensorCommandCodec.read(in);
    }

    @Override
    public SensorCommandSerializer duplicate() {
        return new SensorCommandSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SensorCommand> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorCommand> {
        public Snapshot() {
            super(SensorCommandSerializer::new);
        }
    }
}
