package io.sluice.gates.experts.fit;

import java.util.stream.IntStream;

/**
 * Fits the vectors by which experts are chosen: L_n = σ(−v_n·(u, 1)) is the predicted loss of
 * expert n.
 *
 * <p>{@link #alone} needs one expert's losses and no other's: mean binary cross-entropy, convex, so
 * that an owner's vector is on the same scale as everybody's (methods.md 4.9: one vector per expert
 * and no joint data; that one it follows differs in its loss and in that it has no absolute scale).
 * {@link #joint} starts from these and minimises, for all experts together,
 *
 * <pre>mean over rows of  −log Σ_n g_n·p_n(truth)  +  α·Σ_n BCE(L_n, wrong_n),   g = softmax(−L/τ)
 * </pre>
 *
 * the loss of the weighted answer (methods.md 3.2) with an anchor that keeps L a probability. The
 * combination is ours.
 */
public final class ExpertGateFit {
    /** Probabilities below count as this, so that one row cannot decide everything. */
    static final double LEAST_PROBABILITY = 1e-6;

    /**
     * How to fit.
     *
     * @param anchor α, above 0
     * @param ridge pull to 0 of every number of a vector but its bias, on standardised features
     * @param steps the most steps of the minimiser
     */
    public record Settings(double anchor, double ridge, int steps) {
        public static final Settings DEFAULT = new Settings(1, 1e-4, 300);

        public Settings {
            if (!(anchor > 0 && anchor <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "the anchor is " + anchor + "; expected a finite number above 0");
            }
            if (!(ridge >= 0 && ridge <= Double.MAX_VALUE) || steps < 1) {
                throw new IllegalArgumentException(
                        "ridge "
                                + ridge
                                + " and "
                                + steps
                                + " steps; expected at least 0 and at least 1");
            }
        }
    }

    private ExpertGateFit() {}

    /**
     * One expert's vector from its own losses.
     *
     * @param features {@code [rows][features]} of all rows
     * @param rows those to fit on
     * @param losses for each of these, from 0 to 1: 0 for a right answer, 1 for a wrong one
     * @return {@code [features + 1]}, the bias last
     */
    public static float[] alone(
            float[][] features, int[] rows, double[] losses, Settings settings) {
        requireRows(rows, losses.length);
        FeatureScale scale = new FeatureScale(features, rows);
        double[][] z = scale.standardised(features, rows);
        GateLoss loss = new GateLoss(z, new double[][] {losses}, null, 1, 1, settings.ridge());
        double[] start = new double[z[0].length];
        return scale.raw(Minimiser.minimise(loss, start, settings.steps()), 0);
    }

    /**
     * All experts' vectors, each from its own losses.
     *
     * @return {@code [experts][features + 1]}
     */
    public static float[][] alone(RecordedExperts recorded, int[] rows, Settings settings) {
        return IntStream.range(0, recorded.experts())
                .mapToObj(n -> alone(recorded.features(), rows, recorded.losses(n, rows), settings))
                .toArray(float[][]::new);
    }

    /**
     * All experts' vectors together.
     *
     * @param rows those to fit on
     * @param temperature τ, above 0
     * @return {@code [experts][features + 1]}
     */
    public static float[][] joint(
            RecordedExperts recorded, int[] rows, double temperature, Settings settings) {
        requireRows(rows, rows.length);
        int experts = recorded.experts();
        FeatureScale scale = new FeatureScale(recorded.features(), rows);
        double[][] z = scale.standardised(recorded.features(), rows);
        double[][] losses = new double[experts][];
        double[][] truth = new double[experts][rows.length];
        int width = z[0].length;
        double[] start = new double[experts * width];
        for (int n = 0; n < experts; n++) {
            losses[n] = recorded.losses(n, rows);
            for (int i = 0; i < rows.length; i++) {
                truth[n][i] = Math.max(LEAST_PROBABILITY, recorded.probabilityOfTruth(n, rows[i]));
            }
            GateLoss own =
                    new GateLoss(z, new double[][] {losses[n]}, null, 1, 1, settings.ridge());
            double[] vector = Minimiser.minimise(own, new double[width], settings.steps());
            System.arraycopy(vector, 0, start, n * width, width);
        }
        GateLoss all =
                new GateLoss(z, losses, truth, temperature, settings.anchor(), settings.ridge());
        double[] fitted = Minimiser.minimise(all, start, settings.steps());
        return IntStream.range(0, experts)
                .mapToObj(n -> scale.raw(fitted, n * width))
                .toArray(float[][]::new);
    }

    private static void requireRows(int[] rows, int losses) {
        if (rows.length == 0 || losses != rows.length) {
            throw new IllegalArgumentException(
                    rows.length + " rows and " + losses + " losses; expected as many, at least 1");
        }
    }
}
