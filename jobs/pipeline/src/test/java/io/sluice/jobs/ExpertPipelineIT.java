package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.ExpertDocument;
import io.sluice.gates.GateMode;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job of experts from its YAML to its topics, with devices that come, slow down and go. */
class ExpertPipelineIT {
    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private ExpertRun run;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterEach
    void stop() throws Exception {
        run.close();
        kafka.close();
    }

    @Test
    void everyRequestIsAnsweredOnceByTheExpertsThatKnow() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "low", "high", "all");
        run.agent("b", "low", ExpertRun.LOW, 1);
        run.agent("c", "high", ExpertRun.HIGH, 1);
        run.start(run.config());
        awaitTelemetry();
        sendInPortions(200);
        run.awaitAnswers();

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.deadLetters).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.decision().reason()).isEqualTo("EXPERTS");
                            assertThat(answer.predictedClass()).isEqualTo(label(answer));
                            assertThat(answer.decision().experts())
                                    .extracting(ExpertUse::outcome)
                                    .containsOnly("ANSWERED");
                        });
        JobRun.await("no request is pending", () -> MetricNames.value("_pending_requests") == 0);
        assertThat(run.restarts()).isZero();
    }

    @Test
    void inModeShadowTheFullSetIsAskedAndTheChoiceCountedUntilItIsEnforced() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "low", "high", "all");
        run.agent("a", "all", ExpertRun.ALL, 1);
        run.agent("b", "low", ExpertRun.LOW, 1);
        run.agent("c", "high", ExpertRun.HIGH, 1);
        run.start(run.config("hedge-after: never", "policy.mode: shadow\n"));
        awaitTelemetry();
        byte[] dear = "{joules: 5}".getBytes(StandardCharsets.UTF_8);
        run.control(new ControlEnvelope("PRICES", "job", 1, 0, dear, "", null));
        JobRun.await("the price", () -> MetricNames.value("_sluice_epoch") == 1);
        sendInPortions(100);
        assertThat(run.outcomes.predictions)
                .allSatisfy(answer -> assertThat(names(answer)).hasSize(2));
        assertThat(MetricNames.value("_shadow_gate_saved_requests_total")).isPositive();
        assertThat(MetricTables.unknownMetrics("experts", MetricNames.seen())).isEmpty();

        byte[] enforce = GateMode.ENFORCE.document();
        run.control(new ControlEnvelope("MODE", "job", 2, 0, enforce, "", null));
        JobRun.await("the mode", () -> MetricNames.least("_sluice_epoch") == 2);
        sendInPortions(100);
        run.awaitAnswers();
        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(answer -> assertThat(answer.predictedClass()).isEqualTo(label(answer)))
                .filteredOn(answer -> number(answer) >= 100)
                .hasSize(100)
                .allSatisfy(answer -> assertThat(names(answer)).hasSize(1));
        assertThat(run.restarts()).isZero();
    }

    /** A burst to devices of which nothing was observed yet is predicted to take long. */
    private void sendInPortions(int count) {
        for (int portion = 0; portion < count / 20; portion++) {
            run.send(20);
            run.outcomes.await(run.sent(), 0);
        }
    }

    @Test
    void oneThatIsKilledAndOneTenTimesSlowerCostNoAnswer() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "low", "high", "all");
        ExpertAgent killed = run.agent("a", "all", ExpertRun.ALL, 5);
        ExpertAgent slowed = run.agent("b", "low", ExpertRun.LOW, 20);
        run.agent("c", "high", ExpertRun.HIGH, 5);
        run.agent("d", "low", ExpertRun.LOW, 20);
        run.start(run.config());
        awaitTelemetry();
        run.send(100);
        run.outcomes.await(100, 0);
        slowed.millis = 200;
        run.send(50);
        run.outcomes.await(150, 0);
        killed.silent = true;
        run.send(150);
        run.awaitAnswers();

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(answer -> assertThat(answer.predictedClass()).isEqualTo(label(answer)))
                .extracting(answer -> answer.decision().reason())
                .as("somebody else was asked")
                .contains("EXPERTS", "HEDGED");
        assertThat(run.outcomes.predictions.stream())
                .as("an hour off is nobody's business")
                .allMatch(answer -> micros(answer) < 10_000_000);
        assertThat(run.restarts()).isZero();
    }

    @Test
    void whatIsPendingWhenATaskManagerIsLostIsAskedAgain() throws Exception {
        run = new ExpertRun(directory, kafka, 30_000, "low", "high", "all");
        run.agent("b", "low", ExpertRun.LOW, 1);
        run.agent("c", "high", ExpertRun.HIGH, 1);
        ExpertAgent slow = run.agent("a", "all", ExpertRun.ALL, 1);
        run.start(run.config("hedge-after: never"));
        awaitTelemetry();
        run.send(40);
        run.outcomes.await(40, 0);
        slow.millis = 6_000;
        run.send(40);
        JobRun.await("requests that are held", () -> slow.asked.size() >= 60);
        // A checkpoint that has them.
        Thread.sleep(1_000);
        run.replaceTaskManager();
        JobRun.await("asked again", () -> MetricNames.value("_asked_again_total") > 0);
        slow.millis = 1;
        run.send(40);
        run.awaitAnswers();

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(answer -> assertThat(answer.predictedClass()).isEqualTo(label(answer)));
        assertThat(run.restarts()).isPositive();
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        JobRun.await("no request is pending", () -> MetricNames.value("_pending_requests") == 0);
    }

    @Test
    void anExpertThatIsAnnouncedIsUsedAtOnce() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "high");
        run.agent("c", "high", ExpertRun.HIGH, 1);
        run.start(run.config());
        awaitTelemetry();
        run.send(20);
        run.outcomes.await(20, 0);
        assertThat(run.outcomes.predictions)
                .allSatisfy(answer -> assertThat(names(answer)).containsOnly("high"));

        run.agent("b", "low", ExpertRun.LOW, 1);
        ExpertSpec low =
                RouterTestBundle.choice().experts().stream()
                        .filter(spec -> spec.name().equals("low"))
                        .findFirst()
                        .orElseThrow();
        run.control(
                new ControlEnvelope("EXPERT", "job", 1, 0, ExpertDocument.document(low), "", null));
        JobRun.await("the epoch", () -> MetricNames.value("_sluice_epoch") == 1);
        awaitTelemetry();
        run.send(20);
        run.awaitAnswers();

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .filteredOn(answer -> number(answer) >= 20)
                .hasSize(20)
                .allSatisfy(
                        answer -> {
                            assertThat(names(answer)).contains("low");
                            assertThat(answer.predictedClass()).isEqualTo(label(answer));
                            assertThat(answer.decision().epoch()).isEqualTo(1);
                        });
    }

    @Test
    void expertsOfTheProcessAnswerBesideThoseOfDevices() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "low", "high");
        RouterTestBundle.expert("low").writeDirectory(directory.resolve("low"));
        run.agent("c", "high", ExpertRun.HIGH, 1);
        run.agent("d", "requests.nowhere", "high", ExpertRun.ALL, 1);
        run.start(run.config("local: [{name: low, bundle: {uri: low}}]"));
        awaitTelemetry(1);
        sendInPortions(60);
        run.awaitAnswers();

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.predictedClass()).isEqualTo(label(answer));
                            assertThat(answer.decision().experts())
                                    .extracting(use -> use.name() + " " + use.device())
                                    .as("nobody asks a device whose topic is not there")
                                    .containsExactlyInAnyOrder("high c", "low local");
                        });
        assertThat(MetricNames.least("_sluice_devices")).isEqualTo(1);
    }

    @Test
    void anExpertOnAServerAnswersBesideThoseOfDevices() throws Exception {
        run = new ExpertRun(directory, kafka, 10_000, "low", "high");
        run.agent("c", "high", ExpertRun.HIGH, 1);
        try (ExpertServer server = new ExpertServer("numbers", ExpertRun.LOW)) {
            String http = "http: [{name: low, url: '%s', model: numbers}]";
            run.start(run.config(http.formatted(server.url())));
            awaitTelemetry();
            sendInPortions(60);
            run.awaitAnswers();
            assertThat(server.asked.get()).isGreaterThanOrEqualTo(run.sent());
        }

        assertThat(run.outcomes.wrong(run.sent())).isEmpty();
        assertThat(run.outcomes.predictions)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.predictedClass()).isEqualTo(label(answer));
                            assertThat(answer.decision().reason()).isEqualTo("EXPERTS");
                            assertThat(answer.decision().experts())
                                    .extracting(use -> use.name() + " " + use.device())
                                    .containsExactlyInAnyOrder("high c", "low http/low");
                        });
        assertThat(run.restarts()).isZero();
    }

    /** Each of two tasks has heard every device. */
    private void awaitTelemetry() {
        awaitTelemetry(run.agents.size());
    }

    private static void awaitTelemetry(int devices) {
        JobRun.await(
                "telemetry of " + devices + " devices",
                () -> MetricNames.least("_sluice_devices") >= devices);
    }

    private static int number(Prediction answer) {
        return Integer.parseInt(answer.eventId().substring(1));
    }

    private static int label(Prediction answer) {
        return number(answer) % 10;
    }

    private static List<String> names(Prediction answer) {
        return answer.decision().experts().stream().map(ExpertUse::name).toList();
    }

    private static long micros(Prediction answer) {
        return answer.decision().decidedMicros() - answer.decision().admittedMicros();
    }
}
