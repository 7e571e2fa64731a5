package io.sluice.operators.sensors;

import static io.sluice.operators.sensors.Samples.ALL;
import static io.sluice.operators.sensors.Samples.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.SensorCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What is known of devices when their job is given more tasks. */
class SensorsRestoreTest {
    @Test
    void keysMoveToOtherTasksWithWhatTheyWereTold() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add("device-" + i);
        }
        Map<String, Long> told = new HashMap<>();
        OperatorSubtaskState state;
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            for (int second = 1; second <= 6; second++) {
                for (String key : keys) {
                    sensors.send(Samples.day(key, second, ALL));
                }
            }
            sensors.commands().forEach(command -> told.put(key(command), command.sequence()));
            state = sensors.harness.snapshot(1, 6);
        }
        assertThat(told).hasSize(20).allSatisfy((key, last) -> assertThat(last).isPositive());

        int moved = 0;
        for (int task = 0; task < 2; task++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, SensorsFixture.MAX_PARALLELISM, 1, 2, task);
            try (var sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE, part, 2, task)) {
                for (String key : keys) {
                    if (task(key) == task) {
                        sensors.send(Samples.dark(key, 7, CAMERA));
                        sensors.send(Samples.dark(key, 8, CAMERA));
                        sensors.send(Samples.dark(key, 9, CAMERA));
                        moved++;
                    }
                }
                assertThat(sensors.commands()).isNotEmpty();
                for (SensorCommand command : sensors.commands()) {
                    assertThat(command.sequence()).isGreaterThan(told.get(key(command)));
                    assertThat(command.reason()).isNotEqualTo("START");
                }
            }
        }
        assertThat(moved).isEqualTo(20);
    }

    private static int task(String key) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                key, SensorsFixture.MAX_PARALLELISM, 2);
    }

    private static String key(SensorCommand command) {
        return new String(command.key(), StandardCharsets.UTF_8);
    }
}
