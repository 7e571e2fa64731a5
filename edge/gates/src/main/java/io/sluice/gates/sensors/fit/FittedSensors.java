package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.SensorPolicy;
import java.util.List;

/**
 * What a fit came to.
 *
 * @param chosen the gates with the λ that was chosen, as they are to run
 * @param strategies one for every way of telling the context, with the λ of the settings, for
 *     comparison
 * @param losses of every configuration and sample under the fitted fusion
 * @param allSensors the configuration that stands for all sensors
 * @param calibration the replay of the rows that λ was chosen on
 * @param bootstrap behind every interval
 */
public record FittedSensors(
        SensorStrategy chosen,
        List<SensorStrategy> strategies,
        ConfigurationLosses losses,
        int allSensors,
        SensorReplay calibration,
        Bootstrap bootstrap) {
    public FittedSensors {
        strategies = List.copyOf(strategies);
    }

    public SensorPolicy policy() {
        return chosen.policy();
    }

    /** Judges the chosen gates and everything they are compared with on other rows. */
    public SensorEvaluation evaluate(int[] rows) {
        return new SensorJudge(calibration.of(rows), chosen, strategies, allSensors, bootstrap)
                .evaluate();
    }
}
