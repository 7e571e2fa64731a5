package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets of two tasks, over a real control topic; every stage costs 1 J. */
class BudgetIT {
    private static final double JOULES_PER_SECOND = 20;
    private static final double BURST = 30;

    /** Runs through all stages. */
    private static final int DEEP = 10;

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private PipelineRun run;
    private Outcomes outcomes;
    private Statuses statuses;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        TestBundles bundle =
                TestBundles.ladder().policy("1", CertaintyThreshold.confidence(.8f, .8f));
        run = new PipelineRun(directory, kafka, bundle);
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
        outcomes = new Outcomes(kafka.bootstrapServers());
        statuses = new Statuses(kafka.bootstrapServers());
        OneJouleCosts.write(directory.resolve("costs"), bundle.open());
    }

    @AfterEach
    void stop() throws Exception {
        statuses.close();
        outcomes.close();
        run.close();
        kafka.close();
    }

    @Test
    void aHardBudgetHoldsOverTasksAndAnotherComesLiveAndSurvivesARestore() throws Exception {
        long startNanos = System.nanoTime();
        run.start(config());
        PipelineRun.await(
                "events that were paid for, and events that were not",
                () -> {
                    send(50);
                    outcomes.await(sent, 0);
                    return joules() >= JOULES_PER_SECOND && refused() > 0;
                });
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        assertThat(joules()).isLessThanOrEqualTo(BURST + JOULES_PER_SECOND * seconds);

        Limit large = Limit.soft("job", Resource.JOULES, 1e6, 1);
        byte[] document = BudgetDocument.document(Budgets.of(List.of(large)));
        run.control(new ControlEnvelope("BUDGETS", "job", 1, 0, document, "", null));
        PipelineRun.await(
                "both tasks hold the new budgets",
                () -> statuses.newest().values().stream().filter(s -> s.epoch() == 1).count() == 2);
        sendAndExpectDepthUnderEpochOne();

        String savepoint = run.stopWithSavepoint();
        run.start(config(), savepoint);
        sendAndExpectDepthUnderEpochOne();
        outcomes.settle();
        assertThat(outcomes.wrong(sent)).isEmpty();
        assertThat(run.restarts()).isZero();
    }

    private void sendAndExpectDepthUnderEpochOne() {
        PipelineRun.await(
                "an event that runs to its end under epoch 1",
                () -> {
                    send(20);
                    outcomes.await(sent, 0);
                    Prediction last = outcomes.predictions.get(outcomes.predictions.size() - 1);
                    return last.decision().epoch() == 1 && last.decision().exit() == 2;
                });
    }

    private PipelineConfig config() {
        return run.config(
                null,
                """
                control.status-topic: status
                budgets.limits: [{scope: job, joules: 20, per: 1 s, hard: true, burst: 30}]
                costs: {directory: costs, device-class: test}
                """);
    }

    private void send(int count) {
        for (int i = 0; i < count; i++, sent++) {
            run.send(sent % 2, PipelineRun.reading("e" + sent, sent, 3, DEEP));
        }
    }

    private double joules() {
        return outcomes.predictions.stream()
                .map(prediction -> prediction.decision().actual())
                .filter(cost -> cost.energy() != Provenance.UNKNOWN)
                .mapToDouble(cost -> cost.joules())
                .sum();
    }

    private long refused() {
        return outcomes.predictions.stream()
                .filter(prediction -> prediction.decision().exit() < 0)
                .count();
    }
}
