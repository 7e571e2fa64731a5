package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Guarantee.Method;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.fit.SyntheticLadder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnobFamilyTest {
    private final RemainingMass gates = SyntheticLadder.gates();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void kappasChangeTheCostInEqualStepsFromStrictToLoose(long seed) {
        LadderLogits reference = SyntheticLadder.of(3000, seed);
        KnobFamily family = KnobFamily.kappas(gates, reference, reference, 50);
        assertThat(family.size()).isBetween(45, 50);
        double before = 1;
        for (int i = 0; i < family.size(); i++) {
            double cost = Outcomes.of(family.rule(i), reference).meanCost();
            assertThat(cost).as("seed %d, knob %d", seed, i).isLessThan(before);
            assertThat(before - cost).as("seed %d, knob %d", seed, i).isLessThan(.8 / 50 * 1.2);
            before = cost;
        }
        assertThat(before)
                .as("the loosest sends everybody out at once")
                .isCloseTo(.2, within(1e-9));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void lossesAreThoseOfTheRuleItself(long seed) {
        LadderLogits calibration = SyntheticLadder.of(2000, seed);
        KnobFamily family =
                KnobFamily.kappas(gates, SyntheticLadder.of(1000, seed + 100), calibration, 30);
        for (int i = 0; i < family.size(); i++) {
            KnobFamily slow = KnobFamily.of(List.of(family.rule(i)), calibration);
            assertThat(family.losses(i)).as("seed %d, knob %d", seed, i).isEqualTo(slow.losses(0));
        }
    }

    @Test
    void gatesOfExactlyZeroAndAlwaysOpenOnesStillGiveAGrid() {
        LadderLogits ladder = SyntheticLadder.of(500, 6);
        float[] shut = {0, 0, 0, 0, -1e30f};
        float[] open = {0, 0, 0, 0, 1e30f};
        for (float[][] extreme : new float[][][] {{shut, shut}, {open, open}, {shut, open}}) {
            KnobFamily family =
                    KnobFamily.kappas(new RemainingMass(extreme, .5f), ladder, ladder, 10);
            assertThat(family.size()).isBetween(1, 2);
        }
    }

    @Test
    void picksTheLoosestRuleUnderTheBoundAndSaves() {
        LadderLogits calibration = SyntheticLadder.of(4000, 8);
        LadderLogits test = SyntheticLadder.of(20_000, 9);
        KnobFamily family = KnobFamily.kappas(gates, SyntheticLadder.of(4000, 7), calibration, 200);
        RiskControl control = new RiskControl(Method.UPPER_CONFIDENCE_BOUND, .05, .95, 1);
        GuaranteedRule chosen = GuaranteedRule.choose(family, control);
        Outcomes outcomes = Outcomes.of(chosen.rule(), test);
        assertThat(chosen.isAlwaysFull()).isFalse();
        assertThat(chosen.guarantee().samples()).isEqualTo(4000);
        assertThat(outcomes.disagreement()).isBetween(.03, .05);
        assertThat(outcomes.meanCost()).isLessThan(.9);
    }

    @Test
    void takesAnyFamilyOfRules() {
        LadderLogits calibration = SyntheticLadder.of(4000, 8);
        List<ExitRule> thresholds = new ArrayList<>();
        for (float threshold = 1; threshold > .3f; threshold -= .01f) {
            thresholds.add(CertaintyThreshold.confidence(threshold, threshold));
        }
        GuaranteedRule chosen =
                GuaranteedRule.choose(
                        KnobFamily.of(thresholds, calibration),
                        new RiskControl(Method.FIXED_SEQUENCE, .05, .95, 1));
        assertThat(chosen.rule()).isInstanceOf(CertaintyThreshold.class);
        assertThat(chosen.guarantee().measured()).isBetween(.03, .05);
    }

    @Test
    void runsTheFullModelAndSaysSoWhenNoKnobPasses() {
        LadderLogits calibration = SyntheticLadder.of(1000, 8);
        KnobFamily family = KnobFamily.of(List.of(new FixedExit(0)), calibration);
        GuaranteedRule chosen =
                GuaranteedRule.choose(family, new RiskControl(Method.EXPECTATION, .01, 0, 1));
        assertThat(chosen.isAlwaysFull()).isTrue();
        assertThat(chosen.guarantee().assumption()).isEqualTo(GuaranteedRule.ALWAYS_FULL);
        assertThat(Outcomes.of(chosen.rule(), calibration).disagreement()).isZero();
    }
}
