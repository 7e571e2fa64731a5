package io.sluice.operators.serialization;

import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.sensors.AlignedSample;
import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises an {@link AlignedSample}. */
public final class AlignedSampleSerializer extends RecordSerializer<AlignedSample> {
    public static final RecordType<AlignedSample> TYPE =
            new RecordType<>(AlignedSample.class, new AlignedSampleSerializer());

    private static final long serialVersionUID = 1L;

    private static final ModalityStatus[] STATUSES = ModalityStatus.values();

    private final SensorFrameSerializer frames = new SensorFrameSerializer();
    private final PolicyEpochSerializer epochs = new PolicyEpochSerializer();

    @Override
    protected void write(AlignedSample sample, AvroWriter out) {
        out.writeBytes(sample.key());
        out.writeLong(sample.tickMillis());
        FrameList list = new FrameList();
        sample.frames().forEach(list::add);
        list.write(frames, out);
        out.writeInt(sample.statuses().size());
        for (int m = 0; m < sample.statuses().size(); m++) {
            list.writeReference(sample.frames().get(m), out);
            out.writeInt(sample.statuses().get(m).ordinal());
            out.writeLong(sample.agesMillis()[m]);
        }
        out.writeInt(sample.on());
        epochs.write(sample.epoch(), out);
        out.writeLong(sample.admittedMicros());
        out.writeLong(sample.ackSequence());
    }

    @Override
    protected AlignedSample read(AvroReader in, int version) throws MalformedException {
        byte[] key = in.readBytes();
        long tick = in.readLong();
        FrameList list = FrameList.read(frames, in);
        int modalities = in.readInt();
        SensorFrame[] found = new SensorFrame[modalities];
        ModalityStatus[] statuses = new ModalityStatus[modalities];
        long[] ages = new long[modalities];
        for (int m = 0; m < modalities; m++) {
            found[m] = list.readReference(in);
            statuses[m] = STATUSES[in.readInt()];
            ages[m] = in.readLong();
        }
        return new AlignedSample(
                key,
                tick,
                Arrays.asList(found),
                Arrays.asList(statuses),
                ages,
                in.readInt(),
                epochs.read(in, epochs.formatVersion()),
                in.readLong(),
                in.readLong());
    }

    @Override
    public AlignedSampleSerializer duplicate() {
        return new AlignedSampleSerializer();
    }

    @Override
    public TypeSerializerSnapshot<AlignedSample> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<AlignedSample> {
        public Snapshot() {
            super(AlignedSampleSerializer::new);
        }
    }
}
