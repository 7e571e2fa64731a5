package io.sluice.operators.serialization;

import io.sluice.gates.sensors.AlignerState;
import io.sluice.gates.sensors.AlignerState.Lane;
import io.sluice.gates.sensors.AlignerState.OpenTick;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.sensors.KeyedFrames;
import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises {@link KeyedFrames}, which are changed in place. */
public final class KeyedFramesSerializer extends RecordSerializer<KeyedFrames> {
    public static final RecordType<KeyedFrames> TYPE =
            new RecordType<>(KeyedFrames.class, new KeyedFramesSerializer());

    private static final long serialVersionUID = 1L;

    private static final ModalityStatus[] STATUSES = ModalityStatus.values();

    private final SensorFrameSerializer frames = new SensorFrameSerializer();

    @Override
    protected KeyedFrames snapshotOf(KeyedFrames value) {
        return value.copy();
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    /** 2: the delay that is usual; a tick says until when it waits and not since when. */
    @Override
    protected int formatVersion() {
        return 2;
    }

    @Override
    protected void write(KeyedFrames value, AvroWriter out) {
        out.writeLong(value.watermarkTimerMillis);
        out.writeLong(value.timeTimerMillis);
        out.writeInt(value.modalities);
        AlignerState<SensorFrame> state = value.state;
        FrameList list = frames(state);
        list.write(frames, out);
        out.writeLong(state.newestMillis);
        out.writeLong(state.emittedMillis);
        out.writeLong(state.newDelayMillis);
        out.writeLong(state.oldDelayMillis);
        out.writeLong(state.delaySinceMillis);
        out.writeLong(state.seenMillis);
        out.writeBoolean(state.silent);
        out.writeLong(state.ackSequence);
        out.writeLong(state.ackMillis);
        out.writeInt(state.on);
        out.writeInt(state.earlier.size());
        for (AlignerState.Powered earlier : state.earlier) {
            out.writeLong(earlier.fromMillis());
            out.writeInt(earlier.on());
        }
        out.writeInt(state.lanes.size());
        for (Lane<SensorFrame> lane : state.lanes) {
            writeLane(lane, list, out);
        }
        out.writeInt(state.open.size());
        for (OpenTick<SensorFrame> tick : state.open) {
            writeTick(tick, list, out);
        }
    }

    private static FrameList frames(AlignerState<SensorFrame> state) {
        FrameList list = new FrameList();
        state.lanes.forEach(lane -> list.add(lane.held));
        for (OpenTick<SensorFrame> tick : state.open) {
            for (int m = 0; m < state.lanes.size(); m++) {
                list.add(tick.frame(m));
            }
        }
        return list;
    }

    private static void writeLane(Lane<SensorFrame> lane, FrameList list, AvroWriter out) {
        list.writeReference(lane.held, out);
        out.writeLong(lane.heldMillis);
        writeStatus(lane.heldCondition, out);
        out.writeLong(lane.seenMillis);
        writeStatus(lane.refused, out);
        out.writeLong(lane.refusedMillis);
        out.writeLong(lane.fingerprint);
        out.writeInt(lane.repeats);
        out.writeLong(lane.jumpMillis);
        out.writeInt(lane.jumps);
        out.writeInt(Lane.RECENT);
        for (long recent : lane.recentMillis) {
            out.writeLong(recent);
        }
        out.writeInt(lane.recentAt);
    }

    private static void writeTick(OpenTick<SensorFrame> tick, FrameList list, AvroWriter out) {
        out.writeLong(tick.tickMillis);
        out.writeLong(tick.dueMillis);
        for (int m = 0; m < tick.frames.length; m++) {
            writeStatus(tick.conditions[m], out);
            list.writeReference(tick.frame(m), out);
            out.writeLong(tick.times[m]);
        }
    }

    @Override
    protected KeyedFrames read(AvroReader in, int version) throws MalformedException {
        long watermarkTimer = in.readLong();
        long timeTimer = in.readLong();
        int modalities = in.readInt();
        FrameList list = FrameList.read(frames, in);
        AlignerState<SensorFrame> state = new AlignerState<>(0);
        state.newestMillis = in.readLong();
        state.emittedMillis = in.readLong();
        // Waiting begins anew at a restore, so that version 1's beginning of it is as good.
        if (version >= 2) {
            state.newDelayMillis = in.readLong();
            state.oldDelayMillis = in.readLong();
            state.delaySinceMillis = in.readLong();
        }
        state.seenMillis = in.readLong();
        state.silent = in.readBoolean();
        state.ackSequence = in.readLong();
        state.ackMillis = in.readLong();
        state.on = in.readInt();
        for (int left = in.readInt(); left > 0; left--) {
            state.earlier.add(new AlignerState.Powered(in.readLong(), in.readInt()));
        }
        for (int left = in.readInt(); left > 0; left--) {
            state.lanes.add(readLane(list, in));
        }
        for (int left = in.readInt(); left > 0; left--) {
            state.open.add(readTick(state.lanes.size(), list, in));
        }
        KeyedFrames value = new KeyedFrames(state);
        value.modalities = modalities;
        value.watermarkTimerMillis = watermarkTimer;
        value.timeTimerMillis = timeTimer;
        return value;
    }

    private static Lane<SensorFrame> readLane(FrameList list, AvroReader in)
            throws MalformedException {
        Lane<SensorFrame> lane = new Lane<>();
        lane.held = list.readReference(in);
        lane.heldMillis = in.readLong();
        lane.heldCondition = readStatus(in);
        lane.seenMillis = in.readLong();
        lane.refused = readStatus(in);
        lane.refusedMillis = in.readLong();
        lane.fingerprint = in.readLong();
        lane.repeats = in.readInt();
        lane.jumpMillis = in.readLong();
        lane.jumps = in.readInt();
        int recent = in.readInt();
        for (int i = 0; i < recent; i++) {
            lane.recentMillis[i % Lane.RECENT] = in.readLong();
        }
        lane.recentAt = in.readInt() % Lane.RECENT;
        return lane;
    }

    private static OpenTick<SensorFrame> readTick(int modalities, FrameList list, AvroReader in)
            throws MalformedException {
        OpenTick<SensorFrame> tick = new OpenTick<>(in.readLong(), in.readLong(), modalities);
        for (int m = 0; m < modalities; m++) {
            tick.conditions[m] = readStatus(in);
            tick.frames[m] = list.readReference(in);
            tick.times[m] = in.readLong();
        }
        return tick;
    }

    private static void writeStatus(ModalityStatus status, AvroWriter out) {
        out.writeInt(status == null ? -1 : status.ordinal());
    }

    private static ModalityStatus readStatus(AvroReader in) throws MalformedException {
        int ordinal = in.readInt();
        return ordinal < 0 ? null : STATUSES[ordinal];
    }

    @Override
    public KeyedFramesSerializer duplicate() {
        return new KeyedFramesSerializer();
    }

    @Override
    public TypeSerializerSnapshot<KeyedFrames> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyedFrames> {
        public Snapshot() {
            super(KeyedFramesSerializer::new);
        }
    }
}
