package io.sluice.gates.sensors;

import io.sluice.gates.PredictionSets;
import io.sluice.gates.Softmax;
import java.util.Arrays;

/**
 * Conformal prediction sets per pattern of present modalities (methods.md 4.18): the classes with p
 * ≥ 1 − q̂ of the pattern hold the true class with probability at least 1 − missRate among samples
 * of that pattern, under the gates and prices for which q̂ was computed.
 *
 * <p>A pattern never has a smaller q̂ than one with more sensors, so that sets widen or stay as
 * sensors drop out. A pattern without a q̂ has the least one of the patterns within it, and all
 * classes when there is none.
 */
public final class PatternSets {
    private final double missRate;
    private final int[] patterns;
    private final float[] quantiles;
    private final float[] widened;

    /**
     * @param missRate α, above 0 and below 1
     * @param patterns masks of present modalities, none twice
     * @param quantiles q̂ of the score 1 − p for each pattern, from 0 to 1
     */
    public PatternSets(double missRate, int[] patterns, float[] quantiles) {
        if (!(missRate > 0 && missRate < 1)) {
            throw new IllegalArgumentException(
                    "a miss rate is above 0 and below 1, not " + missRate);
        }
        if (patterns.length != quantiles.length
                || Arrays.stream(patterns).distinct().count() < patterns.length) {
            throw new IllegalArgumentException(
                    "patterns "
                            + Arrays.toString(patterns)
                            + " with "
                            + quantiles.length
                            + " quantiles; expected one for each, no pattern twice");
        }
        for (float quantile : quantiles) {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException(
                        "a quantile of 1 - p is from 0 to 1, not " + quantile);
            }
        }
        this.missRate = missRate;
        this.patterns = patterns.clone();
        this.quantiles = quantiles.clone();
        this.widened = quantiles.clone();
        for (int i = 0; i < patterns.length; i++) {
            for (int j = 0; j < patterns.length; j++) {
                if ((patterns[i] & ~patterns[j]) == 0) {
                    widened[i] = Math.max(widened[i], quantiles[j]);
                }
            }
        }
    }

    /** q̂ in force for a pattern; 1 for all classes. */
    public float quantile(int present) {
        float least = 1;
        for (int i = 0; i < patterns.length; i++) {
            if ((patterns[i] & ~present) == 0) {
                least = Math.min(least, widened[i]);
            }
        }
        return least;
    }

    /** The classes in the set, in rising order; possibly none. */
    public int[] set(int present, Softmax softmax) {
        return PredictionSets.within(quantile(present), softmax);
    }

    /**
     * Checks that the patterns are of a bundle's modalities.
     *
     * @throws IllegalArgumentException naming the pattern that is not
     */
    public void requireFits(SensorStructure structure) {
        for (int pattern : patterns) {
            if ((pattern & ~structure.allModalities()) != 0) {
                throw new IllegalArgumentException(
                        "prediction sets are for the pattern "
                                + Integer.toBinaryString(pattern)
                                + ", but there are "
                                + structure.modalities().size()
                                + " modalities: "
                                + String.join(", ", structure.modalities()));
            }
        }
    }

    public double missRate() {
        return missRate;
    }

    public int[] patterns() {
        return patterns.clone();
    }

    /** As given, before sets are widened. */
    public float[] quantiles() {
        return quantiles.clone();
    }
}
