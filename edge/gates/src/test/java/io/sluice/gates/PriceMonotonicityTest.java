package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What pacing rests on: under a higher price no event leaves a ladder later, by any rule, up to the
 * price of a brown-out, at which all leave where the rule first lets them.
 */
class PriceMonotonicityTest {
    private static final int CLASSES = 4;
    private static final int EXITS = 6;

    private enum Family {
        REMAINING_MASS(random -> new RemainingMass(gates(random), .02f + .6f * random.nextFloat())),
        CONFIDENCE(random -> threshold(random, Certainty.CONFIDENCE)),
        ENTROPY(random -> threshold(random, Certainty.ENTROPY)),
        PATIENCE(random -> new Patience(1 + random.nextInt(8))),
        DEPTH(random -> new DepthPrediction(scores(random), costs(random))),
        FIXED(random -> new FixedExit(random.nextInt(EXITS)));

        private final Function<Random, ExitRule> drawn;

        Family(Function<Random, ExitRule> drawn) {
            this.drawn = drawn;
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void aHigherPriceNeverLeavesLater(Family family) {
        Random random = new Random(family.ordinal());
        boolean moved = false;
        for (int round = 0; round < 3_000; round++) {
            ExitRule rule = family.drawn.apply(random);
            float[] logits = new float[EXITS * CLASSES];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (3 * random.nextGaussian());
            }
            int last = EXITS;
            int first = exit(rule, 0, logits);
            for (double price : new double[] {0, .01, .1, .3, .7, 1, 2, 5, 10, 1e6}) {
                int now = exit(rule, price, logits);
                assertThat(now)
                        .as("%s, round %d, price %s", rule, round, price)
                        .isLessThanOrEqualTo(last);
                last = now;
            }
            moved |= last < first;
        }
        // A rule that no price moves would pass for the wrong reason.
        assertThat(moved).isEqualTo(family != Family.FIXED);
    }

    private static int exit(ExitRule rule, double price, float... logits) {
        Prices prices =
                price == 0
                        ? Prices.NONE
                        : Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
        Softmax softmax = new Softmax();
        ExitDecision decision = new ExitDecision();
        float state = rule.initialState();
        for (int exit = 0; exit < EXITS - 1; exit++) {
            softmax.read(logits, exit * CLASSES, CLASSES);
            rule.decide(exit, softmax, state, prices, decision);
            if (decision.exits()) {
                return exit;
            }
            state = decision.state();
        }
        return EXITS - 1;
    }

    private static float[][] gates(Random random) {
        float[][] gates = new float[EXITS - 1][RemainingMass.FEATURES + 1];
        for (float[] gate : gates) {
            for (int i = 0; i < gate.length; i++) {
                gate[i] = (float) random.nextGaussian();
            }
        }
        return gates;
    }

    private static ExitRule threshold(Random random, Certainty certainty) {
        float[] thresholds = new float[EXITS - 1];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = random.nextFloat();
        }
        return new CertaintyThreshold(certainty, thresholds);
    }

    private static float[][] scores(Random random) {
        float[][] scores = new float[EXITS][CLASSES + RemainingMass.FEATURES + 1];
        for (float[] score : scores) {
            for (int i = 0; i < score.length; i++) {
                score[i] = (float) random.nextGaussian();
            }
        }
        return scores;
    }

    private static double[] costs(Random random) {
        double[] costs = new double[EXITS];
        double sum = 0;
        for (int i = 0; i < EXITS; i++) {
            sum += .05 + random.nextDouble();
            costs[i] = sum;
        }
        return costs;
    }
}
