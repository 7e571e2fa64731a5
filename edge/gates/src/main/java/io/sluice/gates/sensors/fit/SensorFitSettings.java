package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a fit of sensor gates is told.
 *
 * @param periodMillis the time between ticks, ms
 * @param costs what sensing and computing cost
 * @param delays how long commands take in replays
 * @param identification by what the compute gate knows the losses
 * @param rankings for each context the order of configurations, where somebody gave one; else it
 *     follows from the losses
 * @param outsideContexts whether the stream will bring context labels from outside
 * @param outsideAccuracy how often such a label is right
 * @param gate when sensors are switched; its λ is chosen by the fit
 * @param training of the learned gates
 * @param missRate of prediction sets, if there are to be such
 * @param goal by what λ is chosen
 * @param seed of training and resampling
 * @param resamples bootstrap resamples behind every interval
 */
public record SensorFitSettings(
        long periodMillis,
        SensorCosts costs,
        DeviceDelays delays,
        Identification identification,
        Optional<int[][]> rankings,
        boolean outsideContexts,
        double outsideAccuracy,
        SensorGate.Settings gate,
        PredictorFit.Settings training,
        OptionalDouble missRate,
        SensorGoal goal,
        long seed,
        int resamples) {
    /** How the compute gate tells which configuration is good for a sample (methods.md 2.2). */
    public enum Identification {
        /** An order of configurations for each context. */
        RANKING,
        /** The mean losses of each context under the belief. */
        CONTEXT,
        /** A small network on the summaries. */
        LINEAR,
        /** The same with attention between modalities. */
        ATTENTION
    }

    /** λ and γ of both gates. */
    public JointSelection selection() {
        return gate.selection();
    }

    /** Rules need contexts from outside; the others have them where the stream brings them. */
    SensorStrategy.Knowledge knowledge(Identification by) {
        return outsideContexts || by == Identification.RANKING
                ? SensorStrategy.Knowledge.OUTSIDE
                : SensorStrategy.Knowledge.SENSORS;
    }
}
