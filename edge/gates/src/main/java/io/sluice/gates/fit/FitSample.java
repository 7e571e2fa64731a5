package io.sluice.gates.fit;

import java.util.Arrays;

/**
 * What exits are fitted on: the recorded features of every row, its class, and what leaving at each
 * exit costs. Exits whose logits are given keep them (the last one of a network that has its own
 * classifier, or all of them when only gates are wanted); the others get a {@link LinearHead}. The
 * arrays are not copied; treat as read-only.
 */
public final class FitSample {
    private final FeatureTable features;
    private final int[] labels;
    private final int classes;
    private final double[] costs;
    private final float[][] given;

    /**
     * A sample of which every exit, the last one too, gets a head.
     *
     * @param labels the class of each row, or −1 where it is not known (rows without a class can
     *     only be run, not fitted on)
     * @param classes at least 2
     * @param costs cumulative cost of leaving at each exit as a share of the full model's; rising,
     *     the last one 1
     * @throws IllegalArgumentException when lengths disagree or there are fewer than two exits
     */
    public FitSample(FeatureTable features, int[] labels, int classes, double[] costs) {
        this(features, labels, classes, costs.clone(), new float[costs.length][]);
        if (features.rows() != labels.length) {
            throw new IllegalArgumentException(
                    features.rows() + " rows of features and " + labels.length + " labels");
        }
        if (features.exits() != costs.length || costs.length < 2) {
            throw new IllegalArgumentException(
                    features.exits()
                            + " exits with features and "
                            + costs.length
                            + " costs; expected one each, and at least two exits");
        }
        if (classes < 2) {
            throw new IllegalArgumentException("at least 2 classes are needed, not " + classes);
        }
    }

    private FitSample(
            FeatureTable features, int[] labels, int classes, double[] costs, float[][] given) {
        this.features = features;
        this.labels = labels;
        this.classes = classes;
        this.costs = costs;
        this.given = given;
    }

    /**
     * The same sample with an exit that keeps its own logits.
     *
     * @param logits of all rows, row after row: {@code [rows · classes]}
     * @throws IllegalArgumentException when there are not as many
     */
    public FitSample withGiven(int exit, float[] logits) {
        if (logits.length != (long) rows() * classes) {
            throw new IllegalArgumentException(
                    "exit "
                            + exit
                            + " has "
                            + logits.length
                            + " logits; expected "
                            + rows()
                            + " rows of "
                            + classes);
        }
        float[][] more = given.clone();
        more[exit] = logits;
        return new FitSample(features, labels, classes, costs, more);
    }

    public FeatureTable features() {
        return features;
    }

    public int rows() {
        return labels.length;
    }

    public int exits() {
        return costs.length;
    }

    public int classes() {
        return classes;
    }

    public int label(int row) {
        return labels[row];
    }

    public int[] labels() {
        return labels;
    }

    public double[] costs() {
        return costs.clone();
    }

    /** Whether an exit keeps the logits that were given. */
    public boolean isGiven(int exit) {
        return given[exit] != null;
    }

    /** The given logits of some rows, in their order: {@code [rows.length · classes]}. */
    float[] given(int exit, int[] rows) {
        float[] some = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(given[exit], rows[i] * classes, some, i * classes, classes);
        }
        return some;
    }

    /** The labels of some rows, in their order. */
    int[] labels(int[] rows) {
        return Arrays.stream(rows).map(row -> labels[row]).toArray();
    }
}
