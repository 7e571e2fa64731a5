package io.sluice.gates.sensors.fit;

import java.util.List;

/**
 * What gates do on rows that none of them was fitted on. Energies are joules per sample, losses
 * cross-entropies in nats, errors and shares from 0 to 1.
 *
 * @param rows the number of samples
 * @param keys of how many keys
 * @param units what intervals were resampled over, in words
 * @param modalities names, in the order of shares
 * @param outcomes the policy, all sensors, every fixed configuration, and the oracle at the
 *     policy's λ; each against all sensors
 * @param curves energy against loss along λ of every strategy
 * @param coverage of prediction sets under the policy, by pattern; none without such sets
 */
public record SensorEvaluation(
        int rows,
        int keys,
        String units,
        List<String> modalities,
        List<Outcome> outcomes,
        List<Curve> curves,
        List<Coverage> coverage) {

    /** A difference with its 95 % interval. */
    public record Interval(double value, double low, double high) {}

    /**
     * One way of gating.
     *
     * @param lambda of its gates, or null where it has none
     * @param joulesOfAll its energy as a share of that of all sensors
     * @param lossDifference its loss less that of all sensors, in pairs
     * @param errorDifference its error less that of all sensors, in pairs
     * @param on for each modality the share of samples in which its sensor was powered
     * @param switchesPerHour how often the set of powered sensors of a key changed in an hour
     * @param contextAccuracy the share of samples whose context was the most probable one, or null
     *     where there is no context filter or no context is known
     * @param contexts the same by context; samples of unknown context are in none
     */
    public record Outcome(
            String name,
            Double lambda,
            double joules,
            double joulesOfAll,
            double loss,
            double error,
            double macroF1,
            Interval lossDifference,
            Interval errorDifference,
            List<Double> on,
            double switchesPerHour,
            Double contextAccuracy,
            List<ContextOutcome> contexts) {}

    /** One way of gating in one context. */
    public record ContextOutcome(
            String context, int rows, double joules, double loss, double error) {}

    /**
     * A strategy from λ = 0 to 1.
     *
     * @param sensors whether sensors are switched; else all are on and only branches are chosen
     */
    public record Curve(String strategy, boolean sensors, List<Point> points) {}

    /**
     * A strategy at one λ.
     *
     * @param predictedLoss the mean of what the predictor said of the configurations that ran, in
     *     its unit
     * @param computeJoules of branches and fusion alone, which is what the compute gate chooses
     * @param randomLoss the loss of a random configuration at the same mean energy, sensors
     *     switching at no cost and no delay
     * @param randomError the error of the same
     * @param contexts the same by context; samples of unknown context are in none
     */
    public record Point(
            double lambda,
            double joules,
            double loss,
            double error,
            double macroF1,
            double predictedLoss,
            double computeJoules,
            double randomLoss,
            double randomError,
            List<ContextOutcome> contexts) {}

    /**
     * Prediction sets of one pattern of present modalities.
     *
     * @param modalities which were there
     * @param failed whether the others had failed throughout; else they were asleep or not heard as
     *     the gates had it
     * @param covered the share of samples whose set holds their class
     * @param meanSize the mean number of classes in a set
     */
    public record Coverage(
            List<String> modalities, boolean failed, int rows, double covered, double meanSize) {}
}
