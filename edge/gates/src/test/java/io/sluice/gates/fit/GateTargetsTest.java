package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Vectors 1 and 3 of methods.md section 6 (ours, not published). */
class GateTargetsTest {
    private static final double[] CROSS_ENTROPY = {1.2, .9, .4, .35, .33};
    private static final double[] COSTS = {.2, .4, .6, .8, 1};

    @Test
    void theBestExitFollowsThePrice() {
        assertThat(GateTargets.best(CROSS_ENTROPY, COSTS, .05)).isEqualTo(4);
        assertThat(GateTargets.best(CROSS_ENTROPY, COSTS, .5)).isEqualTo(2);
        assertThat(GateTargets.best(CROSS_ENTROPY, COSTS, 2.1)).isZero();
    }

    @Test
    void ofEqualsTheShallowestIsBest() {
        assertThat(GateTargets.best(new double[] {1, .5, 0}, new double[] {0, .5, 1}, 1)).isZero();
    }

    @Test
    void positivesCountAsMuchAsNegativesButAtMostFiveTimes() {
        int[] best = {0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
        assertThat(GateTargets.positiveWeight(best, 0)).isEqualTo(5);
        assertThat(GateTargets.positiveWeight(best, 1)).isCloseTo(10 / 3.0, within(1e-12));
        assertThat(GateTargets.positiveWeight(new int[] {0, 0}, 0)).isEqualTo(.05);
        assertThat(GateTargets.positiveWeight(new int[] {1, 1}, 0)).isEqualTo(5);
    }

    @Test
    void gatesShareOutTheMassOfAnEvent() {
        double[] mass = new double[7];
        ExitMass.of(new double[] {.05, .10, .30, .40, .20, .90}, mass);
        double[] expected = {.05, .10, .30, .40, .15, 0, 0};
        for (int l = 0; l < mass.length; l++) {
            assertThat(mass[l]).isCloseTo(expected[l], within(1e-12));
        }
    }
}
