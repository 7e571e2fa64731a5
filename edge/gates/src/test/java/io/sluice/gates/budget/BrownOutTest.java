package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrownOutTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 50 * SECOND;

    /** Two classes and two tiers; a step a second. */
    private final BudgetLedger ledger = new BudgetLedger();

    private long now = START;

    BrownOutTest() {
        ledger.adopt(
                new Budgets(
                        List.of("standard", "gold"),
                        Map.of("acme", "gold"),
                        List.of(Limit.soft("job", Resource.JOULES, 1e9, 1)),
                        new BrownOutSettings(
                                .8, .4, .2, 1, 10, List.of(2.0, BrownOutSettings.CHEAPEST)),
                        PacingSettings.DEFAULT),
                now);
    }

    @Test
    void takesAStepForEachHoldTimeAndTheLowestClassFirst() {
        List<List<Double>> floors = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            load(.9, Double.NaN, 1);
            floors.add(List.of(pressure(""), pressure("acme")));
        }
        double cheapest = BrownOutSettings.CHEAPEST;
        assertThat(floors)
                .containsExactly(
                        List.of(0.0, 0.0),
                        List.of(2.0, 0.0),
                        List.of(cheapest, 0.0),
                        List.of(cheapest, 2.0),
                        List.of(cheapest, cheapest),
                        List.of(cheapest, cheapest),
                        List.of(cheapest, cheapest));
    }

    @Test
    void betweenEnterAndLeaveNothingChanges() {
        load(.9, Double.NaN, 3);
        int steps = ledger.brownOutSteps();
        assertThat(steps).isEqualTo(2);
        load(.79, Double.NaN, 60);
        load(.41, Double.NaN, 60);
        assertThat(ledger.brownOutSteps()).isEqualTo(steps);
        load(.39, Double.NaN, 2);
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        load(.39, Double.NaN, 1);
        assertThat(ledger.brownOutSteps()).isZero();
        assertThat(ledger.prices(ledger.open("", null, now), Prices.NONE, now))
                .isSameAs(Prices.NONE);
    }

    /** Load that swings about a threshold faster than the hold time does nothing. */
    @Test
    void aLoadThatFlickersDoesNotMakeTiersFlicker() {
        for (int i = 0; i < 200; i++) {
            load(i % 2 == 0 ? .9 : .7, Double.NaN, 1, 2);
        }
        assertThat(ledger.brownOutSteps()).isZero();
    }

    @Test
    void countsTheSecondsInWhichAStepIsInForce() {
        load(.9, Double.NaN, 2);
        assertThat(ledger.degradedSeconds(now)).isZero();
        load(.5, Double.NaN, 10);
        assertThat(ledger.degradedSeconds(now)).isEqualTo(10, within(1e-9));
        assertThat(ledger.degradedSeconds(now + SECOND)).isEqualTo(11, within(1e-9));
        load(.1, Double.NaN, 60);
        assertThat(ledger.degradedSeconds(now)).isEqualTo(12, within(1e-9));
    }

    @Test
    void aLowBatteryIsABrownOutOfJoulesUntilItHasRecovered() {
        load(0, .19, 2);
        Prices prices = ledger.prices(ledger.open("", null, now), Prices.NONE, now);
        assertThat(prices.asList()).containsExactly(new Price(Resource.JOULES, "brown-out", 2));
        load(0, .22, 60);
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        load(0, .25, 2);
        assertThat(ledger.brownOutSteps()).isZero();
    }

    @Test
    void aBrownOutThatGoesOnForAnotherReasonSaysSo() {
        Account account = ledger.open("", null, now);
        load(.9, Double.NaN, 2);
        assertThat(ledger.prices(account, Prices.NONE, now).asList())
                .containsExactly(new Price(Resource.MILLISECONDS, "brown-out", 2));
        // Load and battery press in turn, and so no further step is taken.
        load(.5, .22, 1);
        load(.5, .19, 1);
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        assertThat(ledger.prices(account, Prices.NONE, now).asList())
                .containsExactly(new Price(Resource.JOULES, "brown-out", 2));
    }

    @Test
    void itIsAFloorAndNoSurcharge() {
        load(.9, Double.NaN, 2);
        Account account = ledger.open("", null, now);
        Prices frozen = Prices.of(List.of(new Price(Resource.BYTES, "job", .5)));
        assertThat(ledger.prices(account, frozen, now).pressure()).isEqualTo(2);
        Prices dear = Prices.of(List.of(new Price(Resource.BYTES, "job", 3)));
        assertThat(ledger.prices(account, dear, now).pressure()).isEqualTo(3);
    }

    private void load(double load, double battery, int times) {
        load(load, battery, times, 1);
    }

    private void load(double load, double battery, int times, int partOfSecond) {
        for (int i = 0; i < times; i++) {
            now += SECOND / partOfSecond;
            ledger.load(load, battery, now);
        }
    }

    private double pressure(String tenant) {
        return ledger.prices(ledger.open(tenant, null, now), Prices.NONE, now).pressure();
    }
}
