package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Guarantee;
import io.sluice.gates.Guarantee.Method;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RiskControlTest {
    @ParameterizedTest
    @CsvSource({
        // (1 − ε)^n ≤ δ
        "FIXED_SEQUENCE, .01, .95, 299",
        "FIXED_SEQUENCE, .05, .9, 45",
        // 1 / (n + 1) ≤ ε
        "EXPECTATION, .01, 0, 99",
        "EXPECTATION, .3, 0, 3",
        // The bets start small: more than the 396 of the boldest bet all along.
        "UPPER_CONFIDENCE_BOUND, .01, .95, 402",
    })
    void saysHowManySamplesABoundNeeds(
            Method method, double bound, double confidence, long fewest) {
        assertThat(RiskControl.samplesNeeded(method, bound, confidence)).isEqualTo(fewest);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void aKnobWithoutLossPassesWithExactlyTheSamplesNeeded(Method method) {
        RiskControl control = control(method, .02);
        int needed = (int) control.samplesNeeded();
        assertThat(control.choose(new float[1][needed]).index()).hasValue(0);
        assertThatThrownBy(() -> control.choose(new float[1][needed - 1]))
                .hasMessageContaining("needs at least " + needed + " calibration samples, not");
    }

    @Test
    void saysWhatIsMissingInTheUsersWords() {
        RiskControl control = new RiskControl(Method.FIXED_SEQUENCE, .01, .95, 0);
        assertThatThrownBy(() -> control.choose(new float[1][120]))
                .hasMessage(
                        "a bound of 1 % with 95 % confidence needs at least 299 calibration"
                                + " samples, not 120");
        assertThatThrownBy(() -> control(Method.EXPECTATION, .005).choose(new float[1][120]))
                .hasMessage(
                        "a bound of 0.5 % on the mean needs at least 199 calibration samples, not"
                                + " 120");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void stopsAtTheFirstKnobThatFails(Method method) {
        float[][] losses = {losses(2000, 0), losses(2000, 4), losses(2000, 300), losses(2000, 1)};
        RiskChoice choice = control(method, .02).choose(losses);
        assertThat(choice.index()).hasValue(1);
        assertThat(choice.tested()).hasSize(3);
        assertThat(choice.tested().get(1).bound()).isBetween(.002, .02);
        assertThat(choice.tested().get(2).bound()).isGreaterThan(.15);
        Guarantee guarantee = choice.guarantee().orElseThrow();
        assertThat(guarantee.measured()).isEqualTo(.002);
        assertThat(guarantee.samples()).isEqualTo(2000);
        assertThat(guarantee.method()).isEqualTo(method);
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void choosesNothingWhenTheStrictestFails(Method method) {
        RiskChoice choice = control(method, .02).choose(new float[][] {losses(2000, 100)});
        assertThat(choice.index()).isEmpty();
        assertThat(choice.guarantee()).isEmpty();
        assertThat(choice.tested()).hasSize(1);
    }

    /** Two knobs of three losses each, on different rows: together a mean of 6 / 300. */
    @Test
    void anExpectationIsBoundedForTheGreatestLossSoFar() {
        float[] first = new float[300];
        float[] second = new float[300];
        Arrays.fill(first, 0, 3, 1);
        Arrays.fill(second, 3, 6, 1);
        RiskControl control = control(Method.EXPECTATION, .02);
        RiskChoice choice = control.choose(new float[][] {first, second});
        assertThat(choice.index()).hasValue(0);
        assertThat(choice.tested().get(0).bound()).isCloseTo(4. / 301, within(1e-8));
        assertThat(choice.tested().get(1).bound()).isCloseTo(7. / 301, within(1e-8));
    }

    /** Clopper and Pearson's bound: 10 of 1,000 at 95 %, and 3 of 300. */
    @Test
    void theBoundOfAFixedSequenceIsTheExactBinomialOne() {
        RiskControl control = control(Method.FIXED_SEQUENCE, .5);
        assertThat(bound(control, losses(1000, 10))).isCloseTo(.016901, within(1e-5));
        assertThat(BinomialTail.atMost(10, 1000, bound(control, losses(1000, 10))))
                .isCloseTo(.05, within(1e-6));
        assertThat(bound(control, losses(300, 0)))
                .isCloseTo(1 - Math.pow(.05, 1. / 300), within(1e-7));
    }

    /**
     * A bound for losses between 0 and 1 is wider than the exact one and narrower than Hoeffding's.
     */
    @Test
    void fractionsOfALossAreBoundedByHoeffdingAndBentkus() {
        float[] losses = losses(1000, 20);
        for (int i = 0; i < losses.length; i++) {
            losses[i] /= 2;
        }
        RiskControl control = control(Method.FIXED_SEQUENCE, .5);
        double hoeffding = .01 + Math.sqrt(Math.log(20) / 2000);
        assertThat(bound(control, losses)).isBetween(bound(control, losses(1000, 10)), hoeffding);
    }

    @Test
    void bettingComesCloseToTheExactBound() {
        RiskControl betting = control(Method.UPPER_CONFIDENCE_BOUND, .5);
        RiskControl exact = control(Method.FIXED_SEQUENCE, .5);
        float[] losses = losses(5000, 30);
        assertThat(bound(betting, losses))
                .isBetween(bound(exact, losses) * .9, bound(exact, losses) * 1.3);
    }

    /** Sorted rows would let a bettor win on the first half and stop. */
    @Test
    void theOrderOfTheRowsDoesNotMislead() {
        RiskControl control = control(Method.UPPER_CONFIDENCE_BOUND, .02);
        float[] lossesLast = losses(2000, 0);
        Arrays.fill(lossesLast, 1900, 2000, 1);
        assertThat(control.choose(new float[][] {lossesLast}).index()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void refusesWhatIsNoLoss(Method method) {
        float[] losses = losses(2000, 1);
        losses[7] = Float.NaN;
        assertThatThrownBy(() -> control(method, .02).choose(new float[][] {losses}))
                .hasMessage("knob 0 has a loss of NaN; expected 0 to 1");
        assertThatThrownBy(() -> new RiskControl(method, 0, .5, 0)).hasMessageContaining("bound");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void twoHundredKnobsOfFiftyThousandRowsTakeSeconds(Method method) {
        float[][] losses = new float[200][50_000];
        Random random = new Random(1);
        for (int row = 0; row < 50_000; row++) {
            // A row is lost from some knob on.
            int from = (int) (200 / (1e-9 + random.nextDouble() * 100));
            for (int knob = Math.max(0, 200 - from); knob < 200; knob++) {
                losses[knob][row] = 1;
            }
        }
        // Of the processor: a machine that others use may stand still meanwhile.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        RiskChoice choice = control(method, .9).choose(losses);
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        System.out.printf("%s: %d knobs in %.2f s%n", method, choice.tested().size(), seconds);
        assertThat(choice.tested()).hasSizeGreaterThan(190);
        assertThat(seconds).isLessThan(20);
    }

    private static double bound(RiskControl control, float[] losses) {
        return control.choose(new float[][] {losses}).tested().get(0).bound();
    }

    /** Evenly spread losses of 1. */
    private static float[] losses(int rows, int count) {
        float[] losses = new float[rows];
        for (int i = 0; i < count; i++) {
            losses[(int) ((long) i * rows / count)] = 1;
        }
        return losses;
    }

    private static RiskControl control(Method method, double bound) {
        return new RiskControl(method, bound, method == Method.EXPECTATION ? 0 : .95, 3);
    }
}
