package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link SourceRecord}. */
public final class SourceRecordSerializer extends RecordSerializer<SourceRecord> {
    public static final RecordType<SourceRecord> TYPE =
            new RecordType<>(SourceRecord.class, new SourceRecordSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(SourceRecord value, AvroWriter out) {
        out.writeString(value.topic());
        out.writeInt(value.partition());
        out.writeLong(value.offset());
        out.writeLong(value.timestampMillis());
        out.writeNullableBytes(value.key());
        out.writeNullableBytes(value.value());
        HeaderList.write(value.headers(), out);
    }

    @Override
    protected SourceRecord read(AvroReader in, int version) throws MalformedException {
        return new SourceRecord(
                in.readString(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                HeaderList.readNullableBytes(in),
                HeaderList.readNullableBytes(in),
                HeaderList.read(in));
    }

    @Override
    public SourceRecordSerializer duplicate() {
        return new SourceRecordSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceRecord> {
        public Snapshot() {
            super(SourceRecordSerializer::new);
        }
    }
}
