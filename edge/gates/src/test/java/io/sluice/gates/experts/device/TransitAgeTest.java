package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitAgeTest {
    private static final long WINDOW = 60_000_000;
    private static final long PATIENCE = 1_000_000;
    private static final long BUDGET = 100_000;
    private static final long HOUR = 3_600_000_000L;

    @Test
    void theFastestHasNoAge() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        transit.note(1_000, 6_000);
        transit.note(2_000, 9_500);

        assertThat(transit.ageMicros(1_000, 6_000, BUDGET)).isZero();
        assertThat(transit.ageMicros(2_000, 9_500, BUDGET)).isEqualTo(2_500);
    }

    @ParameterizedTest
    @ValueSource(longs = {HOUR, -HOUR, 40 * 365 * 24 * HOUR})
    void aClockThatIsOffChangesNothing(long error) {
        Random random = new Random(3);
        TransitAge right = new TransitAge(WINDOW, PATIENCE);
        TransitAge wrong = new TransitAge(WINDOW, PATIENCE);
        long now = 5 * HOUR;
        for (int i = 0; i < 1_000; i++) {
            now += random.nextInt(1_000_000);
            long sent = now - 500 - random.nextInt(20_000);
            right.note(sent, now);
            wrong.note(sent, now + error);

            assertThat(wrong.ageMicros(sent, now + error, BUDGET))
                    .isEqualTo(right.ageMicros(sent, now, BUDGET));
        }
    }

    @Test
    void anAskersClockThatIsSetBackCountsForTwoWindowsAtMost() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        transit.note(0, 1_000);
        long now = 0;
        while (now < 2 * WINDOW) {
            now += 1_000_000;
            transit.note(now - HOUR, now + 1_000);
        }

        assertThat(transit.ageMicros(now - HOUR, now + 1_000, BUDGET)).isZero();
    }

    @Test
    void whatWasFastIsRememberedForAWindow() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        transit.note(0, 1_000);
        transit.note(WINDOW, WINDOW + 9_000);

        assertThat(transit.ageMicros(WINDOW, WINDOW + 9_000, BUDGET)).isEqualTo(8_000);
    }

    @Test
    void aClockThatIsSetBackExpiresRequestsForASecondAtMost() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        int expired = 0;
        for (long now = 0; now < 20_000_000; now += 50_000) {
            long sent = now - 1_000 - (now >= 5_000_000 ? 1_000_000 : 0);
            transit.note(sent, now);
            long age = transit.ageMicros(sent, now, BUDGET);
            expired += age >= BUDGET ? 1 : 0;
            assertThat(age).as("at %d", now).isIn(0L, 1_000_000L);
        }

        assertThat(expired).isEqualTo(20);
    }

    @Test
    void aBacklogIsOldAndWhatFollowsIsNot() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        transit.note(0, 1_000);
        long arrived = 3_000_000;
        for (long sent = 10_000; sent < arrived; sent += 10_000) {
            transit.note(sent, arrived);
        }
        for (long sent = 10_000; sent < arrived; sent += 10_000) {
            long age = transit.ageMicros(sent, arrived, BUDGET);
            assertThat(age).isBetween(arrived - sent - 10_000, arrived - sent);
        }
    }

    @Test
    void oldRequestsAmongYoungOnesStayOld() {
        TransitAge transit = new TransitAge(WINDOW, PATIENCE);
        for (long now = 0; now < 20_000_000; now += 50_000) {
            boolean isOld = now % 500_000 != 0;
            long sent = now - (isOld ? 700_000 : 0);
            transit.note(sent, now);

            assertThat(transit.ageMicros(sent, now, BUDGET)).isEqualTo(isOld ? 700_000 : 0);
        }
    }
}
