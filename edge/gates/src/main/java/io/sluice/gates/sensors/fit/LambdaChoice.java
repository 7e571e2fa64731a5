package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Bootstrap;
import java.util.Locale;

/**
 * Chooses λ for a goal by replaying the calibration rows at every λ of a grid.
 *
 * @param lambda the chosen one
 * @param replayed what the strategy did under it
 */
public record LambdaChoice(double lambda, Replayed replayed) {
    private static final double[] GRID = {
        0, .01, .02, .03, .05, .075, .1, .15, .2, .25, .3, .4, .5, .6, .7, .8, .9, 1
    };

    /** The λ that are tried and shown, rising; denser where a loss in nats is the greater part. */
    public static double[] grid() {
        return GRID.clone();
    }

    /**
     * Chooses.
     *
     * @param allSensors what all sensors do on the same rows
     * @throws IllegalArgumentException when no λ reaches the goal, with the nearest that one comes
     */
    public static LambdaChoice of(
            SensorGoal goal,
            SensorStrategy strategy,
            SensorReplay replay,
            Replayed allSensors,
            Bootstrap bootstrap) {
        if (goal instanceof SensorGoal.Lambda given) {
            return at(given.lambda(), strategy, replay);
        }
        if (goal instanceof SensorGoal.MaxEnergy most) {
            return within(most.joules(), strategy, replay);
        }
        return noWorse((SensorGoal.NoWorse) goal, strategy, replay, allSensors, bootstrap);
    }

    private static LambdaChoice at(double lambda, SensorStrategy strategy, SensorReplay replay) {
        return new LambdaChoice(lambda, replay.run(strategy.withLambda(lambda)));
    }

    private static LambdaChoice within(
            double joules, SensorStrategy strategy, SensorReplay replay) {
        LambdaChoice best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double lambda : GRID) {
            LambdaChoice tried = at(lambda, strategy, replay);
            double energy = tried.replayed.meanJoules();
            least = Math.min(least, energy);
            if (energy <= joules
                    && (best == null || tried.replayed.meanLoss() < best.replayed.meanLoss())) {
                best = tried;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "no lambda spends at most %.4g J a sample on the calibration rows; the"
                                    + " least is %.4g J. Allow more, probe more rarely, or leave"
                                    + " fewer sensors always on",
                            joules,
                            least));
        }
        return best;
    }

    private static LambdaChoice noWorse(
            SensorGoal.NoWorse goal,
            SensorStrategy strategy,
            SensorReplay replay,
            Replayed allSensors,
            Bootstrap bootstrap) {
        SampleUnits units = SampleUnits.of(replay.recorded().samples(), replay.rows());
        LambdaChoice best = null;
        double nearest = Double.POSITIVE_INFINITY;
        for (double lambda : GRID) {
            LambdaChoice tried = at(lambda, strategy, replay);
            Bootstrap.Interval difference =
                    units.difference(tried.replayed, allSensors, goal.measure(), bootstrap);
            nearest = Math.min(nearest, difference.upper());
            if (difference.upper() < goal.margin()
                    && (best == null || tried.replayed.meanJoules() < best.replayed.meanJoules())) {
                best = tried;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "no lambda is no worse than all sensors by a margin of %.4g: over %s of"
                                    + " the calibration rows the upper end of the difference is at"
                                    + " least %.4g. Allow a wider margin, or bring rows of more keys",
                            goal.margin(),
                            units,
                            nearest));
        }
        return best;
    }
}
