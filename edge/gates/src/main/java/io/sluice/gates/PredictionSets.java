package io.sluice.gates;

import java.util.Arrays;

/**
 * Conformal prediction sets per exit (methods.md 1.5): the classes with p ≥ 1 − q̂ of the exit at
 * which an event left hold its true class with probability at least 1 − missRate, under the knob
 * and the prices for which q̂ was computed.
 */
public final class PredictionSets {
    private final double missRate;
    private final float[] quantiles;

    /**
     * @param missRate α, above 0 and below 1
     * @param quantiles q̂ of the score 1 − p for each exit, the last one included; 1 for all
     *     classes
     */
    public PredictionSets(double missRate, float... quantiles) {
        if (!(missRate > 0 && missRate < 1)) {
            throw new IllegalArgumentException(
                    "a miss rate is above 0 and below 1, not " + missRate);
        }
        for (float quantile : quantiles) {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException(
                        "a quantile of 1 - p is from 0 to 1, not " + quantile);
            }
        }
        this.missRate = missRate;
        this.quantiles = quantiles.clone();
    }

    /** The classes in the set, in rising order; possibly none. */
    public int[] set(int exit, Softmax softmax) {
        return within(quantiles[exit], softmax);
    }

    /** The classes with 1 − p ≤ q̂, in rising order; possibly none. */
    public static int[] within(float quantile, Softmax softmax) {
        int[] classes = new int[softmax.classes()];
        int size = 0;
        for (int c = 0; c < softmax.classes(); c++) {
            if (1 - softmax.probability(c) <= quantile) {
                classes[size++] = c;
            }
        }
        return Arrays.copyOf(classes, size);
    }

    /** Whether a class is in the set. */
    public boolean contains(int exit, Softmax softmax, int index) {
        return 1 - softmax.probability(index) <= quantiles[exit];
    }

    /** Checks that there is a quantile for every exit. */
    public void requireExits(int exits) {
        if (quantiles.length != exits) {
            throw new IllegalArgumentException(
                    "prediction sets of a ladder of "
                            + exits
                            + " exits need as many quantiles, not "
                            + quantiles.length);
        }
    }

    public double missRate() {
        return missRate;
    }

    public float[] quantiles() {
        return quantiles.clone();
    }
}
