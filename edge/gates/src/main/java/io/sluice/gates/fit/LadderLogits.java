package io.sluice.gates.fit;

import io.sluice.gates.Softmax;
import java.util.Arrays;

/**
 * What every exit of a ladder said about every labelled sample, nobody leaving early: what rules
 * are fitted, calibrated and judged on. The arrays are not copied; treat as read-only.
 */
public final class LadderLogits {
    private final int classes;
    private final float[][] logits;
    private final int[] labels;
    private final double[] costs;

    /**
     * @param classes the number of classes
     * @param logits for each exit the logits of all rows, row after row: {@code [exits][rows ·
     *     classes]}
     * @param labels the class of each row, or −1 where it is not known
     * @param costs cumulative cost of leaving at each exit as a share of the full model's; rising,
     *     the last one 1
     * @throws IllegalArgumentException when lengths disagree, a label is no class, a logit is NaN
     *     or infinite, or costs do not rise to 1
     */
    public LadderLogits(int classes, float[][] logits, int[] labels, double[] costs) {
        this.classes = classes;
        this.logits = logits;
        this.labels = labels;
        this.costs = costs.clone();
        if (logits.length == 0 || costs.length != logits.length) {
            throw new IllegalArgumentException(
                    logits.length + " exits and " + costs.length + " costs; expected one each");
        }
        requireCosts();
        for (int exit = 0; exit < logits.length; exit++) {
            requireLogits(exit);
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < -1 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "row "
                                + row
                                + " has label "
                                + labels[row]
                                + "; expected a class from 0 to "
                                + (classes - 1));
            }
        }
    }

    private void requireCosts() {
        double before = 0;
        for (double cost : costs) {
            if (!(cost > before)) {
                throw new IllegalArgumentException(
                        "costs must rise from exit to exit, not " + Arrays.toString(costs));
            }
            before = cost;
        }
        if (before != 1) {
            throw new IllegalArgumentException(
                    "costs are shares of the last exit's, which is 1, not " + before);
        }
    }

    private void requireLogits(int exit) {
        if (logits[exit].length != (long) labels.length * classes) {
            throw new IllegalArgumentException(
                    "exit "
                            + exit
                            + " has "
                            + logits[exit].length
                            + " logits; expected "
                            + labels.length
                            + " rows of "
                            + classes);
        }
        for (int i = 0; i < logits[exit].length; i++) {
            if (!Float.isFinite(logits[exit][i])) {
                throw new IllegalArgumentException(
                        "exit "
                                + exit
                                + ", row "
                                + i / classes
                                + " has logit "
                                + logits[exit][i]
                                + "; expected finite numbers");
            }
        }
    }

    public int rows() {
        return labels.length;
    }

    public int exits() {
        return logits.length;
    }

    public int classes() {
        return classes;
    }

    /** The class of a row, or −1 where it is not known. */
    public int label(int row) {
        return labels[row];
    }

    /** Cumulative cost of leaving at an exit, as a share of the full model's. */
    public double cost(int exit) {
        return costs[exit];
    }

    public double[] costs() {
        return costs.clone();
    }

    /** Reads one row's distribution at one exit. */
    public void read(int exit, int row, Softmax softmax) {
        softmax.read(logits[exit], row * classes, classes);
    }

    /** One logit. */
    public float logit(int exit, int row, int index) {
        return logits[exit][row * classes + index];
    }

    /** The class with the greatest logit; the first of equals. */
    public int predicted(int exit, int row) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (logit(exit, row, c) > logit(exit, row, best)) {
                best = c;
            }
        }
        return best;
    }

    /** The rows of the given indices, in their order; an index may come more than once. */
    public LadderLogits rows(int... indices) {
        float[][] some = new float[logits.length][indices.length * classes];
        int[] theirs = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            theirs[i] = labels[indices[i]];
            for (int exit = 0; exit < logits.length; exit++) {
                System.arraycopy(
                        logits[exit], indices[i] * classes, some[exit], i * classes, classes);
            }
        }
        return new LadderLogits(classes, some, theirs, costs);
    }

    /** The rows of both, one after the other. */
    static LadderLogits joined(LadderLogits first, LadderLogits second) {
        float[][] both = new float[first.exits()][];
        for (int exit = 0; exit < both.length; exit++) {
            float[] a = first.logits[exit];
            float[] b = second.logits[exit];
            both[exit] = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both[exit], a.length, b.length);
        }
        int[] labels = Arrays.copyOf(first.labels, first.rows() + second.rows());
        System.arraycopy(second.labels, 0, labels, first.rows(), second.rows());
        return new LadderLogits(first.classes, both, labels, first.costs);
    }

    /** The logits of each exit divided by a temperature. */
    LadderLogits cooled(double[] temperatures) {
        float[][] cooled = new float[exits()][];
        for (int exit = 0; exit < cooled.length; exit++) {
            cooled[exit] = logits[exit].clone();
            for (int i = 0; i < cooled[exit].length; i++) {
                cooled[exit][i] = (float) (cooled[exit][i] / temperatures[exit]);
            }
        }
        return new LadderLogits(classes, cooled, labels, costs);
    }

    /** The temperature with which an exit is as sure as it is right, each row by its weight. */
    double temperature(int exit, double[] weights) {
        return Temperature.matching(logits[exit], labels, classes, weights);
    }

    /** The share of rows that an exit gives their label. */
    double accuracy(int exit) {
        int right = 0;
        for (int row = 0; row < rows(); row++) {
            right += predicted(exit, row) == labels[row] ? 1 : 0;
        }
        return (double) right / rows();
    }
}
