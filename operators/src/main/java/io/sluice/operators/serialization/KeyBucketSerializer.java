package io.sluice.operators.serialization;

import io.sluice.gates.risk.KeyBuckets;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises the bucket of a key. */
public final class KeyBucketSerializer extends RecordSerializer<KeyBuckets.Entry<ByteBuffer>> {
    // The class literal of a generic type is that of its raw type.
    @SuppressWarnings({"unchecked", "rawtypes"})
    public static final RecordType<KeyBuckets.Entry<ByteBuffer>> TYPE =
            new RecordType<>((Class) KeyBuckets.Entry.class, new KeyBucketSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(KeyBuckets.Entry<ByteBuffer> value, AvroWriter out) {
        ByteBuffer key = value.key();
        out.writeBytes(key.array(), key.arrayOffset() + key.position(), key.remaining());
        out.writeDouble(value.level());
        out.writeLong(value.micros());
    }

    @Override
    protected KeyBuckets.Entry<ByteBuffer> read(AvroReader in, int version)
            throws MalformedException {
        return new KeyBuckets.Entry<>(
                ByteBuffer.wrap(in.readBytes()), in.readDouble(), in.readLong());
    }

    @Override
    public KeyBucketSerializer duplicate() {
        return new KeyBucketSerializer();
    }

    @Override
    public TypeSerializerSnapshot<KeyBuckets.Entry<ByteBuffer>> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot
            extends SimpleTypeSerializerSnapshot<KeyBuckets.Entry<ByteBuffer>> {
        public Snapshot() {
            super(KeyBucketSerializer::new);
        }
    }
}
