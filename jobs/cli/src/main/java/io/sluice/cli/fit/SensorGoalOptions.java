package io.sluice.cli.fit;

import io.sluice.gates.sensors.fit.Replayed;
import io.sluice.gates.sensors.fit.SensorGoal;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** By what λ of the sensor gates is chosen. */
final class SensorGoalOptions {
    private static final String DEFAULT_MARGIN = "1%";

    @Option(
            names = "--no-worse-than-all-sensors",
            paramLabel = "MARGIN",
            description = {
                "the least energy that loses less than the margin against all sensors, with the whole 95 %%",
                "interval: 1%% for a point of wrong answers, 0.02 for nats of cross-entropy",
                "(default: " + DEFAULT_MARGIN + "%)"
            })
    private String margin;

    @Option(
            names = "--max-energy",
            paramLabel = "JOULES",
            description = "instead: the least loss within a mean energy per sample")
    private Double maxEnergy;

    @Option(
            names = "--lambda",
            paramLabel = "LAMBDA",
            description =
                    "instead: the weight of energy itself, from 0 (loss alone) to 1 (energy alone)")
    private Double lambda;

    SensorGoal goal() {
        if (Stream.of(margin, maxEnergy, lambda).filter(Objects::nonNull).count() > 1) {
            throw new IllegalArgumentException(
                    "--no-worse-than-all-sensors, --max-energy and --lambda all choose lambda; give"
                            + " one of them");
        }
        if (lambda != null) {
            return new SensorGoal.Lambda(lambda);
        }
        if (maxEnergy != null) {
            return new SensorGoal.MaxEnergy(maxEnergy);
        }
        return noWorse(margin == null ? DEFAULT_MARGIN : margin.strip());
    }

    private static SensorGoal noWorse(String text) {
        boolean points = text.endsWith("%");
        String digits = points ? text.substring(0, text.length() - 1).strip() : text;
        if (!digits.matches("\\d*\\.?\\d+")) {
            throw new IllegalArgumentException(
                    "--no-worse-than-all-sensors '"
                            + text
                            + "'; expected points of error such as 1%, or nats such as 0.02");
        }
        double value = Double.parseDouble(digits);
        return points
                ? new SensorGoal.NoWorse(value / 100, Replayed.Measure.ERROR)
                : new SensorGoal.NoWorse(value, Replayed.Measure.LOSS);
    }
}
