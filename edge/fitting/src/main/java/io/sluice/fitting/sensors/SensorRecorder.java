package io.sluice.fitting.sensors;

import io.sluice.fitting.FeatureRecorder;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import java.util.List;

/**
 * Runs all stems and branches of a sensor bundle on labelled sequences, and keeps what they give.
 */
public final class SensorRecorder {
    private SensorRecorder() {}

    /**
     * What was recorded.
     *
     * @param order which rows the samples are
     */
    public record Recording(RecordedSensors sensors, SequenceOrder order) {}

    /**
     * Records.
     *
     * @param periodMillis the time between ticks
     * @param contexts as {@link SequenceOrder#of}
     * @param provider runs the stages, on its first device
     * @throws io.sluice.fitting.data.DataException when rows are no sequences, or a stage gives NaN
     *     for one
     * @throws io.sluice.kernel.KernelException when a stage cannot be opened or run
     */
    public static Recording record(
            Bundle bundle,
            LabelledRows rows,
            long periodMillis,
            List<String> contexts,
            KernelProvider provider,
            int threads,
            FitProgressListener listener) {
        SensorStructure structure = bundle.manifest().sensors().orElseThrow();
        SequenceOrder order =
                SequenceOrder.of(
                        rows,
                        periodMillis,
                        contexts,
                        bundle.manifest().classes().size(),
                        structure.allModalities());
        float[][] given =
                FeatureRecorder.recordResults(
                        bundle, rows, order.order(), provider, threads, listener);
        int modalities = structure.modalities().size();
        float[][] summaries = java.util.Arrays.copyOf(given, modalities);
        float[][] logits = java.util.Arrays.copyOfRange(given, modalities, given.length);
        return new Recording(
                new RecordedSensors(structure, order.samples(), summaries, logits), order);
    }
}
