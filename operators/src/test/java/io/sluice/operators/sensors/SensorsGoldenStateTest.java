package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Samples.ALL;
import static io.sluice.operators.sensors.Samples.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Resource;
import io.sluice.schemas.SensorCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * State of `align` and `sensors` that an earlier version saved is restored by this one. After a
 * deliberate change of format, run with {@code -Dsluice.golden-state=v<n>} to save this version's
 * state, and add it below.
 */
class SensorsGoldenStateTest {
    private static final Path STATES = Path.of("src/test/resources/state");

    @ParameterizedTest
    @ValueSource(strings = {"v3", "v6"})
    void restoresWhatWasAligned(String version) throws Exception {
        try (var align = new Frames.Harness(read(version, "align"), 1, 0)) {
            align.ack("a", 2, 1000, "camera");
            align.frame("a", 1100, Frames.CAMERA);
            align.watermark(1150);
            assertThat(align.samples()).containsExactly("a@1100: P1100 ASLEEP P1100");
            assertThat(align.deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3", "v6"})
    void restoresWhatDevicesWereTold(String version) throws Exception {
        OperatorSubtaskState saved = read(version, "sensors");
        try (var sensors = new SensorsFixture(SensorsFixture.DELTAS, saved)) {
            sensors.send(Samples.day("car", 9, ALL));
            sensors.harness.prepareSnapshotPreBarrier(1);
            assertThat(sensors.last().decision().reason()).isEqualTo("UNCHANGED");
            assertThat(sensors.last().decision().configuration()).isEqualTo("camera");

            sensors.send(Samples.dark("car", 20, CAMERA), Samples.dark("car", 21, CAMERA));
            sensors.harness.prepareSnapshotPreBarrier(2);
            assertThat(sensors.commands())
                    .isNotEmpty()
                    .extracting(SensorCommand::reason)
                    .doesNotContain("START");
        }
    }

    @Test
    void restoresThePriceOfABudget() throws Exception {
        OperatorSubtaskState saved = read("v6", "sensors");
        try (var sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE, saved)) {
            sensors.send(Samples.sample("car", 9, ALL, ALL, 0, priced()));
            assertThat(sensors.last().decision().prices())
                    .singleElement()
                    .satisfies(price -> assertThat(price.value()).isEqualTo(5));
        }
    }

    /** A budget that is far overspent: its price is at the cap. */
    private static PolicyEpoch priced() {
        Budgets budgets = Budgets.of(List.of(Limit.soft("job", Resource.JOULES, .1, 1)));
        return Devices.epoch(1, budgets);
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        String version = System.getProperty("sluice.golden-state");
        if (version == null) {
            return;
        }
        try (var align = Frames.open()) {
            align.watermark(950);
            align.frame("a", 1000, Frames.ALL);
            align.ack("a", 3, 1100, "camera", "lidar");
            align.frame("a", 1100, Frames.LIDAR);
            write(version, "align", align.snapshot(1, 1));
        }
        try (var sensors = new SensorsFixture(SensorsFixture.DELTAS)) {
            for (int second = 1; second <= 8; second++) {
                sensors.harness.setProcessingTime(1000L * second);
                sensors.send(Samples.day("car", second, ALL));
                sensors.send(Samples.sample("bus", second, ALL, ALL, 0, priced()));
            }
            sensors.harness.prepareSnapshotPreBarrier(1);
            write(version, "sensors", sensors.harness.snapshot(1, 1));
        }
    }

    private static OperatorSubtaskState read(String version, String operator) throws Exception {
        return OperatorSnapshotUtil.readStateHandle(file(version, operator).toString());
    }

    private static void write(String version, String operator, OperatorSubtaskState state)
            throws Exception {
        Path file = file(version, operator);
        Files.createDirectories(file.getParent());
        OperatorSnapshotUtil.writeStateHandle(state, file.toString());
    }

    private static Path file(String version, String operator) {
        return STATES.resolve(version + "/" + operator + ".snapshot");
    }
}
