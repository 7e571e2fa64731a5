package io.sluice.proof.experts;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.ExpertGateFit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
            RecordedPrompts prompts, TextFeatures features, Settings settings) {
        float[][] rows = features.of(prompts.prompts());
        int[] all = IntStream.range(0, rows.length).toArray();
        ExpertGateFit.Settings fit =
                new ExpertGateFit.Settings(
                        1, settings.ridge(), ExpertGateFit.Settings.DEFAULT.steps());
        double[] means = RecordedPrompts.means(prompts.costs());
        List<ExpertSpec> experts = new ArrayList<>();
        for (int n = 0; n < means.length; n++) {
            float[] vector = ExpertGateFit.alone(rows, all, losses(prompts.rewards(), n), fit);
            experts.add(new ExpertSpec(prompts.experts().get(n), "", vector, means[n], 0, 0, 0));
        }
        CostModel costs =
                settings.isCostPredicted()
                        ? CostModel.fit(rows, prompts.costs())
                        : CostModel.means(prompts.costs());
        return new ExpertModel(features, experts, costs);
    }

    /** A reward of 0.7 is an answer that is three tenths wrong. */
    private static double[] losses(double[][] rewards, int expert) {
        return Arrays.stream(rewards).mapToDouble(row -> 1 - row[expert]).toArray();
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
