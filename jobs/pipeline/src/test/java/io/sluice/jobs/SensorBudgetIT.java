package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets and modes of a sensor job with two tasks, over a real control topic. */
class SensorBudgetIT {
    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private SensorRun run;
    private Statuses statuses;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
        run = new SensorRun(directory, kafka, SensorRun.DEVICES.toArray(String[]::new));
        run.devices.values().forEach(device -> device.dark = true);
        statuses = new Statuses(kafka.bootstrapServers());
    }

    @AfterEach
    void stop() throws Exception {
        statuses.close();
        run.close();
        kafka.close();
    }

    @Test
    void budgetsSwitchSensorsOffAndSurviveARestore() throws Exception {
        run.start(config());
        run.drive("the radar", () -> run.newest(answer -> runs(answer, "radar")));

        // Far too little, of the job and of each device: two prices, both at their cap.
        budgets(
                1,
                Limit.soft("job", Resource.JOULES, .01, 1),
                Limit.soft("key/*", Resource.JOULES, .01, 1));
        run.drive(
                "the cheaper sensor",
                () -> run.newest(answer -> epoch(answer) == 1 && isOnAlone(answer, 0)));
        awaitAcknowledged(1);
        assertThat(statuses.newest().values())
                .allSatisfy(
                        status -> {
                            assertThat(status.operator()).isEqualTo("sensors");
                            assertThat(status.budgets()).hasSize(2);
                            assertThat(status.budgets().get(0).spent()).isPositive();
                        });

        String savepoint = run.stopWithSavepoint();
        int before = run.outcomes.predictions.size();
        run.start(config(), savepoint);
        run.drive(
                "an answer under a price that was saved",
                () -> run.outcomes.predictions.size() > before);
        List<Price> prices = run.outcomes.predictions.get(before).decision().prices();
        assertThat(prices)
                .filteredOn(price -> price.scope().equals("job"))
                .singleElement()
                .satisfies(price -> assertThat(price.value()).isGreaterThan(4));

        budgets(2);
        run.drive("the radar again", () -> run.newest(answer -> runs(answer, "radar")));

        budgets(3, Limit.hard("job", Resource.JOULES, .01, 1, .02));
        run.drive("nothing more is computed", () -> run.newest(SensorBudgetIT::isRefused));
        run.awaitAnswers();
        assertThat(run.answers("car-0"))
                .filteredOn(SensorBudgetIT::isRefused)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.decision().actual().multiplyAdds()).isZero());
        assertExactlyOnce();
    }

    @Test
    void inShadowAndOffAllSensorsAreOn() throws Exception {
        run.start(config());
        run.drive("the radar", () -> run.newest(answer -> runs(answer, "radar")));
        mode(1, GateMode.SHADOW);
        run.drive("all sensors in shadow", () -> run.newest(a -> isOfAll(a, 1)));
        awaitAcknowledged(1);
        assertThat(MetricNames.value("_shadow_gate_saved_microjoules_total")).isPositive();
        mode(2, GateMode.ENFORCE);
        run.drive(
                "the radar again",
                () -> run.newest(answer -> epoch(answer) == 2 && isOnAlone(answer, 1)));
        mode(3, GateMode.OFF);
        run.drive("all sensors, without a gate", () -> run.newest(a -> isOfAll(a, 3)));
        run.awaitAnswers();
        assertExactlyOnce();
    }

    private PipelineConfig config() {
        return run.parse(SensorRun.text("max-wait: 2 s") + "control.status-topic: status\n");
    }

    private void budgets(long epoch, Limit... limits) {
        byte[] document = BudgetDocument.document(Budgets.of(List.of(limits)));
        run.control(new ControlEnvelope("BUDGETS", "job", epoch, 0, document, "", null));
    }

    private void mode(long epoch, GateMode mode) {
        run.control(new ControlEnvelope("MODE", "job", epoch, 0, mode.document(), "", null));
    }

    private void awaitAcknowledged(long epoch) {
        run.drive(
                "both tasks hold epoch " + epoch,
                () ->
                        statuses.newest().values().stream()
                                        .filter(status -> status.epoch() == epoch)
                                        .count()
                                == 2);
    }

    private void assertExactlyOnce() throws Exception {
        assertThat(run.outcomes.answers.keySet())
                .containsExactlyInAnyOrderElementsOf(run.expected());
        assertThat(run.outcomes.answers.values()).containsOnly(1);
        assertThat(run.restarts()).isZero();
    }

    private static long epoch(Prediction answer) {
        return answer.decision().epoch();
    }

    private static boolean runs(Prediction answer, String configuration) {
        return answer.decision().configuration().equals(configuration);
    }

    private static boolean isRefused(Prediction answer) {
        DecisionRecord decision = answer.decision();
        return decision.reason().equals("BUDGET_EXHAUSTED") && answer.predictedClass() == -1;
    }

    private static boolean isOfAll(Prediction answer, long epoch) {
        return epoch(answer) == epoch
                && runs(answer, "all")
                && answer.decision().sensors().stream()
                        .map(SensorUse::status)
                        .allMatch("PRESENT"::equals);
    }

    private static boolean isOnAlone(Prediction answer, int modality) {
        List<SensorUse> sensors = answer.decision().sensors();
        for (int m = 0; m < sensors.size(); m++) {
            if (!sensors.get(m).status().equals(m == modality ? "PRESENT" : "ASLEEP")) {
                return false;
            }
        }
        return true;
    }
}
