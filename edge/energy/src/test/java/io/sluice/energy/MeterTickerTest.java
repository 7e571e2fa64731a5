package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MeterTickerTest {
    /** One that fails, even unforeseen, is asked again. */
    @Test
    void readsAgainAndAgain() throws InterruptedException {
        CountDownLatch reads = new CountDownLatch(5);
        EnergySource failing =
                new EnergySource() {
                    @Override
                    public String name() {
                        return "failing";
                    }

                    @Override
                    public Coverage covers() {
                        return Coverage.MACHINE;
                    }

                    @Override
                    public Optional<Absence> absence() {
                        return Optional.empty();
                    }

                    @Override
                    public String detail() {
                        return "";
                    }

                    @Override
                    public double tickSeconds() {
                        return 1;
                    }

                    @Override
                    public List<EnergyCount> read(long nanos) throws IOException {
                        reads.countDown();
                        if (reads.getCount() % 2 == 0) {
                            throw new IllegalStateException("a failure that a test wants");
                        }
                        throw new IOException("gone");
                    }
                };
        EnergyMeter meter =
                new EnergyMeter(List.of(failing), PowerModel.UNKNOWN, 0, System::nanoTime);
        try (MeterTicker ticker = new MeterTicker(meter, Duration.ofMillis(1))) {
            assertThat(reads.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
