package io.sluice.gates.sensors;

import io.sluice.gates.sensors.FrameAligner.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * One key's aligner with a clock that the test sets. Ticks every 100 ms of the modalities camera
 * (0), radar (1) and lidar (2), of which the lidar may be held for 500 ms. The watermark begins at
 * the end of the tick of 900.
 */
final class AlignerRun {
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int LIDAR = 4;
    static final int ALL = 7;

    /** A frame with a value. */
    record Frame(long time, int modalities, long value) {}

    static final AlignerSettings SETTINGS =
            new AlignerSettings(100, 50, 200, new long[] {0, 0, 500}, 1000, 0, 5000);

    final List<String> samples = new ArrayList<>();
    final FrameAligner<Frame> aligner;
    AlignerState<Frame> state;
    long now;
    long stoodStill;
    long watermark = 950;

    AlignerRun() {
        this(SETTINGS);
    }

    AlignerRun(AlignerSettings settings) {
        aligner = new FrameAligner<>(settings, (frame, modality) -> frame.value(), 0);
        state = aligner.newState();
    }

    Verdict frame(long time, int modalities) {
        return frame(time, modalities, 0, time);
    }

    Verdict frame(long time, int usable, int broken, long value) {
        Frame frame = new Frame(time, usable | broken, value);
        aligner.setTime(watermark, now, now + stoodStill);
        return aligner.offer(state, frame, time, now + stoodStill, usable, broken, this::note);
    }

    /** A frame that could have been read at another time than now. */
    Verdict frameOf(long time, int modalities, long arrived) {
        aligner.setTime(watermark, now, now + stoodStill);
        return aligner.offer(
                state, new Frame(time, modalities, time), time, arrived, modalities, 0, this::note);
    }

    void watermark(long millis) {
        watermark = millis;
        aligner.setTime(watermark, now, now + stoodStill);
        aligner.watermark(state, this::note);
    }

    void time(long millis) {
        now = millis;
        aligner.setTime(watermark, now, now + stoodStill);
        aligner.time(state, this::note);
    }

    boolean ack(long sequence, int on, long from) {
        aligner.setTime(watermark, now, now + stoodStill);
        return aligner.acknowledge(state, sequence, on, from, this::note);
    }

    /** As {@code tick: status/age of each modality}, P for present with the frame's own time. */
    private void note(AlignedFrames<Frame> sample) {
        StringBuilder text = new StringBuilder().append(sample.tickMillis()).append(':');
        for (int m = 0; m < sample.modalities(); m++) {
            text.append(' ');
            Frame frame = sample.frame(m);
            text.append(frame == null ? sample.status(m) : "P" + frame.time());
        }
        samples.add(text.toString());
    }
}
