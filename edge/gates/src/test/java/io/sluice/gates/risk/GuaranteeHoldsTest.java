package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.Guarantee.Method;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.SyntheticLadder;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether what risk control promises holds: calibrations on rows drawn at random from a population
 * whose true losses are known.
 */
class GuaranteeHoldsTest {
    private static final int POPULATION = 40_000;
    private static final int KNOBS = 100;
    private static final int CALIBRATIONS = 200;
    private static float[][] losses;
    private static double[] truth;

    @BeforeAll
    static void makePopulation() {
        LadderLogits population = SyntheticLadder.of(POPULATION, 20);
        RemainingMass gates = SyntheticLadder.gates();
        KnobFamily family =
                KnobFamily.kappas(gates, SyntheticLadder.of(5000, 21), population, KNOBS);
        losses = new float[family.size()][];
        truth = new double[family.size()];
        for (int knob = 0; knob < losses.length; knob++) {
            losses[knob] = family.losses(knob);
            for (float loss : losses[knob]) {
                truth[knob] += loss / POPULATION;
            }
        }
    }

    @ParameterizedTest(name = "{0}, bound {1}, {2} samples, seed {3}")
    @CsvSource({
        "UPPER_CONFIDENCE_BOUND, .05, 2000, 101",
        "UPPER_CONFIDENCE_BOUND, .02, 1000, 102",
        "FIXED_SEQUENCE, .05, 2000, 103",
        "FIXED_SEQUENCE, .02, 1000, 104",
    })
    void aBoundWithConfidenceHoldsInAtLeast182Of200Calibrations(
            Method method, double bound, int samples, long seed) {
        int held = 0;
        double meanRisk = 0;
        for (int i = 0; i < CALIBRATIONS; i++) {
            double risk =
                    chosenRisk(new RiskControl(method, bound, .95, seed + i), samples, seed + i);
            held += risk <= bound ? 1 : 0;
            meanRisk += risk / CALIBRATIONS;
        }
        System.out.printf(
                "%s, bound %s, %d samples, seed %d: held in %d of %d, mean risk %.4f%n",
                method, bound, samples, seed, held, CALIBRATIONS, meanRisk);
        assertThat(held).as("seed %d", seed).isGreaterThanOrEqualTo(182);
        assertThat(meanRisk).as("not by refusing to save").isGreaterThan(bound / 3);
    }

    @ParameterizedTest(name = "bound {0}, {1} samples, seed {2}")
    @CsvSource({".05, 500, 105", ".02, 1000, 106"})
    void aBoundOnTheMeanHoldsInTheMean(double bound, int samples, long seed) {
        int calibrations = 10 * CALIBRATIONS;
        double meanRisk = 0;
        for (int i = 0; i < calibrations; i++) {
            RiskControl control = new RiskControl(Method.EXPECTATION, bound, 0, 0);
            meanRisk += chosenRisk(control, samples, seed * 10_000 + i) / calibrations;
        }
        System.out.printf(
                "EXPECTATION, bound %s, %d samples, seed %d: mean risk %.5f%n",
                bound, samples, seed, meanRisk);
        assertThat(meanRisk).as("seed %d", seed).isBetween(bound / 2, bound);
    }

    /** Fractions of a loss, and a loss that is not monotone in the knob. */
    @Test
    void aFixedSequenceHoldsForAnyLoss() {
        long seed = 107;
        int held = 0;
        for (int i = 0; i < CALIBRATIONS; i++) {
            Random random = new Random(seed + i);
            float[][] sample = new float[20][1000];
            for (int knob = 0; knob < 20; knob++) {
                for (int row = 0; row < 1000; row++) {
                    sample[knob][row] =
                            random.nextDouble() < 2 * risk(knob) ? random.nextFloat() : 0;
                }
            }
            RiskChoice choice = new RiskControl(Method.FIXED_SEQUENCE, .1, .95, 0).choose(sample);
            held += choice.index().isEmpty() || risk(choice.index().getAsInt()) <= .1 ? 1 : 0;
        }
        System.out.printf("any loss, seed %d: held in %d of %d%n", seed, held, CALIBRATIONS);
        assertThat(held).as("seed %d", seed).isGreaterThanOrEqualTo(182);
    }

    /** Rises over the bound of 0.1 at knob 10, and falls below it again from 15 on. */
    private static double risk(int knob) {
        return knob < 10 ? .005 * knob : knob < 15 ? .101 : .05;
    }

    /** The true loss of the knob chosen on rows drawn with replacement; 0 when there is none. */
    private static double chosenRisk(RiskControl control, int samples, long seed) {
        int[] rows = new Random(seed).ints(samples, 0, POPULATION).toArray();
        RiskChoice choice =
                control.choose(
                        losses.length,
                        samples,
                        knob -> {
                            float[] some = new float[samples];
                            for (int i = 0; i < samples; i++) {
                                some[i] = losses[knob][rows[i]];
                            }
                            return some;
                        });
        return choice.index().isPresent() ? truth[choice.index().getAsInt()] : 0;
    }
}
