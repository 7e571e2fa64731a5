package io.sluice.gates.sensors;

import static io.sluice.gates.sensors.AlignerRun.CAMERA;
import static io.sluice.gates.sensors.AlignerRun.LIDAR;
import static io.sluice.gates.sensors.AlignerRun.RADAR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came is what counts, and not in which order, as long as it comes before the watermark. */
class FrameAlignerOrderTest {
    private static final long DISORDER = 300;
    private static final AlignerSettings SETTINGS =
            new AlignerSettings(100, 50, 1_000_000, new long[] {0, 150, 500}, 1000, 3, 2_000_000);

    private record Arrival(long time, int modalities, int broken, long at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void anyOrderWithinTheDisorderGivesTheSameSamples(long seed) {
        Random random = new Random(seed);
        List<Arrival> frames = frames(random);
        List<String> inOrder = samples(frames);

        for (int shuffle = 0; shuffle < 20; shuffle++) {
            List<Arrival> shuffled =
                    frames.stream()
                            .map(
                                    f ->
                                            new Arrival(
                                                    f.time,
                                                    f.modalities,
                                                    f.broken,
                                                    delayed(f, random)))
                            .sorted(Comparator.comparingLong(Arrival::at))
                            .toList();
            assertThat(samples(shuffled)).as("seed %d", seed).isEqualTo(inOrder);
        }
        assertThat(inOrder).hasSizeGreaterThan(50);
    }

    private static long delayed(Arrival frame, Random random) {
        return frame.time + random.nextInt((int) DISORDER);
    }

    /** A camera at 10 Hz, a radar at 5 Hz and a lidar at 2 Hz with jitter, gaps and damage. */
    private static List<Arrival> frames(Random random) {
        List<Arrival> frames = new ArrayList<>();
        for (int i = 10; i < 110; i++) {
            add(frames, random, CAMERA, 100L * i);
            if (i % 2 == 0) {
                add(frames, random, RADAR, 100L * i);
            }
            if (i % 5 == 0) {
                add(frames, random, LIDAR, 100L * i);
            }
        }
        frames.sort(Comparator.comparingLong(Arrival::at));
        return frames;
    }

    private static void add(List<Arrival> frames, Random random, int modality, long tick) {
        if (random.nextInt(10) > 0) {
            long time = tick + random.nextInt(99) - 49;
            int broken = random.nextInt(20) == 0 ? modality : 0;
            frames.add(new Arrival(time, modality & ~broken, broken, time));
        }
    }

    /** Runs frames as they arrive, with the watermark that bounds their disorder behind them. */
    private static List<String> samples(List<Arrival> arrivals) {
        AlignerRun run = new AlignerRun(SETTINGS);
        long newest = Long.MIN_VALUE;
        for (Arrival frame : arrivals) {
            run.frame(frame.time, frame.modalities, frame.broken, frame.time);
            newest = Math.max(newest, frame.time);
            run.watermark(newest - DISORDER);
        }
        run.watermark(Long.MAX_VALUE);
        return run.samples;
    }
}
