package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.TensorCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link Tensor}. */
public final class TensorSerializer extends RecordSerializer<Tensor> {
    public static final RecordType<Tensor> TYPE =
            new RecordType<>(Tensor.class, new TensorSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(Tensor value, AvroWriter out) {
        TensorCodec.write(value, out);
    }

    @Override
    protected Tensor read(AvroReader in, int version) throws MalformedException {
        return TensorCodec.read(in);
    }

    @Override
    public TensorSerializer duplicate() {
        return new TensorSerializer();
    }

    @Override
    public TypeSerializerSnapshot<Tensor> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tensor> {
        public Snapshot() {
            super(TensorSerializer::new);
        }
    }
}
