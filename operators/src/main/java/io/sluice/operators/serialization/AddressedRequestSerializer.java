package io.sluice.operators.serialization;

import io.sluice.operators.experts.AddressedRequest;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises an {@link AddressedRequest}. */
public final class AddressedRequestSerializer extends RecordSerializer<AddressedRequest> {
    public static final RecordType<AddressedRequest> TYPE =
            new RecordType<>(AddressedRequest.class, new AddressedRequestSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(AddressedRequest value, AvroWriter out) {
        out.writeString(value.topic());
        ExpertRequestCodec.write(value.request(), out);
    }

    @Override
    protected AddressedRequest read(AvroReader in, int version) throws MalformedException {
        return new AddressedRequest(in.readString(), ExpertRequestCodec.read(in));
    }

    @Override
    public AddressedRequestSerializer duplicate() {
        return new AddressedRequestSerializer();
    }

    @Override
    public TypeSerializerSnapshot<AddressedRequest> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AddressedRequest> {
        public Snapshot() {
            super(AddressedRequestSerializer::new);
        }
    }
}
