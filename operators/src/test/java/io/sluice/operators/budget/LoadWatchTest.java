package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.energy.BatteryLevel;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.BrownOutSettings;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.PacingSettings;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Events;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import io.sluice.schemas.mapping.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A brown-out by the age of events, and by a battery over a tree of files as Linux has them. */
class LoadWatchTest {
    private static final BrownOutSettings BELOW_A_FIFTH =
            new BrownOutSettings(.8, .4, .2, 1, 3600, List.of(2.0));

    private static final BrownOutSettings BY_AGE =
            new BrownOutSettings(.8, .4, 0, 1, 10, List.of(2.0));

    private static final OptionalLong NO_DEADLINE = OptionalLong.empty();
    private static final long HOUR = 3_600_000;

    @TempDir private Path root;
    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final BudgetLedger ledger = new BudgetLedger();
    private TaskBudgets budgets;

    @BeforeEach
    void open() {
        budgets =
                new TaskBudgets(
                        ledger,
                        PowerCosts.UNKNOWN,
                        "",
                        new TaskClock(time),
                        new BatteryLevel(root));
    }

    @Test
    void aLowBatteryRaisesThePriceUntilItHasRecovered() throws Exception {
        battery(15);
        assertThat(prices()).isEmpty();
        pass(3);
        assertThat(prices()).containsExactly(new Price(Resource.JOULES, "brown-out", 2));
        battery(22);
        pass(20);
        assertThat(ledger.brownOutSteps()).as("not yet recovered").isEqualTo(1);
        battery(26);
        pass(20);
        assertThat(ledger.brownOutSteps()).isZero();
        assertThat(prices()).isEmpty();
    }

    @Test
    void withoutABatteryItHasNoEffect() throws Exception {
        assertThat(prices()).isEmpty();
        pass(30);
        assertThat(prices()).isEmpty();
        assertThat(ledger.degradedSeconds(budgets.micros())).isZero();
    }

    @Test
    void oneSenderAmongHundredsWhoseClockIsLateIsNoLoad() throws Exception {
        time.setCurrentTime(2 * HOUR);
        tenSeconds(199, 1, HOUR);
        assertThat(ledger.brownOutSteps()).isZero();
    }

    @Test
    void onePartitionAmongManyThatIsLateIsLoadAndTheOthersDoNotHideIt() throws Exception {
        time.setCurrentTime(2 * HOUR);
        tenSeconds(98, 2, 9_000);
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        // Half as late is not enough to leave it, and neither is a stray enough to stay.
        tenSeconds(98, 2, 5_000);
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        tenSeconds(199, 1, HOUR);
        assertThat(ledger.brownOutSteps()).isZero();
    }

    @Test
    void aSingleEventOfASecondMayBeLateAndNoneIsNot() throws Exception {
        time.setCurrentTime(2 * HOUR);
        for (int second = 0; second < 3; second++) {
            send(1, 9_000, NO_DEADLINE);
            pass(1);
        }
        assertThat(ledger.brownOutSteps()).isEqualTo(1);
        pass(3);
        assertThat(ledger.brownOutSteps()).isZero();
    }

    @Test
    void whatWasWrittenAfterItsDeadlineIsNotQueuedTooLong() throws Exception {
        time.setCurrentTime(2 * HOUR);
        for (int second = 0; second < 3; second++) {
            long now = time.getCurrentProcessingTime();
            send(50, 100, OptionalLong.of(now - 100));
            send(50, 100, OptionalLong.of(now - HOUR));
            pass(1);
        }
        assertThat(ledger.brownOutSteps()).isZero();
        for (int second = 0; second < 3; second++) {
            send(1, 100, OptionalLong.of(time.getCurrentProcessingTime() + 10));
            pass(1);
        }
        assertThat(ledger.brownOutSteps()).as("of 110 ms 100 are over").isEqualTo(1);
    }

    /** In each of ten seconds events come that were just written, and some that are late. */
    private void tenSeconds(int onTime, int late, long ageMillis) throws Exception {
        for (int second = 0; second < 10; second++) {
            send(onTime, 0, NO_DEADLINE);
            send(late, ageMillis, NO_DEADLINE);
            pass(1);
        }
    }

    /** Events come whose records were written some time ago. */
    private void send(int events, long ageMillis, OptionalLong deadline) {
        for (int i = 0; i < events; i++) {
            AdmittedEvent event = Events.event("e", "k", 1, 10, deadline, under(BY_AGE));
            SourceRecord record = event.origin();
            SourceRecord aged =
                    new SourceRecord(
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            time.getCurrentProcessingTime() - ageMillis,
                            record.key(),
                            record.value(),
                            record.headers());
            budgets.admit(
                    new Charge() {},
                    new AdmittedEvent(event.event(), event.epoch(), aged, budgets.micros()));
        }
    }

    private static PolicyEpoch under(BrownOutSettings brownOut) {
        return Events.under(
                1,
                new Budgets(
                        List.of("standard"),
                        Map.of(),
                        List.of(),
                        brownOut,
                        PacingSettings.DEFAULT));
    }

    private void battery(int percent) throws IOException {
        Path battery = Files.createDirectories(root.resolve("sys/class/power_supply/BAT0"));
        Files.writeString(battery.resolve("type"), "Battery\n");
        Files.writeString(battery.resolve("capacity"), percent + "\n");
    }

    private void pass(int seconds) throws Exception {
        for (int i = 0; i < seconds; i++) {
            time.advance(1000);
            budgets.observeLoad();
        }
    }

    /** Those of an event that comes now. */
    private List<Price> prices() {
        AdmittedEvent event = Events.event("e", "k", 1, 10, NO_DEADLINE, under(BELOW_A_FIFTH));
        Charge charge = new Charge() {};
        budgets.admit(charge, event);
        return charge.prices().asList();
    }
}
