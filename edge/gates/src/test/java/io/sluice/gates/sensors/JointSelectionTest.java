package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.Prices;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JointSelectionTest {
    private static final String[] NAMES = {"R", "C", "L", "CL", "RL", "RCL"};
    private static final float[] LOSS = {.9f, .55f, .8f, .4f, .6f, .35f};
    private static final double[] JOULES = {1, 1.2, 1.1, 2, 1.8, 3.8};
    private static final int[] NEEDS = {1, 2, 4, 2 | 4, 1 | 4, 7};

    /** Methods.md 6.5, with energies as they are. */
    @ParameterizedTest
    @CsvSource({
        ".1,0,RCL",
        ".1,.01,RCL",
        ".1,.1,CL",
        ".1,.5,CL",
        ".1,.05,CL",
        ".5,0,RCL",
        ".5,.01,RCL",
        ".5,.1,CL",
        ".5,.5,C"
    })
    void choosesAsEcoFusionDoesOnRawEnergies(double gamma, double lambda, String expected) {
        JointSelection selection = new JointSelection(lambda, gamma, 1);
        int chosen = selection.choose(LOSS, JOULES, NEEDS, 7, Prices.NONE);
        assertThat(NAMES[chosen]).isEqualTo(expected);
    }

    /** Methods.md 6.5: the vector that tells normalised energies from raw ones. */
    @Test
    void theComputeGateDividesEnergiesByTheLargest() {
        ComputeGate gate = new ComputeGate(new JointSelection(.05, .1, 1), JOULES, NEEDS);
        assertThat(NAMES[gate.choose(LOSS, 7, Prices.NONE)]).isEqualTo("RCL");
    }

    @Test
    void choosesOnlyWhatThePresentModalitiesFeed() {
        ComputeGate gate = new ComputeGate(new JointSelection(0, 0, 1), JOULES, NEEDS);
        assertThat(NAMES[gate.choose(LOSS, 2 | 4, Prices.NONE)]).isEqualTo("CL");
        assertThat(NAMES[gate.choose(LOSS, 1, Prices.NONE)]).isEqualTo("R");
        assertThat(gate.choose(LOSS, 0, Prices.NONE)).isEqualTo(-1);
    }

    @Test
    void aLossThatIsNotFiniteIsNeverChosen() {
        ComputeGate gate = new ComputeGate(new JointSelection(1, 10, 1), JOULES, NEEDS);
        float[] losses = LOSS.clone();
        losses[0] = Float.NaN;
        losses[2] = Float.NEGATIVE_INFINITY;
        assertThat(NAMES[gate.choose(losses, 7, Prices.NONE)]).isEqualTo("C");
        Arrays.fill(losses, Float.POSITIVE_INFINITY);
        assertThat(gate.choose(losses, 7, Prices.NONE)).isEqualTo(-1);
    }

    @Test
    void ofEqualValuesTheOneOfLessEnergyThenTheFirst() {
        JointSelection selection = new JointSelection(0, 1, 1);
        float[] losses = {.5f, .5f, .5f};
        double[] energies = {.9, .4, .4};
        assertThat(selection.choose(losses, energies, new int[3], 0, Prices.NONE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void alongLambdaEnergyNeverRisesAndLossNeverFalls(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Case c = new Case(random);
            double gamma = random.nextDouble();
            int before = -1;
            for (double lambda = 0; lambda <= 1; lambda += 1 / 32.) {
                int chosen = c.choose(new JointSelection(lambda, gamma, 1), Prices.NONE);
                if (before >= 0) {
                    assertThat(c.energies[chosen]).isLessThanOrEqualTo(c.energies[before]);
                    assertThat(c.losses[chosen]).isGreaterThanOrEqualTo(c.losses[before]);
                } else {
                    assertThat(c.losses[chosen]).isEqualTo(c.leastLoss());
                }
                before = chosen;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void aHigherPriceNeverChoosesMoreEnergyThoughGammaWidens(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Case c = new Case(random);
            JointSelection selection =
                    new JointSelection(
                            random.nextInt(4) / 3.,
                            .3 * random.nextDouble(),
                            4 * random.nextDouble());
            int before = c.choose(selection, Prices.NONE);
            for (double pressure = .125; pressure <= 6; pressure += .125) {
                int chosen = c.choose(selection, Weather.pressure(pressure));
                assertThat(c.energies[chosen]).isLessThanOrEqualTo(c.energies[before]);
                before = chosen;
            }
        }
    }

    @Test
    void atTheCapTheCheapestIsNoLongerBlocked() {
        JointSelection selection = new JointSelection(.5, .05, 3);
        assertThat(selection.gamma(Weather.pressure(2.9))).isEqualTo(.05 * 3.9);
        assertThat(selection.gamma(Weather.pressure(3))).isInfinite();
        assertThat(selection.lambda(Weather.pressure(3))).isEqualTo(1 - .5 / 4);
        assertThat(new JointSelection(0, 0, 3).lambda(Weather.pressure(3))).isEqualTo(.75);
    }

    @Test
    void refusesKnobsOutOfRange() {
        assertThatThrownBy(() -> new JointSelection(1.5, 0, 0)).hasMessageContaining("lambda");
        assertThatThrownBy(() -> new JointSelection(0, Double.NaN, 0))
                .hasMessageContaining("gamma is from 0");
        assertThatThrownBy(
                        () ->
                                new ComputeGate(
                                        new JointSelection(0, 0, 0), new double[] {-1}, NEEDS))
                .hasMessageContaining("1 energies for 6 configurations");
    }

    /** Sixteen configurations with random losses and energies, some of them not available. */
    private static final class Case {
        private final float[] losses = new float[16];
        private final double[] energies = new double[16];
        private final int[] needs = new int[16];
        private final int available;

        Case(Random random) {
            for (int k = 0; k < 16; k++) {
                losses[k] = random.nextInt(3) == 0 ? .5f : random.nextFloat();
                energies[k] = random.nextInt(3) == 0 ? .5 : random.nextDouble();
                needs[k] = k + 1 & 15;
            }
            available = random.nextInt(15) + 1;
        }

        int choose(JointSelection selection, Prices prices) {
            return selection.choose(losses, energies, needs, available, prices);
        }

        float leastLoss() {
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < 16; k++) {
                least = (needs[k] & ~available) == 0 ? Math.min(least, losses[k]) : least;
            }
            return least;
        }
    }
}
