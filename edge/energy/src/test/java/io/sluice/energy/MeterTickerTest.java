package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeterTickerTest {
    /** Sources that cannot be read, and failures that nobody foresaw, do not end it. */
    @Test
    void readsAgainAndAgain() throws InterruptedException {
        CountDownLatch reads = new CountDownLatch(5);
        EnergyMeter meter =
                new EnergyMeter(
                        List.of(new SimulatedSource(1).dropOuts(0.5)),
                        PowerModel.UNKNOWN,
                        0,
                        () -> {
                            reads.countDown();
                            if (reads.getCount() == 3) {
                                throw new IllegalStateException("a failure that a test wants");
                            }
                            return 0;
                        });
        try (MeterTicker ticker = new MeterTicker(meter, Duration.ofMillis(1))) {
            assertThat(reads.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
