package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link TaskStatus}. */
public final class TaskStatusSerializer extends RecordSerializer<TaskStatus> {
    public static final RecordType<TaskStatus> TYPE =
            new RecordType<>(TaskStatus.class, new TaskStatusSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(TaskStatus value, AvroWriter out) {
        TaskStatusCodec.write(value, out);
    }

    @Override
    protected TaskStatus read(AvroReader in, int version) throws MalformedException {
        return TaskStatusCodec.read(in);
    }

    @Override
    public TaskStatusSerializer duplicate() {
        return new TaskStatusSerializer();
    }

    @Override
    public TypeSerializerSnapshot<TaskStatus> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<TaskStatus> {
        public Snapshot() {
            super(TaskStatusSerializer::new);
        }
    }
}
