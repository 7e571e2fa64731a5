package io.sluice.gates.sensors.fit;

import io.sluice.gates.risk.ConformalQuantiles;
import io.sluice.gates.sensors.PatternSets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Split conformal prediction per pattern of present modalities (methods.md 1.5 and 4.18). The score
 * of a sample is 1 − p of its label under the configuration that the compute gate chooses.
 *
 * <p>A pattern is met in two ways: the sensor gate put the others to sleep, then mostly in some
 * contexts; or sensors failed, in any. So each pattern is played through all rows as if only its
 * sensors were there, and taken from the replay with the sensor gate where that met it often
 * enough; q̂ is the greater of both.
 */
public final class SetFit {
    /** As {@link ConformalQuantiles}: fewer scores of a pattern are not used alone. */
    private static final int TOO_FEW = 20;

    /** From so many modalities on not every subset of them is calibrated. */
    private static final int MOST_FOR_ALL_SUBSETS = 5;

    private SetFit() {}

    /**
     * Computes q̂ for every pattern that feeds some configuration: all of them up to {@value
     * #MOST_FOR_ALL_SUBSETS} modalities; with more those of the configurations, those with one
     * modality missing, and those that the replay met.
     *
     * @param replay the calibration rows
     * @param strategy the policy as it is to run
     * @param missRate α, above 0 and below 1
     */
    public static PatternSets fit(SensorReplay replay, SensorStrategy strategy, double missRate) {
        Replayed gated = replay.run(strategy);
        Set<Integer> patterns = patterns(replay.recorded(), gated);
        int[] masks = new int[patterns.size()];
        float[] quantiles = new float[masks.length];
        int count = 0;
        for (int pattern : patterns) {
            SensorStrategy without =
                    new SensorStrategy(
                            strategy.name(), strategy.policy(), strategy.knowledge(), pattern);
            float[] failed = scores(replay.run(without), pattern);
            float[] asleep = scores(gated, pattern);
            if (failed.length == 0 && asleep.length == 0) {
                continue;
            }
            float quantile = ConformalQuantiles.quantile(failed, missRate);
            if (asleep.length > Math.max(TOO_FEW, 1 / missRate)) {
                quantile = Math.max(quantile, ConformalQuantiles.quantile(asleep, missRate));
            }
            masks[count] = pattern;
            quantiles[count++] = quantile;
        }
        return new PatternSets(
                missRate, Arrays.copyOf(masks, count), Arrays.copyOf(quantiles, count));
    }

    private static Set<Integer> patterns(RecordedSensors recorded, Replayed gated) {
        int all = recorded.structure().allModalities();
        int[] needs = recorded.structure().modalitiesOfAll();
        Set<Integer> patterns = new TreeSet<>();
        if (recorded.modalities() <= MOST_FOR_ALL_SUBSETS) {
            for (int mask = 1; mask <= all; mask++) {
                patterns.add(mask);
            }
        } else {
            patterns.add(all);
            for (int m = 0; m < recorded.modalities(); m++) {
                patterns.add(all & ~(1 << m));
            }
            Arrays.stream(needs).forEach(patterns::add);
            for (int at = 0; at < gated.size(); at++) {
                patterns.add(gated.present(at));
            }
        }
        patterns.removeIf(mask -> Arrays.stream(needs).noneMatch(need -> (need & ~mask) == 0));
        return patterns;
    }

    /** 1 − p of the label of each sample of a pattern; p is e to the power of −cross-entropy. */
    private static float[] scores(Replayed replayed, int pattern) {
        float[] scores = new float[replayed.size()];
        int count = 0;
        for (int at = 0; at < scores.length; at++) {
            if (replayed.present(at) == pattern && replayed.configuration(at) >= 0) {
                scores[count++] = score(replayed.loss(at));
            }
        }
        return Arrays.copyOf(scores, count);
    }

    /** 1 − p of a class with that cross-entropy. */
    static float score(double loss) {
        return (float) -Math.expm1(-loss);
    }
}
