package io.sluice.gates.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Expected calibration error over {@link #BINS} bins with equal counts (methods.md 1.5): rows are
 * sorted by the greatest probability of the exit they left at, and the error is the mean over bins,
 * by their counts, of |mean probability − share of right answers|.
 */
public final class CalibrationError {
    /** The number of bins. */
    public static final int BINS = 15;

    /**
     * Rows of like confidence.
     *
     * @param rows how many; none when there are fewer rows than bins
     * @param confidence their mean probability
     * @param accuracy the share of right answers
     */
    public record Bin(int rows, double confidence, double accuracy) {}

    private CalibrationError() {}

    /**
     * The error of a rule's answers, from 0 to 1.
     *
     * @throws IllegalArgumentException when there are no rows
     */
    public static double of(Outcomes outcomes) {
        return error(bins(outcomes));
    }

    /** The bins of a rule's answers, from the least sure to the surest. */
    public static List<Bin> bins(Outcomes outcomes) {
        float[] confidences = new float[outcomes.rows()];
        boolean[] right = new boolean[outcomes.rows()];
        for (int row = 0; row < confidences.length; row++) {
            confidences[row] = outcomes.confidence(row);
            right[row] = outcomes.isRight(row);
        }
        return bins(confidences, right);
    }

    /**
     * The error of any answers, from 0 to 1.
     *
     * @param confidences the probability of the class given, for each row
     * @param right whether it was the right one
     * @throws IllegalArgumentException when there are no rows, or not as many of both
     */
    public static double of(float[] confidences, boolean[] right) {
        return error(bins(confidences, right));
    }

    private static double error(List<Bin> bins) {
        double error = 0;
        long rows = 0;
        for (Bin bin : bins) {
            error += bin.rows() * Math.abs(bin.confidence() - bin.accuracy());
            rows += bin.rows();
        }
        return error / rows;
    }

    private static List<Bin> bins(float[] confidences, boolean[] right) {
        int rows = confidences.length;
        if (rows == 0 || right.length != rows) {
            throw new IllegalArgumentException(
                    rows
                            + " probabilities and "
                            + right.length
                            + " answers; expected some of each");
        }
        int[] order = byConfidence(confidences);
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            int from = (int) ((long) rows * bin / BINS);
            int to = (int) ((long) rows * (bin + 1) / BINS);
            double sure = 0;
            int correct = 0;
            for (int i = from; i < to; i++) {
                sure += confidences[order[i]];
                correct += right[order[i]] ? 1 : 0;
            }
            int count = Math.max(1, to - from);
            bins.add(new Bin(to - from, sure / count, (double) correct / count));
        }
        return bins;
    }

    private static int[] byConfidence(float[] confidences) {
        return IntStream.range(0, confidences.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> confidences[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
