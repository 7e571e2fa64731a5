package io.sluice.proof.experts;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.fit.Logistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is fitted on recorded prompts: the features of a text, one vector per expert that predicts
 * its loss, and what asking it costs.
 *
 * @param costs for the choice, of one prompt
 */
public record ExpertModel(TextFeatures features, List<ExpertSpec> experts, CostModel costs) {
    /** One expert a request, no deadline, no limit of energy. */
    public static final ExpertCategory CATEGORY =
            new ExpertCategory("prompts", 1000, Double.POSITIVE_INFINITY, 1);

    /**
     * How it is fitted.
     *
     * @param directions of the text's projection
     * @param ridge pull to 0 of the vectors' standardised weights
     * @param isCostPredicted whether costs are predicted from the text, or the mean
     */
    public record Settings(int directions, double ridge, boolean isCostPredicted) {}

    /**
     * What it says of some prompts.
     *
     * @param losses {@code [prompts][experts]}
     * @param costs {@code [prompts][experts]}
     */
    public record Predictions(float[][] losses, double[][] costs) {}

    /** Fits all parts on the same prompts; each vector sees its own expert's rewards alone. */
    public static ExpertModel fit(
            RecordedExperts prompts, TextFeatures features, Settings settings) {
        float[][] rows = features.of(prompts.prompts());
        double[] means = RecordedExperts.means(prompts.costs());
        List<ExpertSpec> experts = new ArrayList<>();
        for (int n = 0; n < means.length; n++) {
            float[] vector = vector(rows, prompts.rewards(), n, settings.ridge());
            experts.add(new ExpertSpec(prompts.experts().get(n), "", vector, means[n], 0, 0, 0));
        }
        CostModel costs =
                settings.isCostPredicted()
                        ? CostModel.fit(rows, prompts.costs())
                        : CostModel.means(prompts.costs());
        return new ExpertModel(features, experts, costs);
    }

    /** A reward between 0 and 1 is a row that is right with that weight and wrong with the rest. */
    private static float[] vector(float[][] rows, double[][] rewards, int expert, double ridge) {
        int width = rows[0].length;
        double[] x = new double[2 * rows.length * width];
        boolean[] isRight = new boolean[2 * rows.length];
        double[] weights = new double[2 * rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int f = 0; f < width; f++) {
                x[2 * row * width + f] = rows[row][f];
                x[(2 * row + 1) * width + f] = rows[row][f];
            }
            isRight[2 * row] = true;
            weights[2 * row] = rewards[row][expert];
            weights[2 * row + 1] = 1 - rewards[row][expert];
        }
        double[] solved = new Logistic(x, width, ridge).solve(isRight, weights);
        float[] vector = new float[solved.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) solved[i];
        }
        return vector;
    }

    /**
     * The policy of a gate.
     *
     * @param costScale what costs are divided by
     */
    public ExpertPolicy policy(double costScale) {
        return new ExpertPolicy(
                features.width(),
                experts,
                1,
                0,
                0,
                costScale,
                Double.POSITIVE_INFINITY,
                List.of(CATEGORY),
                new float[1][features.width()],
                new int[1]);
    }

    /** What it says of some prompts. */
    public Predictions predict(List<String> prompts) {
        ExpertGate gate = new ExpertGate(policy(1));
        float[][] rows = features.of(prompts);
        float[][] losses = new float[rows.length][experts.size()];
        double[][] expected = new double[rows.length][experts.size()];
        for (int row = 0; row < rows.length; row++) {
            float[] values = rows[row];
            gate.predict(values, 0, losses[row]);
            Arrays.setAll(expected[row], n -> costs.of(n, values));
        }
        return new Predictions(losses, expected);
    }
}
