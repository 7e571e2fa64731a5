package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorGate;
import io.sluice.operators.serialization.RecordSerializer;
import io.sluice.operators.serialization.RecordType;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link SensorKeyState}. */
public final class SensorKeyStateSerializer extends RecordSerializer<SensorKeyState> {
    static final RecordType<SensorKeyState> TYPE =
            new RecordType<>(SensorKeyState.class, new SensorKeyStateSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    protected void write(SensorKeyState value, AvroWriter out) {
        SensorGate.State gate = value.gate;
        out.writeInt(gate.heard.length);
        for (long heard : gate.heard) {
            out.writeLong(heard);
        }
        out.writeBoolean(gate.started);
        out.writeLong(gate.decidedMillis);
        out.writeInt(gate.steady);
        out.writeLong(gate.steadySince);
        out.writeBoolean(gate.probing);
        out.writeLong(gate.probedAt);
        out.writeLong(gate.probeSeenMillis);
        out.writeInt(gate.acknowledged);
        out.writeInt(gate.dead);
        out.writeInt(value.belief.length);
        for (double probability : value.belief) {
            out.writeDouble(probability);
        }
        out.writeInt(value.contexts);
        out.writeInt(value.bundle);
        out.writeLong(value.tickMillis);
        out.writeLong(value.sequence);
        out.writeInt(value.commanded);
        out.writeLong(value.commandedMillis);
        out.writeInt(value.repeats);
        out.writeInt(value.sent.length);
        for (float[] sent : value.sent) {
            writeFloats(sent, out);
        }
        out.writeInt(value.sentPresent);
        out.writeLong(value.sentUnder);
        out.writePresent(value.computed != null);
        if (value.computed != null) {
            out.writeInt(value.computed.configuration());
            out.writeInt(value.computed.present());
            writeFloats(value.computed.fused(), out);
        }
    }

    @Override
    protected SensorKeyState read(AvroReader in, int version) throws MalformedException {
        SensorGate.State gate = new SensorGate.State(in.readInt());
        for (int m = 0; m < gate.heard.length; m++) {
            gate.heard[m] = in.readLong();
        }
        gate.started = in.readBoolean();
        gate.decidedMillis = in.readLong();
        gate.steady = in.readInt();
        gate.steadySince = in.readLong();
        gate.probing = in.readBoolean();
        gate.probedAt = in.readLong();
        gate.probeSeenMillis = in.readLong();
        gate.acknowledged = in.readInt();
        gate.dead = in.readInt();
        SensorKeyState state = new SensorKeyState(gate);
        state.belief = new double[in.readInt()];
        for (int c = 0; c < state.belief.length; c++) {
            state.belief[c] = in.readDouble();
        }
        state.contexts = in.readInt();
        state.bundle = in.readInt();
        state.tickMillis = in.readLong();
        state.sequence = in.readLong();
        state.commanded = in.readInt();
        state.commandedMillis = in.readLong();
        state.repeats = in.readInt();
        state.sent = new float[in.readInt()][];
        for (int m = 0; m < state.sent.length; m++) {
            state.sent[m] = readFloats(in);
        }
        state.sentPresent = in.readInt();
        state.sentUnder = in.readLong();
        if (in.readPresent()) {
            state.computed =
                    new SensorKeyState.Computed(in.readInt(), in.readInt(), readFloats(in));
        }
        return state;
    }

    private static void writeFloats(float[] values, AvroWriter out) {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    private static float[] readFloats(AvroReader in) throws MalformedException {
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    @Override
    public SensorKeyStateSerializer duplicate() {
        return new SensorKeyStateSerializer();
    }

    @Override
    public TypeSerializerSnapshot<SensorKeyState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorKeyState> {
        public Snapshot() {
            super(SensorKeyStateSerializer::new);
        }
    }
}
