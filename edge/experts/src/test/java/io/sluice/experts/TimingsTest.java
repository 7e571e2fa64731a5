package io.sluice.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.PowerModel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimingsTest {
    private static final long SECOND = 1_000_000;

    private final Timings timings = new Timings();

    @Test
    void beforeTheFirstNothingIsKnown() {
        assertThat(timings.quantile(0.95, 1, 0)).isZero();
        assertThat(timings.joules(new PowerModel(1, 2), 0)).isNaN();
    }

    @Test
    void oneAccidentAmongFewIsNoQuantile() {
        for (int i = 0; i < 5; i++) {
            timings.add(i == 2 ? 177_000 : 1_000, 1, i);
        }

        assertThat(timings.quantile(0.95, 1, 5)).isLessThan(2_000);
    }

    @Test
    void withBatchesOfOneSizeAllOfTheTimeIsPerRequest() {
        timings.add(20_000, 4, 0);

        assertThat(timings.median(1, 0)).isEqualTo(5_000);
        assertThat(timings.median(32, 0)).isEqualTo(160_000);
    }

    @Test
    void theTimePerRequestIsLearntFromBatchesOfOtherSizes() {
        Random random = new Random(5);
        for (int i = 0; i < 64; i++) {
            int size = 1 + random.nextInt(16);
            timings.add(30_000 + 500L * size + random.nextInt(200), size, i);
        }
        timings.add(900_000, 3, 64);

        assertThat(timings.median(1, 64)).isCloseTo(30_600, within(400L));
        assertThat(timings.median(32, 64)).isCloseTo(46_100, within(1_000L));
        assertThat(timings.quantile(0.95, 1, 64)).isLessThan(32_000);
    }

    @Test
    void largeBatchesDoNotMakeOneRequestSlow() {
        for (int i = 0; i < 40; i++) {
            timings.add(i % 2 == 0 ? 160_000 : 5_000, i % 2 == 0 ? 32 : 1, i);
        }

        assertThat(timings.quantile(0.95, 1, 40)).isEqualTo(5_000);
    }

    @Test
    void whatIsOldIsForgotten() {
        for (int i = 0; i < 64; i++) {
            timings.add(200_000, 1, i);
        }
        long later = Timings.AGE_MICROS + SECOND;
        assertThat(timings.quantile(0.95, 1, later)).isEqualTo(200_000);
        for (int i = 0; i < 5; i++) {
            timings.add(5_000, 1, later);
        }

        assertThat(timings.quantile(0.95, 1, later)).isEqualTo(5_000);
    }
}
