package io.sluice.operators.serialization;

import io.sluice.gates.budget.SavedPrice;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Resource;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link SavedPrice}. */
public final class SavedPriceSerializer extends RecordSerializer<SavedPrice> {
    public static final RecordType<SavedPrice> TYPE =
            new RecordType<>(SavedPrice.class, new SavedPriceSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(SavedPrice value, AvroWriter out) {
        out.writeString(value.name());
        out.writeString(value.scope());
        out.writeString(value.resource().name());
        out.writeDouble(value.price());
    }

    @Override
    protected SavedPrice read(AvroReader in, int version) throws MalformedException {
        return new SavedPrice(
                in.readString(),
                in.readString(),
                Resource.valueOf(in.readString()),
                in.readDouble());
    }

    @Override
    public SavedPriceSerializer duplicate() {
        return new SavedPriceSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SavedPrice> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SavedPrice> {
        public Snapshot() {
            super(SavedPriceSerializer::new);
        }
    }
}
