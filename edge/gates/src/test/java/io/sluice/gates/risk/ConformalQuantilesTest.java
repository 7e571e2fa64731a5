package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.FixedExit;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.fit.SetCoverage;
import io.sluice.gates.fit.SyntheticLadder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConformalQuantilesTest {
    private final RemainingMass rule = SyntheticLadder.gates();

    @Test
    void takesTheOrderStatisticOfTheDefinition() {
        float[] hundred = new float[99];
        for (int i = 0; i < hundred.length; i++) {
            hundred[i] = (99 - i) / 100f;
        }
        // ⌈100 · 0.95⌉ = 95, ⌈100 · 0.99⌉ = 99, ⌈100 · 0.995⌉ = 100 > 99
        assertThat(ConformalQuantiles.quantile(hundred, .05)).isEqualTo(.95f);
        assertThat(ConformalQuantiles.quantile(hundred, .01)).isEqualTo(.99f);
        assertThat(ConformalQuantiles.quantile(hundred, .005)).isEqualTo(1f);
    }

    /** Over 60 splits: mean coverage is at least 1 − α, and little more with so many rows. */
    @ParameterizedTest(name = "miss rate {0}, seed {1}")
    @CsvSource({".1, 1", ".05, 2", ".02, 3"})
    void setsHoldTheClassAsOftenAsPromisedAtEveryExit(double missRate, long seed) {
        int splits = 60;
        double coverage = 0;
        double[] perExit = new double[3];
        for (int i = 0; i < splits; i++) {
            LadderLogits calibration = SyntheticLadder.of(1500, seed * 1000 + 2 * i);
            LadderLogits test = SyntheticLadder.of(3000, seed * 1000 + 2 * i + 1);
            ConformalQuantiles quantiles = ConformalQuantiles.of(rule, calibration, missRate);
            SetCoverage found = SetCoverage.of(quantiles.sets(), Outcomes.of(rule, test));
            coverage += found.coverage() / splits;
            for (int exit = 0; exit < 3; exit++) {
                assertThat(quantiles.isPooled(exit)).isFalse();
                perExit[exit] += found.coverage(exit) / splits;
            }
        }
        assertThat(coverage).as("seed %d", seed).isBetween(1 - missRate - .003, 1 - missRate + .01);
        for (double one : perExit) {
            assertThat(one).as("seed %d", seed).isBetween(1 - missRate - .006, 1 - missRate + .015);
        }
    }

    @ParameterizedTest(name = "miss rate {0}")
    @ValueSource(doubles = {.1, .01})
    void anExitWithTooFewRowsUsesAll(double missRate) {
        LadderLogits calibration = SyntheticLadder.of(90, 4);
        ConformalQuantiles nobody = ConformalQuantiles.of(new FixedExit(0), calibration, missRate);
        assertThat(nobody.leaving(0)).isEqualTo(90);
        assertThat(nobody.leaving(2)).isZero();
        assertThat(nobody.isPooled(2)).isTrue();
        // At 1 % an exit needs 99 rows, and 90 are too few even together: all classes.
        assertThat(nobody.isPooled(0)).isEqualTo(missRate == .01);
        assertThat(nobody.sets().quantiles()[2] == 1f).isEqualTo(missRate == .01);
    }

    @Test
    void aGreaterMissRateMakesSmallerSets() {
        LadderLogits calibration = SyntheticLadder.of(3000, 5);
        Outcomes test = Outcomes.of(rule, SyntheticLadder.of(3000, 6));
        double before = Double.MAX_VALUE;
        for (double missRate : new double[] {.01, .02, .05, .1, .2}) {
            ConformalQuantiles quantiles = ConformalQuantiles.of(rule, calibration, missRate);
            double size = SetCoverage.of(quantiles.sets(), test).meanSize();
            assertThat(size).isLessThan(before);
            before = size;
        }
    }

    @Test
    void rowsWithoutLabelsArePassedOver() {
        LadderLogits labelled = SyntheticLadder.of(300, 7);
        float[][] logits = new float[3][300 * SyntheticLadder.CLASSES];
        int[] none = new int[300];
        java.util.Arrays.fill(none, -1);
        LadderLogits unlabelled =
                new LadderLogits(SyntheticLadder.CLASSES, logits, none, labelled.costs());
        assertThatThrownBy(() -> ConformalQuantiles.of(rule, unlabelled, .1))
                .hasMessage("none of the 300 calibration rows has a label");
    }
}
