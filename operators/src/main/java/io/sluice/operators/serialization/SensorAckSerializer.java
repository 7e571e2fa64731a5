package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link SensorAck}. */
public final class SensorAckSerializer extends RecordSerializer<SensorAck> {
    public static final RecordType<SensorAck> TYPE =
            new RecordType<>(SensorAck.class, new SensorAckSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(SensorAck value, AvroWriter out) {
        SensorAckCodec.write(value, out);
    }

    @Override
    protected SensorAck read(AvroReader in, int version) throws MalformedException {
        return SensorAckCodec.read(in);
    }

    @Override
    public SensorAckSerializer duplicate() {
        return new SensorAckSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SensorAck> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorAck> {
        public Snapshot() {
            super(SensorAckSerializer::new);
        }
    }
}
