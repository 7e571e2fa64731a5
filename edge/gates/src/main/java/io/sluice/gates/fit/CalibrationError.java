package io.sluice.gates.fit;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Expected calibration error over {@link #BINS} bins with equal counts (methods.md 1.5): rows are
 * sorted by the greatest probability of the exit they left at, and the error is the mean over bins,
 * by their counts, of |mean probability − share of right answers|.
 */
public final class CalibrationError {
    /** The number of bins. */
    public static final int BINS = 15;

    private CalibrationError() {}

    /**
     * The error of a rule's answers, from 0 to 1.
     *
     * @throws IllegalArgumentException when there are no rows
     */
    public static double of(Outcomes outcomes) {
        float[] confidences = new float[outcomes.rows()];
        boolean[] right = new boolean[outcomes.rows()];
        for (int row = 0; row < confidences.length; row++) {
            confidences[row] = outcomes.confidence(row);
            right[row] = outcomes.isRight(row);
        }
        return of(confidences, right);
    }

    /**
     * The error of any answers, from 0 to 1.
     *
     * @param confidences the probability of the class given, for each row
     * @param right whether it was the right one
     * @throws IllegalArgumentException when there are no rows, or not as many of both
     */
    public static double of(float[] confidences, boolean[] right) {
        int rows = confidences.length;
        if (rows == 0 || right.length != rows) {
            throw new IllegalArgumentException(
                    rows
                            + " probabilities and "
                            + right.length
                            + " answers; expected some of each");
        }
        int[] order = byConfidence(confidences);
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            int from = (int) ((long) rows * bin / BINS);
            int to = (int) ((long) rows * (bin + 1) / BINS);
            double gap = 0;
            for (int i = from; i < to; i++) {
                gap += confidences[order[i]] - (right[order[i]] ? 1 : 0);
            }
            error += Math.abs(gap);
        }
        return error / rows;
    }

    private static int[] byConfidence(float[] confidences) {
        return IntStream.range(0, confidences.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> confidences[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
