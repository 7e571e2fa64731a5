package io.sluice.operators.serialization;

import io.sluice.gates.guard.GuardState;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link GuardState}. */
public final class GuardStateSerializer extends RecordSerializer<GuardState> {
    public static final RecordType<GuardState> TYPE =
            new RecordType<>(GuardState.class, new GuardStateSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(GuardState value, AvroWriter out) {
        out.writeString(value.policyVersion());
        out.writeInt(value.level());
        out.writeLong(value.newestEpoch());
        out.writeLong(value.newestFromMillis());
        out.writeDouble(value.bound());
        out.writeDouble(value.confidence());
        out.writeLong(value.shadowRuns());
        out.writeLong(value.disagreements());
        out.writeInt(value.alarm().length);
        for (double number : value.alarm()) {
            out.writeDouble(number);
        }
        out.writeLong(value.askedEpoch());
        out.writeLong(value.runsSinceAsked());
    }

    @Override
    protected GuardState read(AvroReader in, int version) throws MalformedException {
        return new GuardState(
                in.readString(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                readDoubles(in),
                in.readLong(),
                in.readLong());
    }

    private static double[] readDoubles(AvroReader in) throws MalformedException {
        double[] numbers = new double[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readDouble();
        }
        return numbers;
    }

    @Override
    public GuardStateSerializer duplicate() {
        return new GuardStateSerializer();
    }

    @Override
    public TypeSerializerSnapshot<GuardState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<GuardState> {
        public Snapshot() {
            super(GuardStateSerializer::new);
        }
    }
}
