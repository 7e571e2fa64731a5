package io.sluice.simulator;

import static io.sluice.simulator.Example.CAMERA;
import static io.sluice.simulator.Example.LIDAR;
import static io.sluice.simulator.Example.RADAR;
import static io.sluice.simulator.Example.SETTINGS;
import static io.sluice.simulator.Example.START;
import static io.sluice.simulator.Example.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.simulator.SimulatedDevice.Acknowledgement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedDeviceTest {
    private static final int CAMERA_ALONE = 1 << CAMERA;

    @Test
    void withAllSensorsOnItGivesWhatARecordingHolds() {
        SensorRecording recording =
                SensorRecording.of(SETTINGS, Example.squares(), 2, 50, 9, START);
        SimulatedDevice device =
                new SimulatedDevice(
                        SETTINGS,
                        Example.squares(),
                        "device-1",
                        SensorRecording.deviceSeed(9, 1),
                        START);

        List<Frame> frames = device.advance(START + 49_999);

        assertThat(frames).hasSize(3 * 50);
        for (Frame frame : frames) {
            int row = (int) frame.tick() * 2 + 1;
            assertThat(frame.key()).isEqualTo(recording.key(row));
            assertThat(frame.label()).isEqualTo(recording.label(row));
            assertThat(frame.context()).isEqualTo(recording.context(row));
            assertThat(frame.value()).isEqualTo(recording.view(row, frame.sensor()));
        }
    }

    @Test
    void aSensorThatIsOffGivesNothingAndTheOthersTheSameAsBefore() {
        SimulatedDevice all = device(4);
        SimulatedDevice some = device(4);
        some.obey(1, CAMERA_ALONE, START);

        List<Frame> frames = some.advance(START + 30_000);

        assertThat(frames).isNotEmpty().allMatch(frame -> frame.sensor() == CAMERA);
        assertThat(frames)
                .isEqualTo(
                        all.advance(START + 30_000).stream()
                                .filter(frame -> frame.sensor() == CAMERA)
                                .toList());
    }

    @Test
    void inSmallStepsItGivesTheSameAsInALargeOne() {
        SimulatedDevice large = device(5);
        SimulatedDevice small = device(5);
        List<Frame> frames = new ArrayList<>();
        for (long time = START; time <= START + 20_000; time += 7) {
            frames.addAll(small.advance(time));
        }
        frames.addAll(small.advance(START + 20_000));

        assertThat(frames).isEqualTo(large.advance(START + 20_000));
        assertThat(small.joules()).isCloseTo(large.joules(), within(1e-9));
    }

    @Test
    void clocksAreOffByAConstantAndFramesComeALittleLate() {
        SimulatedDevice device = device(6);
        long[] offsets = new long[3];
        Arrays.fill(offsets, Long.MAX_VALUE);
        boolean jitter = false;
        for (Frame frame : device.advance(START + 60_000)) {
            long delay = frame.deliveredMillis() - START - frame.tick() * 1000;
            long offset = frame.timeMillis() - frame.deliveredMillis();
            assertThat(delay).isBetween(0L, 15L);
            assertThat(offset).isBetween(-20L, 20L);
            jitter |= delay > 0;
            if (offsets[frame.sensor()] != Long.MAX_VALUE) {
                assertThat(offset).isEqualTo(offsets[frame.sensor()]);
            }
            offsets[frame.sensor()] = offset;
        }

        assertThat(jitter).isTrue();
        assertThat(Arrays.stream(offsets).distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void aSensorThatWakesGivesFramesOnlyAfterItsWakeTime() {
        SimulatedDevice device = device(7);
        device.obey(1, CAMERA_ALONE, START);
        device.advance(START + 9_500);

        Acknowledgement answer = device.obey(2, CAMERA_ALONE | 1 << LIDAR, START + 9_500);
        List<Frame> frames = device.advance(START + 13_000);

        assertThat(answer)
                .isEqualTo(new Acknowledgement(2, CAMERA_ALONE | 1 << LIDAR, START + 11_300));
        assertThat(frames.stream().filter(f -> f.sensor() == LIDAR).mapToLong(Frame::tick))
                .containsExactly(12L);
        assertThat(frames.stream().filter(f -> f.sensor() == CAMERA).mapToLong(Frame::tick))
                .containsExactly(10L, 11L, 12L);
    }

    @Test
    void anOldOrRepeatedCommandChangesNothing() {
        SimulatedDevice device = device(8);
        Acknowledgement second = device.obey(2, CAMERA_ALONE, START);

        assertThat(device.obey(1, SETTINGS.allSensors(), START + 100)).isEqualTo(second);
        assertThat(device.obey(2, CAMERA_ALONE, START + 200)).isEqualTo(second);
        assertThat(device.acknowledgement()).isEqualTo(second);
        assertThat(second).isEqualTo(new Acknowledgement(2, CAMERA_ALONE, START));
    }

    /** By hand, from the watts of the example: 1.5, 3 and 8 on; 0.1, 0.2 and 0.5 asleep. */
    @Test
    void joules() {
        SimulatedDevice device = device(9);
        device.advance(START + 10_000);
        assertThat(device.joules()).isCloseTo(125, within(1e-9));

        device.obey(1, CAMERA_ALONE, START + 10_000);
        device.advance(START + 30_000);
        assertThat(device.joules(CAMERA)).isCloseTo(15 + 30, within(1e-9));
        assertThat(device.joules(RADAR)).isCloseTo(30 + 20 * 0.2, within(1e-9));
        assertThat(device.joules(LIDAR)).isCloseTo(80 + 20 * 0.5, within(1e-9));

        // The start costs 12 J, and the watts from the command on.
        device.obey(2, 1 << LIDAR, START + 30_000);
        device.advance(START + 31_000);
        assertThat(device.joules(LIDAR)).isCloseTo(90 + 12 + 8, within(1e-9));
        assertThat(device.joules(CAMERA)).isCloseTo(45 + 0.1, within(1e-9));
        assertThat(device.joules())
                .isCloseTo(
                        device.joules(CAMERA) + device.joules(RADAR) + device.joules(LIDAR),
                        within(1e-9));
    }

    @Test
    void turningASensorOnThatIsOnCostsNothing() {
        SimulatedDevice device = device(10);
        device.obey(1, SETTINGS.allSensors(), START + 1_000);
        device.advance(START + 2_000);

        assertThat(device.joules()).isCloseTo(25, within(1e-9));
    }

    @Test
    void timeOnlyMovesForward() {
        SimulatedDevice device = device(11);
        device.advance(START + 1_000);

        assertThatThrownBy(() -> device.advance(START + 999))
                .hasMessage("time 1790000000999; expected no earlier than 1790000001000");
    }

    @Test
    void refusesSensorsItDoesNotHave() {
        SimulatedDevice device = device(12);

        assertThatThrownBy(() -> device.obey(1, 0b1000, START))
                .hasMessage("a command for the sensors 1000; expected a mask within 111");
    }
}
