package io.sluice.simulator;

import static io.sluice.simulator.Example.CAMERA;
import static io.sluice.simulator.Example.LIDAR;
import static io.sluice.simulator.Example.START;
import static io.sluice.simulator.Example.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.simulator.Fault.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault holds for ticks 10 to 19 of 30 and touches no other frame. */
class FaultTest {
    private static final long FROM = START + 10_000;
    private static final long UNTIL = START + 20_000;
    private static final int TICKS = 30;

    @Test
    void silent() {
        List<Frame> frames = frames(LIDAR, Kind.SILENT, Duration.ZERO);

        assertThat(frames).hasSize(TICKS - 10).noneMatch(FaultTest::isTouched);
        assertOthersUntouched(frames);
    }

    @Test
    void frozen() {
        List<Frame> frames = frames(LIDAR, Kind.FROZEN, Duration.ZERO);

        assertThat(frames).hasSize(TICKS);
        assertThat(frames.stream().filter(FaultTest::isTouched))
                .hasSize(10)
                .allMatch(frame -> frame.value().equals(frames.get(9).value()));
        assertOthersUntouched(frames);
    }

    @Test
    void clockJump() {
        List<Frame> good = good(CAMERA);
        List<Frame> frames = frames(CAMERA, Kind.CLOCK_JUMP, Duration.ofHours(-3));

        for (int tick = 10; tick < 20; tick++) {
            long expected = good.get(tick).timeMillis() - 3 * 3_600_000;
            assertThat(frames.get(tick).timeMillis()).isEqualTo(expected);
            assertThat(frames.get(tick).deliveredMillis())
                    .isEqualTo(good.get(tick).deliveredMillis());
        }
        assertOthersUntouched(frames);
    }

    @Test
    void notANumber() {
        List<Frame> frames = frames(LIDAR, Kind.NOT_A_NUMBER, Duration.ZERO);

        assertThat(frames).allMatch(frame -> frame.value().isFinite() != isTouched(frame));
        assertOthersUntouched(frames);
    }

    @Test
    void outOfRange() {
        List<Frame> frames = frames(LIDAR, Kind.OUT_OF_RANGE, Duration.ZERO);

        assertThat(frames).allMatch(f -> f.value().floatAt(0) == 1e9f == isTouched(f));
        assertOthersUntouched(frames);
    }

    @Test
    void cutShort() {
        List<Frame> frames = frames(CAMERA, Kind.CUT_SHORT, Duration.ZERO);

        assertThat(frames)
                .allMatch(frame -> frame.value().dimension(1) == (isTouched(frame) ? 14 : 28));
        assertOthersUntouched(frames);
    }

    @Test
    void duplicated() {
        List<Frame> frames = frames(CAMERA, Kind.DUPLICATED, Duration.ZERO);

        assertThat(frames).hasSize(TICKS + 10);
        assertThat(frames.stream().distinct()).containsExactlyElementsOf(good(CAMERA));
    }

    @Test
    void late() {
        List<Frame> frames = frames(CAMERA, Kind.LATE, Duration.ofSeconds(5));

        assertThat(frames).hasSize(TICKS);
        assertThat(frames)
                .extracting(Frame::timeMillis)
                .containsExactlyInAnyOrderElementsOf(
                        good(CAMERA).stream().map(Frame::timeMillis).toList());
        // Tick 10 comes with tick 15, and what is on time again overtakes what is still late.
        assertThat(frames.get(10).tick()).isEqualTo(10);
        assertThat(frames.get(10).deliveredMillis()).isGreaterThanOrEqualTo(START + 15_000);
        assertThat(positionOf(frames, 20)).isLessThan(positionOf(frames, 19));
    }

    @Test
    void doNotChangeTheEnergy() {
        SimulatedDevice faulty = device(3);
        faulty.inject(new Fault(Kind.SILENT, LIDAR, FROM, UNTIL));
        SimulatedDevice good = device(3);
        faulty.advance(UNTIL);
        good.advance(UNTIL);

        assertThat(faulty.joules()).isEqualTo(good.joules());
    }

    @Test
    void numbersAreNeededForWhatIsNone() {
        assertThatThrownBy(
                        () -> device(3).inject(new Fault(Kind.NOT_A_NUMBER, CAMERA, FROM, UNTIL)))
                .hasMessageContaining("NOT_A_NUMBER for camera, which sends UINT8; expected");
    }

    @Test
    void endAfterTheyBegin() {
        assertThatThrownBy(() -> new Fault(Kind.SILENT, CAMERA, UNTIL, FROM))
                .hasMessageContaining("expected later than");
    }

    private static List<Frame> frames(int sensor, Kind kind, Duration amount) {
        SimulatedDevice device = device(3);
        device.inject(new Fault(kind, sensor, FROM, UNTIL, amount));
        return of(sensor, device);
    }

    private static List<Frame> good(int sensor) {
        return of(sensor, device(3));
    }

    private static List<Frame> of(int sensor, SimulatedDevice device) {
        return device.advance(START + TICKS * 1000 - 1).stream()
                .filter(frame -> frame.sensor() == sensor)
                .toList();
    }

    private static boolean isTouched(Frame frame) {
        return frame.tick() >= 10 && frame.tick() < 20;
    }

    private static void assertOthersUntouched(List<Frame> frames) {
        List<Frame> good = good(frames.get(0).sensor());
        assertThat(frames.stream().filter(frame -> !isTouched(frame)))
                .containsExactlyElementsOf(
                        good.stream().filter(frame -> !isTouched(frame)).toList());
    }

    private static int positionOf(List<Frame> frames, long tick) {
        return frames.stream().map(Frame::tick).toList().indexOf(tick);
    }
}
