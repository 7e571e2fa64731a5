package io.sluice.gates.experts;

import java.util.Arrays;

/**
 * A quantile of times in microseconds, in which an observation counts half after so many further
 * ones. A histogram of {@link #BUCKETS} geometric buckets, so that it is right within 9 %; it
 * allocates nothing.
 */
final class DecayedQuantile {
    private static final int BUCKETS = 96;
    private static final int BUCKETS_PER_OCTAVE = 4;
    private static final double FIRST_MICROS = 10;
    private static final double HALF_LIFE = 32;
    private static final double GROWTH = Math.pow(2, 1 / HALF_LIFE);
    private static final double LARGEST_WEIGHT = 1e200;

    private final double share;
    private final double[] weights = new double[BUCKETS];
    private double weight = 1;
    private double total;
    private double quantile;

    /**
     * @param share such as 0.95
     */
    DecayedQuantile(double share) {
        this.share = share;
    }

    boolean isEmpty() {
        return total == 0;
    }

    void clear() {
        Arrays.fill(weights, 0);
        weight = 1;
        total = 0;
        quantile = 0;
    }

    void observe(double micros) {
        weights[bucket(micros)] += weight;
        total += weight;
        weight *= GROWTH;
        if (weight > LARGEST_WEIGHT) {
            rescale();
        }
        quantile = find();
    }

    /** The quantile, microseconds; 0 when nothing was observed. */
    double micros() {
        return quantile;
    }

    private static int bucket(double micros) {
        if (micros <= FIRST_MICROS) {
            return 0;
        }
        double octaves = Math.log(micros / FIRST_MICROS) / Math.log(2);
        return (int) Math.min(BUCKETS - 1, octaves * BUCKETS_PER_OCTAVE);
    }

    private double find() {
        double target = share * total;
        double below = 0;
        for (int i = 0; i < BUCKETS; i++) {
            below += weights[i];
            if (below >= target) {
                return FIRST_MICROS * Math.pow(2, (i + .5) / BUCKETS_PER_OCTAVE);
            }
        }
        return FIRST_MICROS * Math.pow(2, (double) BUCKETS / BUCKETS_PER_OCTAVE);
    }

    /** Keeps the growing weights within range. */
    private void rescale() {
        for (int i = 0; i < BUCKETS; i++) {
            weights[i] /= weight;
        }
        total /= weight;
        weight = 1;
    }
}
