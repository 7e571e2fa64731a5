package io.sluice.operators.serialization;

import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.sensors.Aligned;
import io.sluice.operators.sensors.AlignedNotice;
import io.sluice.operators.sensors.AlignedSample;
import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises what `align` gives on. */
public final class AlignedSerializer extends RecordSerializer<Aligned> {
    public static final RecordType<Aligned> TYPE =
            new RecordType<>(Aligned.class, new AlignedSerializer());

    private static final long serialVersionUID = 1L;

    private static final int SAMPLE = 0;
    private static final int NOTICE = 1;

    private static final ModalityStatus[] STATUSES = ModalityStatus.values();

    private final SensorFrameSerializer frames = new SensorFrameSerializer();
    private final PolicyEpochSerializer epochs = new PolicyEpochSerializer();

    @Override
    protected void write(Aligned value, AvroWriter out) {
        if (value instanceof AlignedSample sample) {
            out.writeInt(SAMPLE);
            writeSample(sample, out);
        } else if (value instanceof AlignedNotice notice) {
            out.writeInt(NOTICE);
            ControlNoticeForm.write(notice.notice(), out);
        }
    }

    private void writeSample(AlignedSample sample, AvroWriter out) {
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
    protected Aligned read(AvroReader in, int version) throws MalformedException {
        int kind = in.readInt();
        return switch (kind) {
            case SAMPLE -> readSample(in);
            case NOTICE -> new AlignedNotice(ControlNoticeForm.read(in));
            default ->
                    throw new MalformedException(
                            in.position(), "kind " + kind + "; expected 0 or 1");
        };
    }

    private AlignedSample readSample(AvroReader in) throws MalformedException {
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
    public AlignedSerializer duplicate() {
        return new AlignedSerializer();
    }

    @Override
    public TypeSerializerSnapshot<Aligned> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Aligned> {
        public Snapshot() {
            super(AlignedSerializer::new);
        }
    }
}
