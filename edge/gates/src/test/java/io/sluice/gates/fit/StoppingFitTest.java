package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.FixedExit;
import io.sluice.gates.RemainingMass;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoppingFitTest {
    private static final long SEED = 61;

    private final LadderLogits fitting = ThresholdSchedulesTest.ladder(SEED, 6000);
    private final LadderLogits test = ThresholdSchedulesTest.ladder(SEED + 1, 6000);

    @Test
    void aHigherPriceCostsLessAndAGreatOneLeavesAtOnce() {
        double before = 1;
        for (double lambda : new double[] {0, .05, .2, .5, 1}) {
            double cost = outcomes(fitting, test, GateObjective.STOPPING, lambda).meanCost();
            assertThat(cost).as("lambda %s", lambda).isLessThanOrEqualTo(before);
            before = cost;
        }
        assertThat(outcomes(fitting, test, GateObjective.STOPPING, 100).meanCost())
                .isCloseTo(test.cost(0), within(1e-9));
    }

    @Test
    void atEqualCostGainsOnThePapersTargets() {
        for (double cost : new double[] {.3, .4, .5}) {
            Outcomes ours = atCost(GateObjective.STOPPING, cost);
            Outcomes papers = atCost(GateObjective.BEST_EXIT, cost);
            System.out.printf(
                    "seed %d, cost %s: stopping %.4f at %.3f, best exit %.4f at %.3f%n",
                    SEED,
                    cost,
                    ours.accuracy(),
                    ours.meanCost(),
                    papers.accuracy(),
                    papers.meanCost());
            assertThat(ours.meanCost()).isCloseTo(cost, within(.03));
            assertThat(ours.accuracy()).isGreaterThan(papers.accuracy() - .005);
        }
    }

    @Test
    void doesNotGoDeeperForAWorseAnswer() {
        LadderLogits overthinking = overthinking(SEED);
        Outcomes outcomes =
                outcomes(overthinking, overthinking(SEED + 1), GateObjective.STOPPING, 0);
        assertThat(outcomes.exitShares()[2]).isLessThan(.05);
        assertThat(outcomes.accuracy())
                .isGreaterThan(Outcomes.of(FixedExit.full(), outcomes.ladder()).accuracy());
    }

    @Test
    void spendsMoreThanIsWorthItOnlyWhenItMust() {
        GateFit fit = new GateFit(overthinking(SEED), GateObjective.STOPPING);

        assertThat(fit.lambdaFor(.8)).isGreaterThanOrEqualTo(0);
        double signed = fit.signedLambdaFor(.8);
        Outcomes forced =
                outcomes(
                        overthinking(SEED), overthinking(SEED + 1), GateObjective.STOPPING, signed);
        assertThat(signed).isNegative();
        assertThat(forced.meanCost()).isCloseTo(.8, within(.03));
    }

    @Test
    void withoutAPriceTheTargetIsTheLeastCrossEntropy() {
        Random random = new Random(SEED);
        for (int i = 0; i < 1000; i++) {
            double[] crossEntropy = random.doubles(4).toArray();
            int best = GateTargets.best(crossEntropy, new double[] {.1, .3, .6, 1}, 0);
            for (double each : crossEntropy) {
                assertThat(crossEntropy[best]).isLessThanOrEqualTo(each);
            }
        }
    }

    private Outcomes atCost(GateObjective objective, double cost) {
        GateFit fit = new GateFit(fitting, objective);
        return Outcomes.of(
                new RemainingMass(fit.gates(fit.lambdaFor(cost)), objective.kappa()), test);
    }

    private static Outcomes outcomes(
            LadderLogits fitting, LadderLogits test, GateObjective objective, double lambda) {
        float[][] gates = new GateFit(fitting, objective).gates(lambda);
        return Outcomes.of(new RemainingMass(gates, objective.kappa()), test);
    }

    /** The last of three exits is worse than the second whatever the first two say. */
    private static LadderLogits overthinking(long seed) {
        Random random = new Random(seed);
        double[] signal = {2, 4, 1};
        int rows = 4000;
        int[] labels = random.ints(rows, 0, 3).toArray();
        float[][] logits = new float[3][rows * 3];
        for (int i = 0; i < 3 * 3 * rows; i++) {
            int exit = i / (3 * rows);
            int at = i % (3 * rows);
            boolean label = at % 3 == labels[at / 3];
            logits[exit][at] = (float) ((label ? signal[exit] : 0) + random.nextGaussian());
        }
        return new LadderLogits(3, logits, labels, new double[] {.2, .6, 1});
    }
}
