package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitAgeTest {
    private static final long WINDOW = 60_000_000;
    private static final long HOUR = 3_600_000_000L;

    @Test
    void theFastestHasNoAge() {
        TransitAge transit = new TransitAge(WINDOW);
        transit.note(1_000, 6_000);
        transit.note(2_000, 9_500);

        assertThat(transit.ageMicros(1_000, 6_000)).isZero();
        assertThat(transit.ageMicros(2_000, 9_500)).isEqualTo(2_500);
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR, -HOUR, 40 * 365 * 24 * HOUR})
    void aClockThatIsOffChangesNothing(long error) {
        Random random = new Random(3);
        TransitAge right = new TransitAge(WINDOW);
        TransitAge wrong = new TransitAge(WINDOW);
        long now = 5 * HOUR;
        for (int i = 0; i < 1_000; i++) {
            now += random.nextInt(1_000_000);
            long sent = now - 500 - random.nextInt(20_000);
            right.note(sent, now);
            wrong.note(sent, now + error);

            assertThat(wrong.ageMicros(sent, now + error)).isEqualTo(right.ageMicros(sent, now));
        }
    }

    @Test
    void anAskersClockThatIsSetBackCountsForTwoWindowsAtMost() {
        TransitAge transit = new TransitAge(WINDOW);
        transit.note(0, 1_000);
        long now = 0;
        while (now < 2 * WINDOW) {
            now += 1_000_000;
            transit.note(now - HOUR, now + 1_000);
        }

        assertThat(transit.ageMicros(now - HOUR, now + 1_000)).isZero();
    }

    @Test
    void whatWasFastIsRememberedForAWindow() {
        TransitAge transit = new TransitAge(WINDOW);
        transit.note(0, 1_000);
        transit.note(WINDOW, WINDOW + 9_000);

        assertThat(transit.ageMicros(WINDOW, WINDOW + 9_000)).isEqualTo(8_000);
    }
}
