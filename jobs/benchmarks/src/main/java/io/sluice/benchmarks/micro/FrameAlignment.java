package io.sluice.benchmarks.micro;

import io.sluice.gates.sensors.AlignedFrames;
import io.sluice.gates.sensors.AlignerSettings;
import io.sluice.gates.sensors.AlignerState;
import io.sluice.gates.sensors.FrameAligner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Offering one frame to the aligner of its device; every device's modalities take turns. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameAlignment {
    private static final int DEVICES = 1000;
    private static final long PERIOD = 100;

    @Param({"3", "8"})
    public int modalities;

    private final List<AlignerState<Long>> devices = new ArrayList<>();
    private FrameAligner<Long> aligner;
    private int device;
    private int modality;
    private long tick;
    private long present;

    @Setup
    public void open() {
        AlignerSettings settings =
                new AlignerSettings(PERIOD, 50, 200, new long[modalities], 1000, 20, 10_000);
        aligner = new FrameAligner<>(settings, (frame, m) -> frame, 0);
        for (int i = 0; i < DEVICES; i++) {
            devices.add(aligner.newState());
        }
        tick = PERIOD;
    }

    @Benchmark
    public long offer() {
        long time = tick + modality;
        aligner.setTime(tick - PERIOD, tick, tick);
        aligner.offer(devices.get(device), time, time, tick, 1 << modality, 0, this::count);
        device++;
        if (device == DEVICES) {
            device = 0;
            modality++;
            if (modality == modalities) {
                modality = 0;
                tick += PERIOD;
            }
        }
        return present;
    }

    private void count(AlignedFrames<Long> sample) {
        present += sample.frame(0);
    }
}
