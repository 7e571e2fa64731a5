package io.sluice.gates.sensors;

import io.sluice.gates.Softmax;

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

    /**
     * @param missRate α, above 0 and below 1
     * @param patterns masks of present modalities, none twice
     * @param quantiles q̂ of the score 1 − p for each pattern, from 0 to 1
     */
    public PatternSets(double missRate, int[] patterns, float[] quantiles) {
        this.missRate = missRate;
        this.patterns = patterns.clone();
        this.quantiles = quantiles.clone();
    }

    /** q̂ in force for a pattern; 1 for all classes. */
    public float quantile(int present) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Whether a class is in the set. */
    public boolean contains(int present, Softmax softmax, int index) {
        return 1 - softmax.probability(index) <= quantile(present);
    }

    /** The classes in the set, in rising order; possibly none. */
    public int[] set(int present, Softmax softmax) {
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Checks that the patterns are of a bundle's modalities.
     *
     * @throws IllegalArgumentException naming the pattern that is not
     */
    public void requireFits(SensorStructure structure) {
        throw new UnsupportedOperationException("skeleton");
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
