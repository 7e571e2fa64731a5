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

    /** The device lives at one tick in 100 ms, its frames can be read 20 ms after their times. */
    private void backlog(long from, long to, int modality) {
        for (long tick = from; tick <= to; tick += 100) {
            assertThat(run.frameOf(tick, modality, tick + 20))
                    .as("frame of %d", tick)
                    .isEqualTo(Verdict.ACCEPTED);
        }
    }

    @Test
    void whatIsReadFromABacklogOneModalityAfterTheOtherIsJoined() {
        run.now = 1020;
        backlog(1000, 1000, ALL);
        // Nothing was read for 11 s; then all of the radar is read first, the camera last.
        run.stoodStill = 11_000;
        backlog(2600, 12_000, RADAR);
        run.time(1020 + 300);
        backlog(1100, 12_000, LIDAR);
        run.time(1020 + 4900);
        assertThat(run.samples).hasSize(1);
        backlog(1100, 12_000, CAMERA);
        run.watermark(12_050);
        assertThat(run.samples)
                .hasSize(111)
                .contains("1100: P1100 MISSING P1100", "2600: P2600 P2600 P2600")
                .endsWith("12000: P12000 P12000 P12000");
    }

    @Test
    void whatIsReadFromABacklogDoesNotWaitForASensorThatIsDead() {
        run.now = 1020;
        backlog(1000, 1000, ALL);
        run.stoodStill = 11_000;
        backlog(1100, 12_000, CAMERA | LIDAR);
        run.now = 1020 + 4000;
        backlog(12_100, 16_000, CAMERA | LIDAR);
        run.time(1020 + 4999);
        assertThat(run.samples).hasSize(1);
        run.time(1020 + 5000);
        assertThat(run.samples).hasSize(151).endsWith("16000: P16000 DEAD P16000");
    }

    @Test
    void aBacklogOfOneModalityIsHeldUpToABound() {
        run.now = 1020;
        backlog(1000, 1000, ALL);
        run.stoodStill = 60_000;
        backlog(1100, 1000 + 100 * AlignerRun.SETTINGS.mostOpen(), RADAR);
        assertThat(run.samples).hasSize(1);
        backlog(60_000, 60_000, RADAR);
        assertThat(run.samples).hasSize(2).endsWith("1100: MISSING P1100 P1000");
        assertThat(run.state.open).hasSize(AlignerRun.SETTINGS.mostOpen());
    }

    @Test
    void whatIsReadAsSoonAsEverWaitsNoLongerForAllItsDelay() {
        run.now = 1000 + 60_000;
        run.frameOf(1000, ALL, run.now);
        run.now += 100;
        run.frameOf(1100, CAMERA, run.now);
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(run.now + 200);
    }

    @Test
    void noFewerTicksWaitThanComeWithinTheLongestWait() {
        AlignerSettings quick = new AlignerSettings(1, 0, 500, new long[] {0, 0}, 1000, 0, 5000);
        AlignerRun fast = new AlignerRun(quick);
        fast.watermark = 0;
        for (fast.now = 1; fast.now <= 500; fast.now++) {
            fast.frame(fast.now, CAMERA);
        }
        assertThat(fast.samples).isEmpty();
    }

    @Test
    void sensorsThatTakeTurnsAreJoinedInWhicheverOrderTheyAreRead() {
        run.now = 1020;
        backlog(1000, 1000, ALL);
        run.ack(1, LIDAR, 1100);
        run.ack(2, RADAR, 58_000);
        run.stoodStill = 60_000;
        backlog(58_000, 61_000, RADAR);
        for (long tick = 1100; tick < 58_000; tick += 100) {
            run.time(run.now + 10);
            backlog(tick, tick, LIDAR);
        }
        assertThat(run.samples).hasSize(601).contains("57900: ASLEEP ASLEEP P57900");
    }

    @Test
    void aDelayThatGrewIsUsualAfterAWhile() {
        run.now = 1000;
        run.frameOf(1000, ALL, 1000);
        assertThat(waitOfATickAfter(1100, 250_000)).isEqualTo(2000);
        assertThat(waitOfATickAfter(250_200, 602_000)).isEqualTo(200);
    }

    /** Frames come 2 s after their times, the camera's ahead of the others'. */
    private long waitOfATickAfter(long from, long to) {
        for (long tick = from; tick <= to; tick += 100) {
            run.now = tick + 2000;
            run.frameOf(tick, CAMERA, run.now);
            run.now += 30;
            run.frameOf(tick + 30, RADAR | LIDAR, run.now);
        }
        run.now = to + 2150;
        run.frameOf(to + 100, CAMERA, run.now);
        return run.aligner.nextTime(run.state) - run.now;
    }

    @Test
    void aRecordThatSaysItIsOfTheFutureArrivesNow() {
        run.now = 1020;
        run.frameOf(1000, ALL, 3_601_020);
        run.stoodStill = 11_000;
        run.frameOf(1100, CAMERA, 3_601_120);
        assertThat(run.aligner.nextTime(run.state)).isEqualTo(1020 + 5000);
    }

    @Test
    void aFrameAfterAPauseNeedNotBeBorneOut() {
        run.now = 1020;
        run.frameOf(1000, ALL, 1020);
        run.now = 61_020;
        assertThat(run.frameOf(61_900, RADAR, 61_020)).isEqualTo(Verdict.ACCEPTED);
        assertThat(run.frameOf(63_000, CAMERA, 61_020)).isEqualTo(Verdict.CLOCK_JUMP);
    }

    @Test
    void aFrameOfTheFutureHasToBeBorneOutAlsoInABacklog() {
        run.now = 1020;
        run.frameOf(1000, ALL, 1020);
        run.now = 61_020;
        assertThat(run.frameOf(1100, CAMERA, 1120)).isEqualTo(Verdict.ACCEPTED);
        assertThat(run.frameOf(41_200, CAMERA, 1220)).isEqualTo(Verdict.CLOCK_JUMP);
        assertThat(run.frameOf(62_100, CAMERA, 62_120)).isEqualTo(Verdict.CLOCK_JUMP);
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
