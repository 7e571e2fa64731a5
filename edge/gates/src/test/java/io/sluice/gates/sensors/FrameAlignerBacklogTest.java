package io.sluice.gates.sensors;

import static io.sluice.gates.sensors.AlignerRun.ALL;
import static io.sluice.gates.sensors.AlignerRun.CAMERA;
import static io.sluice.gates.sensors.AlignerRun.LIDAR;
import static io.sluice.gates.sensors.AlignerRun.RADAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.sensors.FrameAligner.Verdict;
import org.junit.jupiter.api.Test;

/** What is read late: after a standstill, or by a job that was down. */
class FrameAlignerBacklogTest {
    private final AlignerRun run = new AlignerRun();

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
}
