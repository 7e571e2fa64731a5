package io.sluice.operators.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Resource;
import io.sluice.schemas.SensorCommand;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What becomes of the decisions of sensor gates, by the mode in force. */
class SensorsModeTest {
    private static final int SECONDS = 60;

    /** Dark for some devices, always. */
    private static final IntPredicate SOME = tick -> tick % 7 < 3;

    @Test
    void inShadowAllSensorsAnswerAndWhatTheGateWouldSaveIsCounted() throws Exception {
        double enforced;
        long enforcedMultiplyAdds;
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            new Devices(sensors, 7).drive(SECONDS, epoch(GateMode.ENFORCE), SOME, 0);
            enforced = Devices.joules(sensors.predictions(), 0, SECONDS);
            enforcedMultiplyAdds = multiplyAdds(sensors.predictions());
            assertThat(sensors.counted("shadow_gate_saved_microjoules_total")).isZero();
            assertThat(sensors.counted("shadow_gate_changes_total")).isZero();
        }
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            new Devices(sensors, 7).drive(SECONDS, epoch(GateMode.SHADOW), SOME, 0);
            List<Prediction> all = sensors.predictions();
            assertThat(all)
                    .hasSize(7 * SECONDS)
                    .allSatisfy(p -> assertThat(p.decision().configuration()).isEqualTo("all"))
                    .allSatisfy(p -> assertThat(p.predictionSet()).isNull());
            assertThat(sensors.commands())
                    .allSatisfy(command -> assertThat(command.on()).hasSize(3));
            double joules = Devices.joules(all, 0, SECONDS);
            double saved = 1e-6 * sensors.counted("shadow_gate_saved_microjoules_total");
            assertThat(joules - saved).isCloseTo(enforced, within(.02 * enforced));
            assertThat(saved).isGreaterThan(.5 * joules);
            assertThat((double) sensors.counted("shadow_gate_saved_multiply_adds_total"))
                    .isCloseTo(
                            multiplyAdds(all) - enforcedMultiplyAdds,
                            within(.02 * multiplyAdds(all)));
            assertThat(chosen(sensors)).isEqualTo(7 * SECONDS);
            assertThat(sensors.counted("shadow_gate_configurations_total/radar")).isPositive();
            assertThat(sensors.counted("shadow_gate_configurations_total/camera")).isPositive();
            assertThat(sensors.counted("shadow_gate_changes_total"))
                    .as("all sensors see the same class here")
                    .isZero();
        }
    }

    @Test
    void offNothingIsDecidedAndNothingCounted() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            new Devices(sensors, 7).drive(SECONDS, epoch(GateMode.OFF), SOME, 0);
            assertThat(sensors.predictions())
                    .hasSize(7 * SECONDS)
                    .allSatisfy(p -> assertThat(p.decision().configuration()).isEqualTo("all"));
            assertThat(sensors.commands())
                    .extracting(SensorCommand::reason)
                    .hasSize(7)
                    .containsOnly("MODE");
            assertThat(chosen(sensors)).isZero();
            assertThat(sensors.counted("shadow_gate_saved_microjoules_total")).isZero();
        }
    }

    @Test
    void anAnswerThatTheGateWouldHaveChangedIsCounted() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.ONE_BY_ONE)) {
            sensors.send(Samples.split("car", 1, epoch(GateMode.SHADOW)));
            assertThat(sensors.last().predictedClass()).isEqualTo(Samples.LABEL + 1);
            assertThat(sensors.counted("shadow_gate_configurations_total/camera")).isEqualTo(1);
            assertThat(sensors.counted("shadow_gate_changes_total")).isEqualTo(1);
        }
    }

    @Test
    void aModeHoldsFromItsEpochOnAndTheGateGoesOnAfterIt() throws Exception {
        try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
            Devices devices = new Devices(sensors, 1);
            for (GateMode mode : List.of(GateMode.OFF, GateMode.SHADOW)) {
                devices.drive(20, epoch(GateMode.ENFORCE), tick -> false, 1);
                assertThat(last(sensors).on()).as("before %s", mode).containsExactly("camera");
                devices.drive(20, epoch(mode), tick -> false, 1);
                assertThat(last(sensors).on()).as("%s", mode).hasSize(3);
                assertThat(sensors.last().decision().configuration()).isEqualTo("all");
            }
            devices.drive(20, epoch(GateMode.ENFORCE), tick -> false, 1);
            assertThat(last(sensors).on()).containsExactly("camera");
            assertThat(sensors.last().decision().configuration()).isEqualTo("camera");
        }
    }

    @Test
    void aCapHoldsInEveryMode() throws Exception {
        Budgets cap = Budgets.of(List.of(Limit.hard("job", Resource.JOULES, 12, 1, 150)));
        for (GateMode mode : List.of(GateMode.SHADOW, GateMode.OFF)) {
            try (SensorsFixture sensors = new SensorsFixture(SensorsFixture.BATCHED)) {
                Devices devices = new Devices(sensors, 2);
                devices.drive(300, Devices.epoch(0, cap, mode, Prices.NONE), SOME, 1);
                assertThat(Devices.joules(sensors.predictions(), 0, 300))
                        .as("%s", mode)
                        .isLessThanOrEqualTo(150 + 12 * 300)
                        .isGreaterThan(.8 * 12 * 300);
                assertThat(sensors.predictions())
                        .extracting(p -> p.decision().configuration())
                        .contains("all", "camera");
            }
        }
    }

    private static SensorCommand last(SensorsFixture sensors) {
        List<SensorCommand> all = sensors.commands();
        return all.get(all.size() - 1);
    }

    private static long chosen(SensorsFixture sensors) {
        return Samples.BUNDLE.manifest().sensors().orElseThrow().configurations().stream()
                .mapToLong(one -> sensors.counted("shadow_gate_configurations_total/" + one.name()))
                .sum();
    }

    private static long multiplyAdds(List<Prediction> predictions) {
        return predictions.stream().mapToLong(p -> p.decision().actual().multiplyAdds()).sum();
    }

    private static PolicyEpoch epoch(GateMode mode) {
        return Devices.epoch(0, Budgets.NONE, mode, Prices.NONE);
    }
}
