package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Certainty;
import io.sluice.gates.ExitRule;
import io.sluice.gates.Patience;
import io.sluice.gates.RemainingMass;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdSchedulesTest {
    private static final long SEED = 31;
    private static final double[] COSTS = {.1, .3, .6, 1};

    private final LadderLogits ladder = ladder(SEED, 4000);

    @ParameterizedTest
    @EnumSource
    void sharesThatLeaveAreGeometric(Certainty certainty) {
        List<ExitRule> rules = ThresholdSchedules.family(certainty, ladder).rules();
        assertThat(rules).hasSize(39);
        for (int p = 1; p <= 39; p++) {
            double q = p / 20.0;
            double sum = 1 + q + q * q + q * q * q;
            double[] shares = Outcomes.of(rules.get(p - 1), ladder).exitShares();
            for (int l = 0; l < 4; l++) {
                assertThat(shares[l])
                        .as("q %s exit %s", q, l)
                        .isCloseTo(Math.pow(q, l) / sum, within(2e-3));
            }
        }
    }

    @Test
    void depthFallsAsBetaRises() {
        double before = 1.01;
        List<ExitRule> rules = DepthFit.family(ladder).rules();
        double dearest = Outcomes.of(rules.get(0), ladder).meanCost();
        for (ExitRule rule : rules) {
            double cost = Outcomes.of(rule, ladder).meanCost();
            // Each β has a regression of its own, so a hair of disorder is in order.
            assertThat(cost).isLessThanOrEqualTo(before + .02);
            before = cost;
        }
        assertThat(before).isLessThan(dearest - .2);
    }

    @Test
    void allFamiliesFitTheLadder() {
        List<RuleFamily> families = Baselines.families(ladder, ladder);
        assertThat(families)
                .extracting(RuleFamily::name)
                .containsExactly(
                        "confidence",
                        "entropy",
                        "margin",
                        "patience",
                        "depth prediction",
                        "fixed",
                        "full");
        families.forEach(f -> f.rules().forEach(rule -> rule.requireExits(4)));
        assertThat(Baselines.patience(4).rules()).hasSize(4).first().isInstanceOf(Patience.class);
    }

    @Test
    void kappaGoesFromShallowToDeep() {
        float[][] gates = new GateFit(ladder, GateObjective.BEST_EXIT).gates(.5);
        double before = 0;
        for (ExitRule rule : Baselines.gates(new RemainingMass(gates, .5f)).rules()) {
            double cost = Outcomes.of(rule, ladder).meanCost();
            assertThat(cost).isGreaterThanOrEqualTo(before);
            before = cost;
        }
    }

    static LadderLogits ladder(long seed, int rows) {
        Random random = new Random(seed);
        int[] labels = random.ints(rows, 0, 4).toArray();
        float[][] logits = new float[4][rows * 4];
        for (int row = 0; row < rows; row++) {
            double hardness = random.nextDouble();
            for (int exit = 0; exit < 4; exit++) {
                for (int c = 0; c < 4; c++) {
                    double signal = c == labels[row] ? 4 * (exit + 1) * (1 - hardness) : 0;
                    logits[exit][row * 4 + c] = (float) (signal + random.nextGaussian());
                }
            }
        }
        return new LadderLogits(4, logits, labels, COSTS);
    }
}
