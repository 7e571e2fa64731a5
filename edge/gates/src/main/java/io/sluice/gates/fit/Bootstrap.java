package io.sluice.gates.fit;

import java.util.Arrays;
import java.util.Random;

/**
 * Percentile intervals of means by resampling rows with replacement. The same seed gives the same
 * interval on every JDK.
 *
 * @param seed of the resampling
 * @param resamples how many, at least 100; 10,000 are usual
 * @param level the share of resampled means within the interval, above 0 and below 1
 */
public record Bootstrap(long seed, int resamples, double level) {
    /**
     * A mean and its interval.
     *
     * @param estimate the mean of the rows themselves
     */
    public record Interval(double estimate, double lower, double upper) {
        /** Whether a value is between the ends, or one of them. */
        public boolean contains(double value) {
            return lower <= value && value <= upper;
        }
    }

    public Bootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException("at least 100 resamples, not " + resamples);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level is above 0 and below 1, not " + level);
        }
    }

    /**
     * The mean of some values.
     *
     * @throws IllegalArgumentException when there are none
     */
    public Interval mean(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there are no rows to resample");
        }
        double[] means = new double[resamples];
        Draws draws = new Draws(seed);
        for (int i = 0; i < resamples; i++) {
            means[i] = draws.mean(values);
        }
        Arrays.sort(means);
        double tail = (1 - level) / 2;
        return new Interval(
                Arrays.stream(values).sum() / values.length,
                means[(int) Math.floor(tail * (resamples - 1))],
                means[(int) Math.ceil((1 - tail) * (resamples - 1))]);
    }

    /** The share of rows that a rule gives their label. */
    public Interval accuracy(Outcomes outcomes) {
        double[] right = new double[outcomes.rows()];
        for (int row = 0; row < right.length; row++) {
            right[row] = outcomes.isRight(row) ? 1 : 0;
        }
        return mean(right);
    }

    /**
     * The mean of first − second, rows being resampled in pairs.
     *
     * @throws IllegalArgumentException when there are not as many of both
     */
    public Interval difference(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    first.length + " and " + second.length + " rows; expected pairs");
        }
        double[] differences = new double[first.length];
        for (int row = 0; row < differences.length; row++) {
            differences[row] = first[row] - second[row];
        }
        return mean(differences);
    }

    /**
     * Means of random rows. SplitMix64 with two rows from each of its numbers: much faster than
     * {@link Random}, and the same on every JDK.
     */
    private static final class Draws {
        private static final long GOLDEN = 0x9e3779b97f4a7c15L;

        private long state;

        Draws(long seed) {
            this.state = seed;
        }

        private long next() {
            state += GOLDEN;
            long z = state;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }

        double mean(double[] values) {
            long rows = values.length;
            double sum = 0;
            for (int i = 0; i < values.length; i += 2) {
                long bits = next();
                sum += values[(int) ((bits >>> 32) * rows >>> 32)];
                if (i + 1 < values.length) {
                    sum += values[(int) ((bits & 0xffffffffL) * rows >>> 32)];
                }
            }
            return sum / rows;
        }
    }
}
