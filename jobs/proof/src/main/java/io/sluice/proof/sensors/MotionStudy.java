package io.sluice.proof.sensors;

import io.sluice.gates.sensors.fit.RecordedSamples;
import io.sluice.gates.sensors.fit.RecordedSensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Streams, folds and what the branches say: all that gates are fitted to and judged on. */
public record MotionStudy(
        PersonStreams streams,
        PeopleFolds folds,
        MotionBranches branches,
        List<String> activities) {
    /** Of the order of activities and of the folds; chosen before any result. */
    private static final long SEED = 20261122;

    /** Reads features, and grows all trees. */
    public static MotionStudy of(WisdmWindows windows) {
        PersonStreams streams = PersonStreams.of(windows, SEED);
        PeopleFolds folds = new PeopleFolds(streams, SEED);
        int sensors = WisdmWindows.SENSORS.size();
        float[][] columns = new float[sensors * MotionFeatures.COUNT][streams.size()];
        IntStream.range(0, streams.size())
                .parallel()
                .forEach(
                        row -> {
                            for (int s = 0; s < sensors; s++) {
                                int window = streams.window()[row];
                                float[] features = MotionFeatures.of(windows.window(window, s));
                                for (int i = 0; i < features.length; i++) {
                                    columns[s * MotionFeatures.COUNT + i][row] = features[i];
                                }
                            }
                        });
        List<String> activities =
                windows.names().stream().map(WisdmWindows.Activity::name).toList();
        return new MotionStudy(
                streams,
                folds,
                MotionBranches.crossFit(columns, streams.label(), activities.size(), folds),
                activities);
    }

    /**
     * The recording while a fold is the test.
     *
     * @param contexts names
     * @param contextOf the context of each activity
     */
    public RecordedSensors recorded(int test, List<String> contexts, int[] contextOf) {
        int[] present = new int[streams.size()];
        Arrays.fill(present, branches.structure().allModalities());
        RecordedSamples samples =
                new RecordedSamples(
                        streams.people().stream().map(String::valueOf).toList(),
                        streams.person(),
                        streams.tick(),
                        contexts,
                        IntStream.of(streams.label()).map(label -> contextOf[label]).toArray(),
                        activities.size(),
                        streams.label(),
                        present);
        return new RecordedSensors(
                branches.structure(), samples, branches.summaries(test), branches.logits(test));
    }
}
