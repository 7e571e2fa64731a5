package io.sluice.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final TestProcessingTimeService system = new TestProcessingTimeService();
    private final SteadyClock clock = new SteadyClock(new TaskClock(system));

    @Test
    void goesOnFromWhereItWasWhenTheSystemsClockIsSetBack() throws Exception {
        system.setCurrentTime(600_000);
        long start = clock.micros();
        system.setCurrentTime(601_000);
        assertThat(clock.micros() - start).isEqualTo(1_000_000);
        system.setCurrentTime(300_000);
        assertThat(clock.micros() - start).isEqualTo(1_000_000);
        system.setCurrentTime(302_000);
        assertThat(clock.micros() - start).isEqualTo(3_000_000);
        system.setCurrentTime(602_000);
        assertThat(clock.micros() - start).isEqualTo(303_000_000);
    }
}
