package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Samples.ALL;
import static io.sluice.operators.sensors.Samples.CAMERA;
import static io.sluice.operators.sensors.Samples.RADAR;
import static io.sluice.operators.sensors.Samples.dark;
import static io.sluice.operators.sensors.Samples.day;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.schemas.SensorCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of commands when sensors die, state is lost, or time runs back. */
class SensorsRecoveryTest {
    @Test
    void whenTheOnlySensorThatIsOnDiesAllAreSwitchedOn() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            int on = settle(sensors, 1, 8);
            assertThat(on).isEqualTo(CAMERA);

            // Align says so once, a period behind the last frame, and then nothing more.
            sensors.send(silent("car", 9, CAMERA));

            SensorCommand last = last(sensors.commands());
            assertThat(last.reason()).isEqualTo("FAIL_OPEN");
            assertThat(last.on()).containsExactly("camera", "radar", "lidar");
            assertThat(sensors.last().decision().reason()).isEqualTo("NO_MODALITY");
        }
    }

    @Test
    void aJobThatLostItsStateGoesOnCountingWhereTheDeviceIs() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            sensors.send(acknowledged(day("car", 100, CAMERA), 500_041));

            assertThat(sensors.commands())
                    .singleElement()
                    .satisfies(command -> assertThat(command.sequence()).isEqualTo(500_042));
        }
    }

    @Test
    void aCommandThatALaterOneOfAnotherJobHasOverruledIsSentAgainAtOnce() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            settle(sensors, 1, 8);
            int before = sensors.commands().size();
            sensors.send(acknowledged(day("car", 9, ALL), 90_000));

            assertThat(sensors.commands()).hasSize(before + 1);
            assertThat(last(sensors.commands()).sequence()).isEqualTo(90_001);
            assertThat(last(sensors.commands()).on()).containsExactly("camera");
        }
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheGate() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            settle(sensors, 1_000_000, 8);
            long sequence = last(sensors.commands()).sequence();
            int on = settle(sensors, 1, 8);

            assertThat(on).isEqualTo(CAMERA);
            assertThat(last(sensors.commands()).sequence()).isGreaterThan(sequence);
            assertThat(last(sensors.commands()).issuedMillis()).isLessThan(20_000);
        }
    }

    @Test
    void whatGoesToSleepStaysOnUntilItsSuccessorIs() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            int on = settle(sensors, 1, 8);
            List<List<String>> asked = new ArrayList<>();
            for (int second = 9; second < 26; second++) {
                sensors.send(dark("car", second, on));
                on = obey(sensors, on);
                asked.add(last(sensors.commands()).on());
            }
            assertThat(on).isEqualTo(RADAR);
            assertThat(asked)
                    .as("camera with others, until radar is on")
                    .noneMatch(names -> names.isEmpty())
                    .anyMatch(names -> names.containsAll(List.of("camera", "radar")));
        }
    }

    /** Seconds by day, before the first probe, at the end of which only the camera is on. */
    private static int settle(SensorsFixture sensors, long from, int seconds) throws Exception {
        int on = ALL;
        for (long second = from; second < from + seconds; second++) {
            sensors.send(day("car", second, on));
            on = obey(sensors, on);
        }
        return on;
    }

    private static int obey(SensorsFixture sensors, int on) {
        List<SensorCommand> commands = sensors.commands();
        return commands.isEmpty()
                ? on
                : Samples.BUNDLE.manifest().sensors().orElseThrow().mask(last(commands).on());
    }

    private static AlignedSample acknowledged(AlignedSample sample, long sequence) {
        return new AlignedSample(
                sample.key(),
                sample.tickMillis(),
                sample.frames(),
                sample.statuses(),
                sample.agesMillis(),
                sample.on(),
                sample.epoch(),
                sample.admittedMicros(),
                sequence);
    }

    private static AlignedSample silent(String key, long second, int on) {
        AlignedSample none = Samples.sample(key, second, on, 0, 0, Samples.epoch());
        List<ModalityStatus> statuses = new ArrayList<>();
        for (int m = 0; m < none.statuses().size(); m++) {
            statuses.add((on >> m & 1) != 0 ? ModalityStatus.DEAD : ModalityStatus.ASLEEP);
        }
        return new AlignedSample(
                none.key(),
                none.tickMillis(),
                Arrays.asList(null, null, null),
                statuses,
                none.agesMillis(),
                on,
                none.epoch(),
                none.admittedMicros());
    }

    private static <T> T last(List<T> items) {
        return items.get(items.size() - 1);
    }
}
