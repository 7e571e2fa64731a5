package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.operators.PassOn;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs, of which the first passes on to the second and both share budgets. */
class ChainIT {
    private static final int EVENTS = 600;
    private static final String GROUP = "{first: 1, second: 1}";

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private PipelineRun run;
    private Outcomes outcomes;
    private Statuses statuses;
    private int sent = EVENTS;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        TestBundles bundle =
                TestBundles.ladder().policy("1", CertaintyThreshold.confidence(.8f, .8f));
        run = new PipelineRun(directory, kafka, bundle);
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
        kafka.createTopic("unsure", 2);
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
    void eachEventHasOneAnswerOfEitherAndTheBudgetGoesWhereItIsNeeded() throws Exception {
        run.start(first());
        run.start(second());
        run.sendGood(0, EVENTS / 2);
        outcomes.await(EVENTS / 2, 0);
        run.replaceTaskManager();
        run.sendGood(EVENTS / 2, EVENTS);
        outcomes.await(EVENTS, 0);
        // How many are passed on at first depends on how soon there is something in the bucket.
        PipelineRun.await(
                "answers of either job",
                () -> {
                    sendOn();
                    return outcomes.read().records.stream()
                                    .map(record -> headers(record, PassOn.HEADER))
                                    .distinct()
                                    .count()
                            == 2;
                });
        outcomes.await(sent, 0);
        outcomes.settle();
        assertThat(outcomes.wrong(sent)).isEmpty();
        assertThat(outcomes.records)
                .extracting(record -> headers(record, PassOn.HEADER))
                .containsOnly(0, 1);
        assertThat(outcomes.records)
                .allMatch(record -> headers(record, "traceparent") == 1)
                .filteredOn(record -> headers(record, PassOn.HEADER) == 0)
                .allMatch(record -> isSureOrUnanswered(Outcomes.prediction(record)));

        PipelineRun.await(
                "more of the budget at the job that needs more",
                () -> {
                    sendOn();
                    return share("first/cascade/0") > share("second/cascade/0");
                });
        assertThat(share("first/cascade/0") + share("second/cascade/0"))
                .isLessThanOrEqualTo(1 + 1e-9);

        Limit large = Limit.soft("job", Resource.JOULES, 1e6, 1);
        byte[] document = BudgetDocument.document(Budgets.of(List.of(large)));
        run.control(new ControlEnvelope("BUDGETS", "job", 1, 0, document, "", null));
        byte[] full = "mode: off".getBytes(StandardCharsets.UTF_8);
        run.control(new ControlEnvelope("MODE", "second", 2, 0, full, "", null));
        PipelineRun.await(
                "both have acknowledged both, of which one is for one of them",
                () -> statuses.newest().values().stream().allMatch(s -> s.epoch() == 2));
        assertThat(statuses.newest().values())
                .hasSize(2)
                .allMatch(status -> status.refusedEpoch() == -1)
                .allMatch(status -> status.budgets().get(0).amount() == 1e6);
    }

    /**
     * Before the bucket has anything in it an event is not answered at all, and while little is in
     * it a price keeps more of them here.
     */
    private static boolean isSureOrUnanswered(Prediction prediction) {
        double pressure = Prices.of(prediction.decision().prices()).pressure();
        return prediction.predictedClass() < 0
                || .95 - prediction.confidence() <= .1 * (1 + pressure) + 1e-6;
    }

    private void sendOn() {
        run.sendGood(sent, sent += 20);
    }

    private double share(String task) {
        TaskStatus status = statuses.newest().get(task);
        return status == null ? 0 : status.budgets().get(0).share();
    }

    private static int headers(ConsumerRecord<?, ?> record, String name) {
        int count = 0;
        for (var ignored : record.headers().headers(name)) {
            count++;
        }
        return count;
    }

    private PipelineConfig first() {
        return run.parse(
                """
                name: first
                source:
                %s
                bundle.uri: bundle
                cascade: {max-batch: 16, max-wait: 5 ms}
                pass-on: {topic: unsure, accuracy: 0.95, margin: 0.1, inputs: {image: image}}
                """
                                .formatted(PipelineRun.defaultSource().indent(2))
                        + rest());
    }

    private PipelineConfig second() {
        return run.parse(
                """
                name: second
                source:
                  bootstrap-servers: ${KAFKA}
                  topics: [unsure]
                  start-from: earliest
                  format: sluice-event
                bundle.uri: bundle
                dead-letters.topic: events.dlq
                """
                        + rest());
    }

    private static String rest() {
        return """
               control: {topic: control, status-topic: status}
               sink.topic: predictions
               budgets:
                 shared-by: %s
                 limits: [{scope: job, joules: 10000, per: 1 s, hard: true, burst: 10000}]
               costs: {directory: costs, device-class: test}
               """
                .formatted(GROUP);
    }
}
