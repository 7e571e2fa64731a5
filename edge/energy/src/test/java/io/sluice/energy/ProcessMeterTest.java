package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.ProcessMeter.Share;
import io.sluice.energy.ProcessMeter.Task;
import io.sluice.schemas.Provenance;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProcessMeterTest {
    private static final double IDLE = 5;

    private final SimulatedSource counter = new SimulatedSource(1);
    private final ProcessMeter process =
            new ProcessMeter(
                    new EnergyMeter(List.of(counter), PowerModel.UNKNOWN, IDLE, counter::nanos),
                    counter::nanos);

    /** Accounts are off by a factor that every task sees, and the joules add up. */
    @Test
    void everyTaskGetsThePartOfWhatItAccountedFor() {
        Task first = process.join(() -> {});
        Task second = process.join(() -> {});
        Task quiet = process.join(() -> {});
        first.account(3, 0.3);
        second.account(1, 0.1);
        counter.use(IDLE + 6, 1);

        Share share = first.take().orElseThrow();
        assertThat(share.accountedJoules()).isEqualTo(3);
        assertThat(share.measuredJoules()).isCloseTo(4.5, within(1e-6));
        assertThat(second.take().orElseThrow().measuredJoules()).isCloseTo(1.5, within(1e-6));
        assertThat(quiet.take()).isEmpty();
        assertThat(first.take()).as("taken once").isEmpty();
        assertThat(first.best()).isEqualTo(Provenance.MEASURED);
    }

    @Test
    void sharesAddUpUntilTheyAreTaken() {
        Task slow = process.join(() -> {});
        Task fast = process.join(() -> {});
        for (int i = 0; i < 3; i++) {
            slow.account(1, 0.1);
            fast.account(1, 0.1);
            counter.use(IDLE + 4, 1);
            assertThat(fast.take().orElseThrow().measuredJoules()).isCloseTo(2, within(1e-6));
        }

        assertThat(slow.take().orElseThrow())
                .satisfies(
                        share -> {
                            assertThat(share.accountedJoules()).isEqualTo(3);
                            assertThat(share.measuredJoules()).isCloseTo(6, within(1e-6));
                        });
    }

    @Test
    void whatIsNotMeasuredSaysNothing() {
        Task task = process.join(() -> {});
        task.account(1, 0.1);
        counter.use(IDLE + 4, 0.5);
        assertThat(task.take()).as("no window has ended").isEmpty();
        counter.jump(1e6);
        counter.use(IDLE + 4, 0.5);
        assertThat(task.take()).as("the counter jumped").isEmpty();

        counter.use(IDLE + 4, 1);
        assertThat(task.take()).as("nothing was accounted for").isEmpty();
        task.account(2, 0.1);
        counter.use(IDLE + 4, 1);
        assertThat(task.take().orElseThrow().accountedJoules()).isEqualTo(2);
    }

    @Test
    void powerIsLearntWhereNoJoulesAreKnownAndNobodyElsePaysForIt() {
        Task unknowing = process.join(() -> {});
        Task knowing = process.join(() -> {});
        assertThat(unknowing.watts()).isNaN();
        unknowing.account(0, 0.05);
        knowing.account(1, 0.05);
        counter.use(IDLE + 2, 1);
        assertThat(knowing.take()).as("a part of it is another's").isEmpty();
        assertThat(unknowing.watts()).isCloseTo(20, within(1e-6));

        unknowing.account(20 * 0.05, 0.05);
        knowing.account(1, 0.05);
        counter.use(IDLE + 3, 1);
        assertThat(unknowing.take().orElseThrow().measuredJoules()).isCloseTo(1.5, within(1e-6));
        assertThat(unknowing.watts()).isBetween(20.1, 30.0);

        counter.stop(true);
        double learnt = unknowing.watts();
        unknowing.account(1, 0.5);
        counter.use(IDLE + 30, 1);
        assertThat(unknowing.take()).isEmpty();
        assertThat(unknowing.watts())
                .as("a counter that stopped teaches nothing")
                .isEqualTo(learnt);
    }

    @Test
    void whatOneThatLeavesAccountedForIsNotTheOthers() {
        Task leaving = process.join(() -> {});
        Task staying = process.join(() -> {});
        leaving.account(3, 0.3);
        staying.account(1, 0.1);
        counter.use(IDLE + 8, 0.5);
        leaving.close();
        counter.use(IDLE, 1);

        assertThat(staying.take().orElseThrow().measuredJoules()).isCloseTo(1, within(1e-6));
    }

    @Test
    void theMeterEndsWithTheLastTask() {
        AtomicInteger ended = new AtomicInteger();
        Task first = process.join(ended::incrementAndGet);
        Task second = process.join(() -> {});
        first.close();
        first.close();
        assertThat(ended).hasValue(0);
        second.close();
        assertThat(ended).hasValue(1);
    }

    @Test
    void oneMeterPerSettings() throws InterruptedException {
        EnergySettings none = new EnergySettings(List.of(), Double.NaN, Double.NaN);
        try (Task task = ProcessMeter.join(none);
                Task other = ProcessMeter.join(none)) {
            task.account(1, 1);
            assertThat(task.best()).isEqualTo(Provenance.UNKNOWN);
            assertThat(other.take()).isEmpty();
        }
        ProcessMeter.join(none).close();
    }

    @Test
    void accountsThatAreNoneAreNamed() {
        Task task = process.join(() -> {});
        assertThatThrownBy(() -> task.account(-1, 0)).hasMessageContaining("-1.0");
        assertThatThrownBy(() -> task.account(Double.NaN, 0)).hasMessageContaining("NaN");
    }
}
