package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Frames.ALL;
import static io.sluice.operators.sensors.Frames.CAMERA;
import static io.sluice.operators.sensors.Frames.LIDAR;
import static io.sluice.operators.sensors.Frames.RADAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.DeadLetters;
import io.sluice.schemas.DeadLetter;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;

class AlignOperatorTest {
    @Test
    void aSampleHasItsFramesAgesEpochAndOrigin() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 960, CAMERA);
            align.frame("a", 1000, RADAR | LIDAR);
            AlignedSample sample = align.aligned().get(0);
            assertThat(sample.key()).isEqualTo(Frames.bytes("a"));
            assertThat(sample.id()).isEqualTo("a@1000");
            assertThat(sample.present()).isEqualTo(ALL);
            assertThat(sample.on()).isEqualTo(ALL);
            assertThat(sample.agesMillis()).containsExactly(40, 0, 0);
            assertThat(sample.epoch().policy().version()).isEqualTo("first");
            assertThat(sample.label()).hasValue(3);
            assertThat(sample.context()).isEqualTo("fog");
            assertThat(sample.newest().origin().headers()).hasSize(1);
            assertThat(sample.admittedMicros()).isEqualTo(1_000_000);
            assertThat(align.extractOutputStreamRecords().get(1).getTimestamp()).isEqualTo(1000);
        }
    }

    @Test
    void theWatermarkClosesTicksAndFollowsTheirSamples() throws Exception {
        try (var align = Frames.open()) {
            align.frame("a", 1000, CAMERA);
            align.watermark(1049);
            assertThat(align.samples()).isEmpty();
            align.watermark(1050);
            assertThat(align.samples()).containsExactly("a@1000: P1000 MISSING MISSING");
            assertThat(align.getOutput()).last().isEqualTo(new Watermark(1050));
            assertThat(align.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void acknowledgementsDoNotHoldTheWatermarkBack() throws Exception {
        try (var align = Frames.open()) {
            align.processWatermark2(new Watermark(7));
            align.watermark(50);
            assertThat(align.getOutput()).containsExactly(new Watermark(50));
        }
    }

    @Test
    void theLongestWaitClosesTicksWithNoWatermark() throws Exception {
        try (var align = Frames.open()) {
            align.setProcessingTime(10);
            align.frame("a", 1000, CAMERA);
            align.setProcessingTime(209);
            assertThat(align.samples()).isEmpty();
            align.setProcessingTime(210);
            assertThat(align.samples()).containsExactly("a@1000: P1000 MISSING MISSING");
        }
    }

    @Test
    void nothingWaitsAndNobodyIsSilentWhileTheTaskStandsStill() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.setProcessingTime(1020);
            align.frame("a", 1000, ALL);
            align.setProcessingTime(1120);
            align.frame("a", 1100, CAMERA);

            align.standStillUntil(60_000);
            align.frame("a", 1200, CAMERA);
            align.frame("a", 1100, RADAR | LIDAR);
            align.frame("a", 1200, RADAR | LIDAR);

            assertThat(align.samples())
                    .containsExactly(
                            "a@1000: P1000 P1000 P1000",
                            "a@1100: P1100 P1100 P1100",
                            "a@1200: P1200 P1200 P1200");
            align.setProcessingTime(64_000);
            assertThat(align.samples()).hasSize(3);
            align.setProcessingTime(65_000);
            assertThat(align.samples()).last().isEqualTo("a@1300: DEAD DEAD DEAD");
        }
    }

    @Test
    void aSensorThatGoesSilentIsMissingAndThenDead() throws Exception {
        try (var align = Frames.open()) {
            align.frame("a", 1000, ALL);
            for (int i = 1; i <= 60; i++) {
                align.setProcessingTime(100 * i);
                align.frame("a", 1000 + 100 * i, CAMERA | LIDAR);
            }
            assertThat(align.samples()).contains("a@1100: P1100 MISSING P1100");
            assertThat(align.samples()).last().isEqualTo("a@7000: P7000 DEAD P7000");
            assertThat(align.deadLetters()).isEmpty();
        }
    }

    @Test
    void anIdleKeySaysOnceThatAllIsSilentAndKeepsNoFrameAndNoTimer() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, ALL);
            align.setProcessingTime(5000);
            align.setProcessingTime(60_000);
            assertThat(align.samples())
                    .containsExactly("a@1000: P1000 P1000 P1000", "a@1100: DEAD DEAD DEAD");
            assertThat(align.aligned().get(1).newest()).isNull();
            assertThat(align.aligned().get(1).epoch().epoch()).isZero();
            assertThat(align.numEventTimeTimers()).isZero();
            // That of the control topic alone.
            assertThat(align.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void aSensorThatRepeatsItsLastValueIsMasked() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            for (int i = 0; i < 5; i++) {
                align.frame(Frames.frame("a", 1000 + 100 * i, CAMERA, 0, 42));
                align.frame("a", 1000 + 100 * i, RADAR | LIDAR);
            }
            assertThat(align.samples())
                    .endsWith(
                            "a@1200: P1200 P1200 P1200",
                            "a@1300: FROZEN P1300 P1300",
                            "a@1400: FROZEN P1400 P1400");
        }
    }

    @Test
    void aModalityWithNaNIsMaskedAndTheOthersGoOn() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame(Frames.frame("a", 1000, CAMERA | LIDAR, RADAR, 1));
            assertThat(align.samples()).containsExactly("a@1000: P1000 BROKEN P1000");
        }
    }

    @Test
    void aClockThatJumpsAheadIsADeadLetterByteForByte() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, ALL);
            SensorFrame jumped = Frames.frame("a", 9_000_000, CAMERA, 0, 1);
            align.frame(jumped);
            align.frame("a", 1100, RADAR | LIDAR);
            align.watermark(1150);
            assertThat(align.samples()).last().isEqualTo("a@1100: CLOCK_JUMP P1100 P1100");
            DeadLetter letter = align.getSideOutput(DeadLetters.TAG).poll().getValue();
            assertThat(letter.value()).isEqualTo(jumped.origin().value());
            assertThat(letter.headers()).isEqualTo(jumped.origin().headers());
            assertThat(letter.stage()).isEqualTo("align");
            assertThat(letter.reason()).isEqualTo("CLOCK_JUMP");
            assertThat(letter.message())
                    .isEqualTo(
                            "the frame is of 9000000 and the device's newest of 1000; expected a"
                                    + " difference of at most 1000 ms, or frames that bear it out");
        }
    }

    @Test
    void aClockThatJumpsBackIsLate() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(8_999_950);
            align.frame("a", 9_000_000, ALL);
            align.frame("a", 1000, CAMERA);
            align.frame("a", 9_000_100, RADAR | LIDAR);
            align.watermark(9_000_150);
            assertThat(align.samples()).last().isEqualTo("a@9000100: LATE P9000100 P9000100");
            assertThat(align.deadLetters()).containsExactly("LATE 1000");
        }
    }

    @Test
    void allSensorsJumpingTogetherAreBelieved() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, ALL);
            align.frame("a", 9_000_000, CAMERA);
            align.frame("a", 9_000_000, RADAR);
            align.frame("a", 9_000_000, LIDAR);
            align.frame("a", 9_000_100, ALL);
            align.watermark(9_000_050);
            assertThat(align.samples())
                    .endsWith(
                            "a@9000000: MISSING P9000000 P9000000",
                            "a@9000100: P9000100 P9000100 P9000100");
            assertThat(align.deadLetters()).containsExactly("CLOCK_JUMP 9000000");
        }
    }

    @Test
    void duplicatesAreDroppedAndAreNoDeadLetters() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            for (int i = 0; i < 3; i++) {
                align.frame("a", 1000, CAMERA);
            }
            align.frame("a", 1000, RADAR | LIDAR);
            align.frame("a", 1000, ALL);
            assertThat(align.samples()).containsExactly("a@1000: P1000 P1000 P1000");
            assertThat(align.deadLetters()).isEmpty();
        }
    }

    @Test
    void anEventADayLateIsADeadLetter() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(86_399_950);
            align.frame("a", 86_400_000, ALL);
            align.frame("a", 17, CAMERA);
            assertThat(align.samples()).hasSize(1);
            DeadLetter letter = align.getSideOutput(DeadLetters.TAG).poll().getValue();
            assertThat(letter.reason()).isEqualTo("LATE");
            assertThat(letter.message())
                    .isEqualTo(
                            "the frame of 17 came after the sample of 86400000 was given on;"
                                    + " expected a later frame");
        }
    }

    @Test
    void framesInAnyOrderGiveTheSameSamples() throws Exception {
        try (var align = Frames.open()) {
            align.frame("a", 1100, RADAR);
            align.frame("b", 1100, ALL);
            align.frame("a", 1000, LIDAR);
            align.frame("a", 1100, CAMERA | LIDAR);
            align.frame("a", 1000, CAMERA | RADAR);
            align.frame("b", 1000, ALL);
            align.watermark(1050);
            assertThat(align.samples())
                    .containsExactlyInAnyOrder(
                            "a@1000: P1000 P1000 P1000",
                            "a@1100: P1100 P1100 P1100",
                            "b@1000: P1000 P1000 P1000",
                            "b@1100: P1100 P1100 P1100");
        }
    }

    @Test
    void aSlowLidarIsHeldUpToItsAge() throws Exception {
        try (var align = Frames.open()) {
            align.frame("a", 1000, ALL);
            for (long tick = 1100; tick <= 1600; tick += 100) {
                align.frame("a", tick, CAMERA | RADAR);
                align.watermark(tick + 50);
            }
            assertThat(align.samples())
                    .contains("a@1500: P1500 P1500 P1000", "a@1600: P1600 P1600 STALE");
            assertThat(align.aligned().get(5).agesMillis()).containsExactly(0, 0, 500);
        }
    }

    @Test
    void whatADeviceAcknowledgedIsAsleepFromThenOn() throws Exception {
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, ALL);
            align.ack("a", 1, 1100, "camera", "a sensor of no bundle");
            align.frame("a", 1100, CAMERA);
            assertThat(align.samples()).last().isEqualTo("a@1100: P1100 ASLEEP P1000");
            assertThat(align.aligned().get(1).on()).isEqualTo(CAMERA);
        }
    }

    @Test
    void withoutAcknowledgementsAllSensorsCountAsOn() throws Exception {
        try (var align = Frames.open()) {
            align.frame("a", 1000, CAMERA);
            align.setProcessingTime(200);
            assertThat(align.aligned().get(0).on()).isEqualTo(ALL);
            assertThat(align.aligned().get(0).statuses())
                    .containsExactly(
                            ModalityStatus.PRESENT, ModalityStatus.MISSING, ModalityStatus.MISSING);
        }
    }
}
