package io.sluice.gates.sensors;

import static io.sluice.gates.sensors.AlignerRun.ALL;
import static io.sluice.gates.sensors.AlignerRun.CAMERA;
import static io.sluice.gates.sensors.AlignerRun.LIDAR;
import static io.sluice.gates.sensors.AlignerRun.RADAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.sensors.FrameAligner.Verdict;
import org.junit.jupiter.api.Test;

class FrameAlignerTest {
    private final AlignerRun run = new AlignerRun();

    @Test
    void aTickWithAllModalitiesIsGivenOnAtOnce() {
        run.frame(980, CAMERA);
        run.frame(1010, RADAR);
        assertThat(run.samples).isEmpty();
        run.frame(1049, LIDAR);
        assertThat(run.samples).containsExactly("1000: P980 P1010 P1049");
        assertThat(run.state.open).isEmpty();
    }

    @Test
    void aCompleteTickWaitsWhileFramesOfTheOneBeforeMayCome() {
        run.frame(1100, ALL);
        assertThat(run.samples).isEmpty();
        assertThat(run.aligner.nextWatermark(run.state)).isEqualTo(1050);
        run.frame(1000, CAMERA);
        run.watermark(1050);
        assertThat(run.samples)
                .containsExactly("1000: P1000 MISSING MISSING", "1100: P1100 P1100 P1100");
    }

    @Test
    void theNearestFrameOfAModalityCounts() {
        run.frame(960, CAMERA);
        run.frame(1005, CAMERA);
        run.frame(1030, CAMERA);
        run.frame(1000, RADAR | LIDAR);
        assertThat(run.samples).containsExactly("1000: P1005 P1000 P1000");
    }

    @Test
    void theWatermarkEndsATick() {
        run.frame(1000, CAMERA);
        assertThat(run.aligner.nextWatermark(run.state)).isEqualTo(1050);
        run.watermark(1049);
        assertThat(run.samples).isEmpty();
        run.watermark(1050);
        assertThat(run.samples).containsExactly("1000: P1000 MISSING MISSING");
        assertThat(run.aligner.nextWatermark(run.state)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLongestWaitEndsATickWithoutAWatermark() {
        run.now = 10;
        run.frame(1000, CAMERA);
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(210);
        run.time(209);
        assertThat(run.samples).isEmpty();
        run.time(210);
        assertThat(run.samples).containsExactly("1000: P1000 MISSING MISSING");
    }

    @Test
    void samplesComeInTheOrderOfTheirTicks() {
        run.frame(1000, CAMERA);
        run.frame(1100, ALL);
        assertThat(run.samples).isEmpty();
        run.now = 50;
        run.frame(1000, RADAR | LIDAR);
        assertThat(run.samples)
                .containsExactly("1000: P1000 P1000 P1000", "1100: P1100 P1100 P1100");
    }

    @Test
    void aTickOpenedBeforeAnotherTakesThatWithIt() {
        run.frame(1100, CAMERA);
        run.now = 150;
        run.frame(1000, CAMERA);
        run.time(200);
        assertThat(run.samples)
                .containsExactly("1000: P1000 MISSING MISSING", "1100: P1100 MISSING MISSING");
    }

    @Test
    void aSlowModalityIsHeldUntilItIsTooOld() {
        run.frame(1000, ALL);
        for (long tick = 1100; tick <= 1700; tick += 100) {
            run.frame(tick, CAMERA | RADAR);
            run.watermark(tick + 50);
        }
        assertThat(run.samples)
                .contains("1100: P1100 P1100 P1000", "1500: P1500 P1500 P1000")
                .contains("1600: P1600 P1600 STALE", "1700: P1700 P1700 STALE");
    }

    @Test
    void duplicatesAreDroppedAlsoAfterTheirTick() {
        assertThat(run.frame(1000, CAMERA)).isEqualTo(Verdict.ACCEPTED);
        assertThat(run.frame(1000, CAMERA)).isEqualTo(Verdict.DUPLICATE);
        run.watermark(1050);
        assertThat(run.frame(1000, CAMERA)).isEqualTo(Verdict.DUPLICATE);
        assertThat(run.samples).hasSize(1);
    }

    @Test
    void aFrameOfAPastTickIsLateAndTheNextSampleSaysSo() {
        run.frame(1000, CAMERA);
        run.watermark(1050);
        assertThat(run.frame(1010, RADAR)).isEqualTo(Verdict.LATE);
        run.frame(1100, CAMERA);
        run.watermark(1150);
        assertThat(run.samples).last().isEqualTo("1100: P1100 LATE MISSING");
        run.frame(1200, CAMERA | RADAR);
        run.watermark(1250);
        assertThat(run.samples).last().isEqualTo("1200: P1200 P1200 MISSING");
    }

    @Test
    void aLateFrameThatMayBeHeldServesTheNextTick() {
        run.frame(1000, CAMERA | RADAR);
        run.watermark(1050);
        assertThat(run.frame(1000, LIDAR)).isEqualTo(Verdict.HELD);
        run.frame(1100, CAMERA | RADAR);
        run.watermark(1150);
        assertThat(run.samples).last().isEqualTo("1100: P1100 P1100 P1000");
    }

    @Test
    void anEventADayLateIsLate() {
        run.frame(86_400_000, ALL);
        run.watermark(86_400_050);
        assertThat(run.frame(5, CAMERA)).isEqualTo(Verdict.LATE);
        assertThat(run.samples).hasSize(1);
    }

    @Test
    void aBrokenModalityIsMaskedAndNotWaitedFor() {
        run.frame(1000, CAMERA | RADAR);
        run.frame(1000, 0, LIDAR, 0);
        assertThat(run.samples).containsExactly("1000: P1000 P1000 BROKEN");
    }

    @Test
    void aValueRepeatedTooOftenIsFrozenUntilItChanges() {
        AlignerSettings frozen =
                new AlignerSettings(100, 50, 200, new long[] {0, 0}, 1000, 3, 5000);
        AlignerRun two = new AlignerRun(frozen);
        for (int i = 0; i < 5; i++) {
            two.frame(1000 + 100 * i, CAMERA, 0, 42);
            two.frame(1000 + 100 * i, RADAR, 0, i);
        }
        two.frame(1500, CAMERA, 0, 43);
        two.frame(1500, RADAR, 0, 9);
        assertThat(two.samples)
                .containsExactly(
                        "1000: P1000 P1000",
                        "1100: P1100 P1100",
                        "1200: P1200 P1200",
                        "1300: FROZEN P1300",
                        "1400: FROZEN P1400",
                        "1500: P1500 P1500");
    }

    @Test
    void aSilentModalityIsDeadAfterAWhileAndNoLongerWaitedFor() {
        for (int i = 0; i <= 60; i++) {
            run.now = 100 * i;
            run.frame(1000 + 100 * i, CAMERA | RADAR);
            run.time(run.now);
            if (i < 49) {
                assertThat(run.state.open).isNotEmpty();
            }
        }
        assertThat(run.state.open).isEmpty();
        assertThat(run.samples).last().isEqualTo("7000: P7000 P7000 DEAD");
        assertThat(run.samples).contains("1000: P1000 P1000 MISSING");
    }

    @Test
    void whenAllFallSilentOneSampleSaysSo() {
        run.frame(1000, ALL);
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(5000);
        run.time(4999);
        run.time(5000);
        run.time(60_000);
        assertThat(run.samples).containsExactly("1000: P1000 P1000 P1000", "1100: DEAD DEAD DEAD");
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(Long.MAX_VALUE);
        assertThat(run.state.lanes).allMatch(lane -> lane.held == null);
        run.frame(1200, ALL);
        assertThat(run.samples).last().isEqualTo("1200: P1200 P1200 P1200");
    }

    @Test
    void anAcknowledgedSensorIsAsleepAndNotWaitedFor() {
        run.frame(1000, ALL);
        assertThat(run.ack(1, CAMERA, 1600)).isTrue();
        run.frame(1500, CAMERA | RADAR);
        run.watermark(1550);
        run.frame(1600, CAMERA);
        assertThat(run.samples).endsWith("1500: P1500 P1500 P1000", "1600: P1600 ASLEEP ASLEEP");
    }

    @Test
    void aSensorThatIsWokenIsGivenTimeAgain() {
        run.frame(1000, ALL);
        run.ack(1, CAMERA, 1000);
        run.now = 100_000;
        run.ack(2, CAMERA | RADAR, 2000);
        run.frame(2000, CAMERA);
        run.watermark(2050);
        assertThat(run.samples).last().isEqualTo("2000: P2000 MISSING ASLEEP");
    }

    @Test
    void acknowledgementsThatAreReadLongBeforeTheFramesHoldForTheirTimes() {
        run.ack(1, CAMERA, 2000);
        run.ack(2, ALL, 3000);
        run.ack(3, CAMERA, 4000);

        run.frame(1000, CAMERA);
        assertThat(run.samples).as("all were on then").isEmpty();
        run.frame(1000, ALL & ~CAMERA);
        assertThat(run.samples).hasSize(1);
        run.frame(1100, CAMERA);
        assertThat(run.samples).hasSize(1);
        run.frame(1100, ALL & ~CAMERA);
        assertThat(run.samples).hasSize(2).noneMatch(sample -> sample.contains("ASLEEP"));
        assertThat(run.state.copy()).usingRecursiveComparison().isEqualTo(run.state);
    }

    @Test
    void anOlderAcknowledgementChangesNothing() {
        run.ack(5, CAMERA, 1000);
        assertThat(run.ack(4, ALL, 900)).isFalse();
        assertThat(run.ack(5, ALL, 1000)).isFalse();
        assertThat(run.state.on).isEqualTo(CAMERA);
        // A device that lost its count goes on by its clock.
        assertThat(run.ack(1, ALL, 1100)).isTrue();
    }

    @Test
    void withoutAcknowledgementsASleepingSensorIsTakenForDead() {
        run.frame(1000, ALL);
        for (int i = 1; i <= 60; i++) {
            run.now = 100 * i;
            run.frame(1000 + 100 * i, CAMERA);
            run.time(run.now);
        }
        assertThat(run.samples).contains("1300: P1300 MISSING P1000");
        assertThat(run.samples).last().isEqualTo("7000: P7000 DEAD DEAD");
    }

    @Test
    void aClockThatJumpsAheadIsNotBelievedAndTheOthersGoOn() {
        run.frame(1000, ALL);
        for (int i = 1; i <= 5; i++) {
            assertThat(run.frame(9_000_000 + 100 * i, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
            run.frame(1000 + 100 * i, RADAR | LIDAR);
            run.watermark(1050 + 100 * i);
        }
        assertThat(run.samples).last().isEqualTo("1500: CLOCK_JUMP P1500 P1500");
    }

    @Test
    void threeInARowAreNotBelievedAgainstASlowerModalityThatIsAlive() {
        run.frame(1000, ALL);
        for (int i = 0; i < 10; i++) {
            assertThat(run.frame(9_000_000 + 100 * i, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
        }
    }

    @Test
    void aJumpIsBorneOutByASecondModality() {
        run.frame(1000, ALL);
        run.frame(1100, CAMERA);
        assertThat(run.frame(9_000_000, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(9_000_010, RADAR)).isEqualTo(Verdict.ACCEPTED);
        run.frame(9_000_010, CAMERA | LIDAR);
        assertThat(run.samples)
                .containsExactly(
                        "1000: P1000 P1000 P1000",
                        "1100: P1100 MISSING P1000",
                        "9000000: P9000010 P9000010 P9000010");
    }

    @Test
    void aJumpOfTheOnlySensorIsBelievedTheThirdTime() {
        run.frame(1000, ALL);
        run.ack(1, CAMERA, 1000);
        assertThat(run.frame(9_000_000, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(9_000_100, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(9_000_200, CAMERA)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aClockThatJumpsBackIsLateAndTheOthersGoOn() {
        run.frame(9_000_000, ALL);
        run.watermark(9_000_050);
        for (int i = 1; i <= 5; i++) {
            assertThat(run.frame(1000 + 100 * i, CAMERA)).isEqualTo(Verdict.LATE);
            run.frame(9_000_000 + 100 * i, RADAR | LIDAR);
            run.watermark(9_000_050 + 100 * i);
        }
        assertThat(run.samples).last().isEqualTo("9000500: LATE P9000500 P9000500");
    }

    @Test
    void whenAllClocksJumpBackTheNewTimeHoldsOnceTheOldOneIsDead() {
        run.frame(9_000_000, ALL);
        run.watermark(9_000_050);
        for (int i = 0; i < 50; i++) {
            run.now = 100 * i;
            assertThat(run.frame(1000 + 100 * i, CAMERA)).isEqualTo(Verdict.LATE);
            run.frame(1000 + 100 * i, RADAR | LIDAR);
        }
        run.time(5000);
        assertThat(run.samples).last().isEqualTo("9000100: LATE LATE LATE");
        assertThat(run.frame(6000, CAMERA)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(6000, RADAR)).isEqualTo(Verdict.ACCEPTED);
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(5200);
        run.frame(6100, ALL);
        run.watermark(6050);
        assertThat(run.samples).endsWith("6000: MISSING P6000 MISSING", "6100: P6100 P6100 P6100");
    }

    @Test
    void aTimeBeyondAllCalendarsIsRefused() {
        assertThat(run.frame(Long.MAX_VALUE - 5, ALL)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(Long.MIN_VALUE + 5, ALL)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frame(1000, ALL)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void waitingBeginsAnewWithATaskThatWasRestored() {
        run.now = 10;
        run.frame(1000, CAMERA);
        FrameAligner<AlignerRun.Frame> later =
                new FrameAligner<>(AlignerRun.SETTINGS, (frame, modality) -> 0, 100_000);
        assertThat(later.nextTime(run.state)).isEqualTo(105_000);
        FrameAligner<AlignerRun.Frame> soon =
                new FrameAligner<>(AlignerRun.SETTINGS, (frame, modality) -> 0, 210);
        assertThat(soon.nextTime(run.state)).isEqualTo(410);
        later.setTime(run.watermark, 100_100, 100_100);
        later.time(run.state, sample -> run.samples.add("?"));
        assertThat(run.samples).isEmpty();
        assertThat(run.state.copy().open).hasSize(1);
    }

    @Test
    void aFrameBetweenTicksIsOfTheNextOne() {
        AlignerRun narrow =
                new AlignerRun(
                        new AlignerSettings(100, 10, 200, new long[] {0, 0, 0}, 1000, 0, 5000));
        narrow.frame(1011, CAMERA);
        narrow.frame(1110, RADAR | LIDAR);
        narrow.watermark(1110);
        assertThat(narrow.samples).containsExactly("1100: P1011 P1110 P1110");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new AlignerSettings(100, 101, 200, new long[] {0}, 1000, 0, 5000))
                .hasMessage("expected a tolerance from 0 to the period of 100 ms, found 101");
        assertThatThrownBy(() -> new AlignerSettings(100, 50, 200, new long[] {0}, 99, 0, 5000))
                .hasMessageContaining("expected a greatest skew of at least the period");
        assertThatThrownBy(() -> new AlignerSettings(100, 50, 200, new long[] {0}, 1000, 0, 200))
                .hasMessageContaining("expected a silence longer than the longest wait");
    }
}
