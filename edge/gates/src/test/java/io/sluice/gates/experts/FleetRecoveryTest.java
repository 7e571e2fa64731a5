package io.sluice.gates.experts;

import static io.sluice.gates.experts.FleetViewTest.hosted;
import static io.sluice.gates.experts.FleetViewTest.telemetry;
import static io.sluice.gates.experts.FleetViewTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What was slow or failed gets another chance, and not too many. */
class FleetRecoveryTest {
    private static final long SECOND = 1_000_000;
    private static final FleetSettings SETTINGS = FleetSettings.DEFAULT;
    private static final double FALLBACK = 9_000;

    private final FleetView fleet = new FleetView(SETTINGS);
    private long now = 100 * SECOND;

    @Test
    void aSlowAnswerCountsForAWhile() {
        Replica replica = hear("a", 1);
        answer(replica, 150_000, 0, 4_000);
        double slow = 150_000;
        assertThat(fleet.profileMicros(replica, FALLBACK, now)).isCloseTo(slow, within(.1 * slow));
        now += SETTINGS.observedForMicros() + 1;
        assertThat(fleet.profileMicros(replica, FALLBACK, now))
                .isEqualTo(4_000 + SETTINGS.firstTransferMicros());
        answer(replica, 10_000, 0, 4_000);
        assertThat(fleet.profileMicros(replica, FALLBACK, now))
                .as("and is not brought back by a new one")
                .isCloseTo(10_000, within(1_000.));
    }

    @Test
    void aProbeDoesNotGoByHowLongAnswersTravelledBefore() {
        Replica replica = hear("a", 1);
        answer(replica, 150_000, 0, 4_000);
        for (int i = 0; i < SETTINGS.failuresToOpen(); i++) {
            fleet.asked(replica, now);
            fleet.timedOut(replica, now);
        }
        now += SETTINGS.openMicros();
        hear("a", 2);
        assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                .isEqualTo(4_000 + SETTINGS.firstTransferMicros());
        answer(replica, 6_000, 0, 4_000);
        assertThat(fleet.predictedMicros(replica, FALLBACK, now)).isCloseTo(6_000, within(600.));
    }

    @Test
    void requestsThatTimeOutTogetherAreOneFailureToABreakerThatIsOpen() {
        Replica replica = hear("a", 1);
        for (int i = 0; i < 20; i++) {
            fleet.asked(replica, now);
        }
        for (int i = 0; i < 20; i++) {
            fleet.timedOut(replica, now);
        }
        assertThat(fleet.isUsable(replica, now + SETTINGS.openMicros() - 1)).isFalse();
        now += SETTINGS.openMicros();
        assertThat(fleet.isUsable(replica, now)).isTrue();
        fleet.asked(replica, now);
        fleet.timedOut(replica, now);
        assertThat(fleet.isUsable(replica, now + 2 * SETTINGS.openMicros() - 1))
                .as("a probe that fails doubles the while")
                .isFalse();
        assertThat(fleet.isUsable(replica, now + 2 * SETTINGS.openMicros())).isTrue();
    }

    @Test
    void aLateAnswerLetsAProbeThroughAtOnce() {
        Replica replica = hear("a", 1);
        for (int i = 0; i < SETTINGS.failuresToOpen(); i++) {
            fleet.asked(replica, now);
            fleet.timedOut(replica, now);
        }
        assertThat(fleet.isUsable(replica, now)).isFalse();
        fleet.late(replica, now + 1_000, 300_000, 0, 4_000);
        assertThat(fleet.isUsable(replica, now + 1_000)).isTrue();
        fleet.asked(replica, now + 1_000);
        assertThat(fleet.isUsable(replica, now + 1_000)).as("one probe").isFalse();
        fleet.answered(replica, now + 7_000, 6_000, 0, 4_000);
        fleet.failed(replica, now + 7_000);
        assertThat(fleet.isUsable(replica, now + 7_000)).as("closed").isTrue();
    }

    @Test
    void aPauseWithNothingToDoIsNotThePaceOfADevice() {
        Replica replica = hear("a", 1);
        fleet.asked(replica, now);
        fleet.asked(replica, now);
        fleet.answered(replica, now + 6_000, 6_000, 0, 4_000);
        fleet.timedOut(replica, now + 100_000);
        now += 10 * SECOND;
        hear("a", 2);
        for (int i = 0; i < 30; i++) {
            fleet.asked(replica, now);
        }
        for (int i = 0; i < 20; i++) {
            now += 200;
            fleet.answered(replica, now, 6_000, 2_000, 4_000);
        }
        assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                .isCloseTo(4_000 + 10 * 200, within(200.));
    }

    @Test
    void aDeviceIsNotTakenForSlowerThanItComputesOneByOne() {
        Replica replica = hear("a", 1);
        for (int i = 0; i < 200; i++) {
            // A hundred a second and 12 ms on the way: there always is one, and none ever waits.
            fleet.asked(replica, now);
            now += 10_000;
            if (i > 0) {
                fleet.answered(replica, now - 8_000, 12_000, 0, 4_000);
            }
        }
        hear("a", 2);
        assertThat(fleet.predictedMicros(replica, FALLBACK, now)).isBetween(10_000., 15_000.);
        fleet.asked(replica, now);
        fleet.asked(replica, now);
        assertThat(fleet.predictedMicros(replica, FALLBACK, now))
                .as("behind three")
                .isBetween(14_000., 18_000.);
    }

    @Test
    void thePaceOfAnswersCountsForAWhile() {
        Replica replica = hear("a", 1);
        for (int i = 0; i < 40; i++) {
            fleet.asked(replica, now);
        }
        for (int i = 0; i < 20; i++) {
            now += 200;
            fleet.answered(replica, now, 6_000, 2_000, 4_000);
        }
        assertThat(fleet.predictedMicros(replica, FALLBACK, now)).isLessThan(10_000);
        now += SETTINGS.observedForMicros() + 1;
        hear("a", 2);
        assertThat(fleet.predictedMicros(replica, FALLBACK, now)).isEqualTo(4_000 + 20 * 4_000);
    }

    @Test
    void whatAnExpertThatIsNoLongerThereOwesIsNotInTheQueueOfTheOthers() {
        fleet.heard(with(1, 0, 0, .5, hosted("small", 4_000, .5), hosted("large", 9_000, 2)), now);
        Replica small = fleet.find("a", "small");
        Replica large = fleet.find("a", "large");
        double idle = fleet.predictedMicros(small, FALLBACK, now);
        fleet.asked(large, now);
        fleet.asked(large, now);
        assertThat(fleet.predictedMicros(small, FALLBACK, now)).isGreaterThan(idle);
        fleet.heard(with(2, 0, 0, .5, hosted("small", 4_000, .5)), now);
        assertThat(fleet.predictedMicros(small, FALLBACK, now)).isEqualTo(idle);
        fleet.asked(small, now);
        fleet.timedOut(large, now);
        fleet.asked(large, now);
        assertThat(fleet.predictedMicros(small, FALLBACK, now)).isEqualTo(4_000 + 4_000);
    }

    @Test
    void telemetryDoesNotCloseABreakerThatOpenedForFailures() {
        hear("a", 1);
        Replica replica = hear("a", 2);
        for (int i = 0; i < SETTINGS.failuresToOpen(); i++) {
            fleet.asked(replica, now);
            fleet.timedOut(replica, now);
        }
        hear("a", 3);
        assertThat(fleet.isUsable(replica, now)).isFalse();
    }

    private Replica hear(String device, long sequence) {
        assertThat(fleet.heard(telemetry(device, 1, sequence), now)).isEqualTo(Heard.ACCEPTED);
        return fleet.find(device, "small");
    }

    private void answer(Replica replica, long took, long queued, long computed) {
        fleet.asked(replica, now);
        now += took;
        fleet.answered(replica, now, took, queued, computed);
    }
}
