package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Frames.ALL;
import static io.sluice.operators.sensors.Frames.CAMERA;
import static io.sluice.operators.sensors.Frames.LIDAR;
import static io.sluice.operators.sensors.Frames.RADAR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class AlignRestoreTest {
    @Test
    void openTicksAndSleepingSensorsSurviveARestore() throws Exception {
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, ALL);
            align.ack("a", 3, 1100, "camera", "lidar");
            align.frame("a", 1100, LIDAR);
            state = align.snapshot(1, 1);
        }
        try (var align = new Frames.Harness(state, 1, 0)) {
            align.frame("a", 1100, LIDAR);
            align.ack("a", 2, 1000, "camera");
            align.frame("a", 1100, CAMERA);
            align.frame("a", 1200, CAMERA);
            align.watermark(1250);
            assertThat(align.samples())
                    .containsExactly("a@1100: P1100 ASLEEP P1100", "a@1200: P1200 ASLEEP P1100");
            assertThat(align.deadLetters()).isEmpty();
        }
    }

    @Test
    void aTickThatWasWaitingWaitsAnewAndIsThenGivenOn() throws Exception {
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            align.frame("a", 1000, CAMERA);
            state = align.snapshot(1, 1);
        }
        try (var align = new Frames.Harness(state, 1, 0)) {
            align.setProcessingTime(199);
            assertThat(align.samples()).isEmpty();
            align.setProcessingTime(200);
            assertThat(align.samples()).containsExactly("a@1000: P1000 MISSING MISSING");
        }
    }

    @Test
    void theBacklogOfAJobThatWasDownIsJoinedHoweverItsTopicsAreRead() throws Exception {
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            align.watermark(950);
            align.setProcessingTime(1020);
            align.frame("a", 1000, ALL);
            align.setProcessingTime(1120);
            align.frame("a", 1100, RADAR);
            state = align.snapshot(1, 1);
        }
        try (var align = new Frames.Harness(state, 1, 0, 26_000)) {
            for (int modality : new int[] {LIDAR, RADAR, CAMERA}) {
                for (long tick = modality == LIDAR ? 3000 : 1100; tick <= 25_900; tick += 100) {
                    align.frame("a", tick, modality);
                }
                align.setProcessingTime(align.getProcessingTime() + 1000);
            }
            align.watermark(25_950);
            assertThat(align.deadLetters()).isEmpty();
            assertThat(align.samples())
                    .hasSize(249)
                    .contains("a@1100: P1100 P1100 P1000", "a@3000: P3000 P3000 P3000")
                    .endsWith("a@25900: P25900 P25900 P25900");
        }
    }

    @Test
    void aTickIsGivenOnInTimeAlsoWhereTheTaskBeforeHadStoodStill() throws Exception {
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            align.standStillUntil(61_020);
            align.frame("a", 61_000, ALL);
            state = align.snapshot(1, 1);
        }
        try (var align = new Frames.Harness(state, 1, 0, 62_000)) {
            align.frame("a", 61_900, CAMERA);
            align.setProcessingTime(62_200);
            assertThat(align.samples()).endsWith("a@61900: P61900 MISSING STALE");
            assertThat(align.numProcessingTimeTimers()).isEqualTo(1);
        }
    }

    @Test
    void aSnapshotIsNotChangedByWhatComesWhileItIsWritten() throws Exception {
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            align.frame("a", 1000, CAMERA);
            state = align.snapshot(1, 1);
            align.frame("a", 1000, RADAR);
        }
        try (var align = new Frames.Harness(state, 1, 0)) {
            align.watermark(1050);
            assertThat(align.samples()).containsExactly("a@1000: P1000 MISSING MISSING");
        }
    }

    @Test
    void keysMoveToOtherTasksWithTheirFramesAndTimers() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            keys.add("device-" + i);
        }
        OperatorSubtaskState state;
        try (var align = Frames.open()) {
            for (String key : keys) {
                align.frame(key, 1000, CAMERA);
            }
            state = align.snapshot(1, 1);
        }
        List<String> samples = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, 128, 1, 2, task);
            try (var align = new Frames.Harness(part, 2, task)) {
                align.watermark(1050);
                assertThat(align.samples()).hasSizeBetween(1, 39);
                samples.addAll(align.samples());
            }
        }
        assertThat(samples)
                .containsExactlyInAnyOrderElementsOf(
                        keys.stream().map(k -> k + "@1000: P1000 MISSING MISSING").toList());
    }
}
