package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.budget.Pacer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The strong expert is better about sums alone; the weak one is right about the rest. */
class ExpertStreamTest {
    private static final int PROMPTS = 1_000;
    private static final double BUDGET = .3;

    private final RecordedPrompts prompts = prompts();
    private final ExpertModel model =
            ExpertModel.fit(
                    prompts,
                    TextFeatures.fit(prompts.prompts(), 2, 1),
                    new ExpertModel.Settings(2, .01, false));
    private final ExpertModel.Predictions predictions = model.predict(prompts.prompts());

    private static RecordedPrompts prompts() {
        Random random = new Random(5);
        List<String> texts = new ArrayList<>();
        double[][] rewards = new double[PROMPTS][];
        double[][] costs = new double[PROMPTS][];
        for (int row = 0; row < PROMPTS; row++) {
            boolean isSum = random.nextInt(4) == 0;
            int number = random.nextInt(90) + 10;
            texts.add(
                    isSum
                            ? "What is the sum " + number + " + " + (number + 3) + " ?"
                            : "Name a river that flows through a town of the north.");
            rewards[row] = new double[] {1, isSum ? .2 : 1};
            costs[row] = new double[] {1, 0};
        }
        return new RecordedPrompts(
                "sums", "calls", List.of("strong", "weak"), texts, rewards, costs);
    }

    @Test
    void asksTheStrongExpertWhereItIsWorthIt() {
        ExpertStream stream = new ExpertStream(model.policy(1), prompts, predictions);

        int[] asked = stream.atPrice(.3);

        assertThat(stream.meanReward(asked)).isEqualTo(1, within(1e-9));
        assertThat(stream.meanCost(asked)).isBetween(.2, .3);
    }

    @Test
    void aPriceIsFoundForABudget() {
        ExpertStream stream = new ExpertStream(model.policy(1), prompts, predictions);

        double price = stream.priceFor(.3);

        assertThat(stream.meanCost(stream.atPrice(price))).isLessThanOrEqualTo(.3);
        assertThat(stream.priceFor(1)).isZero();
    }

    /** Rewards that are known, and steps of every size: the pacer finds the dual price. */
    @Test
    void toldTheRewardsThePacerComesNearTheCeiling() {
        Random random = new Random(9);
        int many = 20_000;
        List<String> texts = new ArrayList<>();
        double[][] rewards = new double[many][];
        double[][] costs = new double[many][];
        float[][] losses = new float[many][];
        for (int row = 0; row < many; row++) {
            texts.add("prompt " + row);
            rewards[row] = new double[] {random.nextDouble(), random.nextDouble()};
            costs[row] = new double[] {.5 + random.nextDouble(), .1};
            losses[row] =
                    new float[] {(float) (1 - rewards[row][0]), (float) (1 - rewards[row][1])};
        }
        RecordedPrompts known =
                new RecordedPrompts(
                        "known", "calls", List.of("strong", "weak"), texts, rewards, costs);
        ExpertStream stream =
                new ExpertStream(
                        model.policy(1), known, new ExpertModel.Predictions(losses, costs));

        int[] asked = stream.paced(ExpertPlan.order(many, 1), new Pacer(Pacer.Settings.of(BUDGET)));

        double spent = stream.meanCost(asked);
        double ceiling = new CostCeiling(rewards, costs).at(spent).reward();
        assertThat(spent).isEqualTo(BUDGET, within(.01 * BUDGET));
        assertThat(stream.meanReward(asked)).isBetween(ceiling - .01, ceiling);
    }
}
