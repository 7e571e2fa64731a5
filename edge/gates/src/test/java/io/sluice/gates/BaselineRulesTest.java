package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineRulesTest {
    private static final int EXITS = 4;

    private final Softmax softmax = new Softmax();
    private final ExitDecision decision = new ExitDecision();

    @Test
    void certaintiesAreFromZeroToOne() {
        softmax.read(new float[] {1, 1, 1}, 0, 3);
        assertThat(Certainty.ENTROPY.of(softmax)).isZero();
        assertThat(Certainty.MARGIN.of(softmax)).isZero();
        assertThat(Certainty.CONFIDENCE.of(softmax)).isEqualTo(1 / 3f);
        softmax.read(new float[] {200, 0, 0}, 0, 3);
        for (Certainty certainty : Certainty.values()) {
            assertThat(certainty.of(softmax)).isEqualTo(1f);
        }
        softmax.read(new float[] {5}, 0, 1);
        assertThat(Certainty.ENTROPY.of(softmax)).isEqualTo(1f);
    }

    @Test
    void patienceCountsExitsThatAgree() {
        float[][] ladder = {{1, 0}, {0, 1}, {0, 2}, {0, 3}};
        assertThat(exit(new Patience(1), ladder, 0)).isZero();
        assertThat(exit(new Patience(2), ladder, 0)).isEqualTo(2);
        assertThat(exit(new Patience(3), ladder, 0)).isEqualTo(3);
        assertThat(exit(new Patience(3), ladder, 1)).isEqualTo(2);
    }

    @Test
    void depthIsPredictedOnceAtTheFirstExit() {
        // Scores: 2·p0 for the first exit, 1 for the second, 0 for the last.
        float[][] weights = {{2, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0}};
        ExitRule rule = new DepthPrediction(weights, new double[] {.2, .5, 1});
        float[][] sure = {{3, 0}, {0, 3}, {0, 3}};
        float[][] unsure = {{0, 3}, {3, 0}, {3, 0}};
        assertThat(exit(rule, sure, 0)).isZero();
        assertThat(exit(rule, unsure, 0)).isEqualTo(1);
        assertThat(exit(rule, unsure, 4)).isZero();
        assertThat(exit(rule.guarded(0), unsure, 4)).isEqualTo(1);
        assertThat(exit(rule.guarded(1), unsure, 4)).isEqualTo(2);
    }

    @Test
    void depthPredictionRefusesOtherClasses() {
        DepthPrediction rule = new DepthPrediction(new float[2][7], new double[] {.5, 1});
        softmax.read(new float[] {0, 0, 0}, 0, 3);
        assertThatThrownBy(
                        () -> rule.decide(0, softmax, rule.initialState(), Prices.NONE, decision))
                .hasMessage("depth prediction was made for 2 classes, not 3");
        assertThatThrownBy(() -> new DepthPrediction(new float[2][7], new double[] {.5, .5}))
                .hasMessageContaining("costs must rise");
    }

    static Stream<ExitRule> rules() {
        Random random = new Random(7);
        float[][] gates = new float[EXITS - 1][5];
        float[][] scores = new float[EXITS][3 + 5];
        for (float[][] rows : List.of(gates, scores)) {
            for (float[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) random.nextGaussian();
                }
            }
        }
        return Stream.of(
                CertaintyThreshold.confidence(.6f, .7f, .5f),
                new CertaintyThreshold(Certainty.ENTROPY, .4f, .5f, .3f),
                new CertaintyThreshold(Certainty.MARGIN, .4f, .5f, 1.2f),
                new RemainingMass(gates, .5f),
                new Patience(3),
                new DepthPrediction(scores, new double[] {.1, .3, .6, 1}),
                new FixedExit(1),
                FixedExit.full());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void pricesNeverDeepenAndGuardsNeverShorten(ExitRule rule) {
        Random random = new Random(8);
        for (int round = 0; round < 2000; round++) {
            float[][] ladder = new float[EXITS][3];
            for (float[] logits : ladder) {
                for (int c = 0; c < 3; c++) {
                    logits[c] = 3 * random.nextFloat();
                }
            }
            int free = exit(rule, ladder, 0);
            int before = EXITS;
            for (double price = 0; price < 5; price += .5) {
                int now = exit(rule, ladder, price);
                assertThat(now).isLessThanOrEqualTo(before);
                assertThat(exit(rule.guarded(0), ladder, price)).isEqualTo(free);
                before = now;
            }
            before = free;
            for (int level = 0; level <= ExitRule.MOST_GUARD_LEVEL; level++) {
                int now = exit(rule.guarded(level), ladder, level);
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
            assertThat(before).isEqualTo(EXITS - 1);
        }
    }

    private int exit(ExitRule rule, float[][] ladder, double price) {
        Prices prices =
                price == 0
                        ? Prices.NONE
                        : Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
        rule.requireExits(ladder.length);
        float state = rule.initialState();
        for (int exit = 0; exit < ladder.length - 1; exit++) {
            softmax.read(ladder[exit], 0, ladder[exit].length);
            rule.decide(exit, softmax, state, prices, decision);
            if (decision.exits()) {
                return exit;
            }
            state = decision.state();
        }
        return ladder.length - 1;
    }
}
