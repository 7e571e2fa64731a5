package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostCeilingTest {
    private static final int PROMPTS = 6;
    private static final int EXPERTS = 3;

    /** One step of slope 0.5 (cost 2 for 1), one of slope 0.1; the last expert is dominated. */
    @Test
    void takesTheStepsOfMostRewardPerCostFirst() {
        CostCeiling ceiling =
                new CostCeiling(
                        new double[][] {{0, 1, .5}, {.5, .6, .6}},
                        new double[][] {{0, 2, 2}, {0, 1, 4}});

        assertThat(ceiling.at(0)).isEqualTo(new CostCeiling.Ceiling(.25, .5));
        assertThat(ceiling.at(.5).reward()).isEqualTo(.5, within(1e-12));
        assertThat(ceiling.at(1.25).reward()).isEqualTo(.775, within(1e-12));
        assertThat(ceiling.at(1.25).price()).isEqualTo(.1, within(1e-12));
        assertThat(ceiling.at(9)).isEqualTo(new CostCeiling.Ceiling(.8, 0));
    }

    /** Random choices mix two of the 3^6 fixed ones: the ceiling is the upper hull of these. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isTheHullOfAllChoices(long seed) {
        Random random = new Random(seed);
        double[][] rewards = table(random);
        double[][] costs = table(random);
        int choices = (int) Math.pow(EXPERTS, PROMPTS);
        double[] reward = new double[choices];
        double[] cost = new double[choices];
        for (int choice = 0; choice < choices; choice++) {
            for (int row = 0, rest = choice; row < PROMPTS; row++, rest /= EXPERTS) {
                reward[choice] += rewards[row][rest % EXPERTS] / PROMPTS;
                cost[choice] += costs[row][rest % EXPERTS] / PROMPTS;
            }
        }
        CostCeiling ceiling = new CostCeiling(rewards, costs);

        for (double budget : new double[] {.4, .5, .7}) {
            double best = BudgetMix.at(reward, cost, budget).reward();
            assertThat(ceiling.at(budget).reward())
                    .as("seed %d, budget %s", seed, budget)
                    .isEqualTo(best, within(1e-9));
        }
    }

    private static double[][] table(Random random) {
        double[][] table = new double[PROMPTS][EXPERTS];
        for (double[] row : table) {
            java.util.Arrays.setAll(row, n -> random.nextInt(11) / 10.0);
        }
        return table;
    }

    @Test
    void aBudgetBelowTheCheapestIsRefused() {
        CostCeiling ceiling = new CostCeiling(new double[][] {{1}}, new double[][] {{3}});

        assertThatThrownBy(() -> ceiling.at(2))
                .hasMessage("a budget of 2.0 a prompt; the cheapest experts cost 3.0");
    }

    /** Gains are measured at the policy's own cost. */
    @Test
    void aMixIsComparedAtEqualCost() {
        RecordedPrompts rows =
                new RecordedPrompts(
                        "two",
                        "$",
                        java.util.List.of("a", "b"),
                        java.util.List.of("p", "q"),
                        new double[][] {{0, 1}, {.5, .5}},
                        new double[][] {{1, 3}, {1, 3}});

        BudgetMix mix = BudgetMix.at(new double[] {.25, .75}, new double[] {1, 3}, 2);

        assertThat(mix).isEqualTo(new BudgetMix(0, .25, .5));
        assertThat(mix.gains(new double[] {1, .5}, new double[] {3, 1}, rows))
                .containsExactly(.5, 0);
    }
}
