package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HedgeRuleTest {
    private static final long NOW = 5_000_000;
    private static final long SETTLED = NOW + 100_000;

    @Test
    void autoWaitsForAsLongAsWasPredicted() {
        assertThat(at(HedgeRule.AUTO, 20_000, 10_000)).isEqualTo(NOW + 20_000);
    }

    @Test
    void autoAsksEarlierWhereAFurtherOneWouldBeTooLate() {
        assertThat(at(HedgeRule.AUTO, 60_000, 55_000)).isEqualTo(NOW + 45_000);
        assertThat(at(HedgeRule.AUTO, 60_000, 90_000))
                .as("not before half of the predicted time")
                .isEqualTo(NOW + 30_000);
    }

    @Test
    void autoWaitsForAMillisecondAtLeast() {
        assertThat(at(HedgeRule.AUTO, 10, 10)).isEqualTo(NOW + 1_000);
    }

    @Test
    void aTimeOfItsOwnIsKept() {
        assertThat(at(HedgeRule.after(7_000), 60_000, 10_000)).isEqualTo(NOW + 7_000);
    }

    @Test
    void nobodyIsLateWhenTheRequestIsSettled() {
        assertThat(at(HedgeRule.after(100_000), 1, 1)).isEqualTo(HedgeRule.NEVER_MICROS);
        assertThat(at(HedgeRule.after(99_999), 1, 1)).isEqualTo(SETTLED - 1);
        assertThat(at(HedgeRule.AUTO, 300_000, 250_000)).isEqualTo(HedgeRule.NEVER_MICROS);
    }

    @Test
    void withoutAFurtherOneNobodyIsLate() {
        for (double none : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThat(at(HedgeRule.AUTO, 1, none)).isEqualTo(HedgeRule.NEVER_MICROS);
            assertThat(at(HedgeRule.after(5), 1, none)).isEqualTo(HedgeRule.NEVER_MICROS);
        }
        assertThat(at(HedgeRule.NEVER, 20_000, 10_000)).isEqualTo(HedgeRule.NEVER_MICROS);
    }

    @Test
    void aTimeOfItsOwnIsAboveZero() {
        assertThatThrownBy(() -> HedgeRule.after(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hedge after 0 us; expected at least 1 us");
    }

    private static long at(HedgeRule rule, long slowestMicros, double furtherMicros) {
        return rule.atMicros(NOW, slowestMicros, furtherMicros, SETTLED);
    }
}
