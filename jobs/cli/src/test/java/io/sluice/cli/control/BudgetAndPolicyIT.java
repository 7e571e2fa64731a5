package io.sluice.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.EpochTable;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.KafkaRange;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import io.sluice.schemas.ControlEnvelopeCodec;
import io.sluice.schemas.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice budget} and {@code sluice policy} on a real control topic and status topic. */
class BudgetAndPolicyIT {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist").toAbsolutePath();

    private static EmbeddedKafka kafka;
    private static Bundle bundle;
    private static int tests;

    @TempDir private Path directory;
    private Path pipeline;
    private String controlTopic;
    private String statusTopic;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        bundle = Bundle.open(EXAMPLE.resolve("bundle"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void topics() throws IOException {
        tests++;
        controlTopic = "control-" + tests;
        statusTopic = "status-" + tests;
        kafka.createTopic(controlTopic, 1, Map.of("cleanup.policy", "compact,delete"));
        kafka.createTopic(statusTopic, 2, Map.of("cleanup.policy", "compact"));
        pipeline = pipeline("control.status-topic: " + statusTopic + "\n");
    }

    @Test
    void budgetsAreSetAndShownAndEveryTaskSaysSo() throws Exception {
        Path file = write("budgets.yaml", "limits: [{scope: job, joules: 40, per: 1min}]");
        try (SimulatedTasks tasks = new SimulatedTasks(kafka, controlTopic, statusTopic, table())) {
            assertDone(run("budget", "set", "--file", file.toString()), "accepted by all 2 tasks");
            assertDone(run("budget", "set", "--limit", "scope: job, joules: 20, per: 1min"), "2");
            SluiceCommandLine.Run bytes =
                    run("budget", "set", "--limit", "scope: job, milliseconds: 5, per: 1s");
            assertDone(bytes, "sent BUDGETS as epoch 3");
            assertThat(bytes.err()).contains("warning: the least that can be kept is 7");

            JsonNode view = json(run("budget", "get", "--output", "json"));
            assertThat(view.get("epoch").asLong()).isEqualTo(3);
            assertThat(view.get("tasks").asInt()).isEqualTo(2);
            JsonNode joules = view.get("limits").get(0);
            assertThat(joules.get("name").asText()).isEqualTo("job joules");
            assertThat(joules.get("amount").asDouble()).isEqualTo(20);
            assertThat(joules.get("spent").asDouble()).isEqualTo(10);
            assertThat(joules.get("ofAmount").asDouble()).isEqualTo(.5);

            SluiceCommandLine.Run watch =
                    run("budget", "watch", "--every", "500ms", "--count", "2");
            assertDone(watch, "epoch 3  2/2 tasks  job joules  10 of 20 in 60 s  50.0 %");
            assertThat(watch.out().lines()).hasSize(4);
            tasks.secondStopsListening();
            SluiceCommandLine.Run deaf =
                    run("budget", "set", "--remove", "job milliseconds", "--timeout", "2s");
            assertThat(deaf.exitCode()).isEqualTo(1);
            assertThat(deaf.err()).contains("no answer within 2 s from cascade/1");

            // The first runs, so the second does too, and has not taken it.
            tasks.secondFallsSilent();
            SluiceCommandLine.Run silent =
                    run(
                            "budget",
                            "set",
                            "--limit",
                            "scope: job, joules: 30, per: 1min",
                            "--timeout",
                            "6s");
            assertThat(silent.exitCode()).isEqualTo(1);
            assertThat(silent.err()).contains("no answer within 6 s from cascade/1");
        }
    }

    @Test
    void whatIsWrongWithBudgetsIsSaidAndNothingIsSent() throws Exception {
        assertRefused("joules", "--limit", "scope: job, joules: .nan, per: 1min");
        assertRefused("joules", "--limit", "scope: job, joules: -3, per: 1min");
        assertRefused("'site'", "--limit", "scope: site, joules: 3, per: 1min");
        assertRefused("has nothing to count", "--limit", "scope: job, bytes: 3, per: 1min");
        assertRefused(
                "is a cap", "--limit", "scope: job, joules: 3, per: 1min, hard: true, burst: 1");
        assertRefused("expected one of []", "--remove", "job joules");
        assertRefused("no such file", "--file", directory.resolve("none.yaml").toString());
        assertThat(envelopes()).isEmpty();

        produce(new ControlEnvelope("MODE", "job", 1, 1000, mode("enforce"), "", null));

        String[] early = {"--limit", "scope: job, joules: 3, per: 1min", "--effective-from", "5"};
        assertRefused("before epoch 1", early);
        assertDone(run("budget", "get"), "no budgets");
    }

    private void assertRefused(String because, String... options) {
        SluiceCommandLine.Run run = run("budget", "set", options);
        assertThat(run.exitCode()).isIn(1, 3);
        assertThat(run.err()).contains(because);
    }

    @Test
    void aPolicyIsPromotedAndTheOneBeforeComesBack() throws Exception {
        Path cheap = policy(new Policy("cheap", bundle.hash(), new FixedExit(0)));
        Path sure =
                policy(new Policy("sure", bundle.hash(), CertaintyThreshold.confidence(.9f, .9f)));
        Path foreign = policy(new Policy("foreign", "0".repeat(64), new FixedExit(0)));
        SluiceCommandLine.Run none = run("policy", "rollback", "--no-wait");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("there is no policy before");
        EpochTable table = table();
        try (SimulatedTasks tasks = new SimulatedTasks(kafka, controlTopic, statusTopic, table)) {
            assertDone(run("policy", "promote", "--policy", cheap.toString()), "as epoch 1");
            assertDone(run("policy", "promote", "--policy", sure.toString()), "as epoch 2");
            assertDone(run("policy", "rollback"), "from policy sure back to cheap");
            assertThat(table.newest().policy().version()).isEqualTo("cheap");
            assertDone(run("policy", "rollback"), "from policy cheap back to sure");
            SluiceCommandLine.Run wrong = run("policy", "promote", "--policy", foreign.toString());
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.err()).contains("is for bundle 000").contains(bundle.hash());
            SluiceCommandLine.Run back =
                    run("policy", "promote", "--policy", sure.toString(), "--epoch", "2");
            assertThat(back.err()).contains("expected more than the newest on the topic, 4");
        }
        // The topic forgets all but the last policy, as retention or others' keys would make it.
        kafka.admin()
                .deleteRecords(
                        Map.of(
                                new TopicPartition(controlTopic, 0),
                                RecordsToDelete.beforeOffset(3)))
                .all()
                .get();
        SluiceCommandLine.Run lost = run("policy", "rollback", "--no-wait");
        assertThat(lost.exitCode()).isEqualTo(1);
        assertThat(lost.err()).contains("has been compacted");
    }

    @Test
    void ofTwoWhoWriteAtOnceBothMessagesCount() throws Exception {
        PipelineConfig config = PipelineConfig.load(pipeline(""));
        ControlTopicWriter one = ControlTopicWriter.open(config);
        ControlTopicWriter other = ControlTopicWriter.open(config);

        ControlEnvelope first = one.send(Kind.MODE, null, null, t -> mode("shadow"), unsigned());
        ControlEnvelope second = other.send(Kind.MODE, null, null, t -> mode("off"), unsigned());

        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(ControlTopicWriter.open(config).newest().mode().name()).isEqualTo("OFF");
        // What of the second came too late is still on the topic, and no task takes it.
        assertThat(messages()).containsExactly("MODE 1", "MODE 1", "MODE 2");
    }

    @Test
    void howeverManyWriteAtOnceEveryMessageCountsOnce() throws Exception {
        int writers = 4;
        int each = 5;
        PipelineConfig config = PipelineConfig.load(pipeline(""));
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Callable<List<Long>>> work = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            ControlTopicWriter topic = ControlTopicWriter.open(config);
            work.add(
                    () -> {
                        List<Long> sent = new ArrayList<>();
                        for (int i = 0; i < each; i++) {
                            sent.add(
                                    topic.send(Kind.MODE, null, null, t -> mode("off"), unsigned())
                                            .epoch());
                        }
                        return sent;
                    });
        }
        List<Long> sent = new ArrayList<>();
        for (Future<List<Long>> done : threads.invokeAll(work)) {
            sent.addAll(done.get());
        }
        threads.shutdown();

        EpochTable table = table();
        long taken = 0;
        for (ControlEnvelope message : envelopes()) {
            taken += table.apply(message) ? 1 : 0;
        }

        assertThat(sent).doesNotHaveDuplicates().hasSize(writers * each);
        assertThat(taken).isEqualTo(writers * each);
        assertThat(table.epochs().stream().skip(1).map(PolicyEpoch::epoch))
                .containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aBudgetOfSeveralPipelinesCountsInAllOfThem() throws Exception {
        String shared = "budgets.shared-by: {test: 1, another: 1}\n";
        ControlTopicWriter topic =
                ControlTopicWriter.open(
                        PipelineConfig.load(
                                pipeline("control.status-topic: " + statusTopic + "\n" + shared)));
        // As the other pipeline's guard does, for events of now, while this one writes.
        produce(new ControlEnvelope("MODE", "another", 1, 70_000, mode("off"), "", null));
        byte[] budgets =
                "limits: [{scope: job, milliseconds: 5, per: 1s}]".getBytes(StandardCharsets.UTF_8);

        ControlEnvelope sent = topic.send(Kind.BUDGETS, null, null, t -> budgets, unsigned());

        assertThat(sent.scope()).isEqualTo("job");
        assertThat(sent.epoch()).as("1 would be passed over there").isEqualTo(2);
        assertThat(sent.effectiveFromMillis())
                .as("it would be refused there before")
                .isEqualTo(70_000);
        ControlEnvelope own = topic.send(Kind.MODE, null, null, t -> mode("off"), unsigned());
        assertThat(own.scope()).isEqualTo("test");
    }

    @Test
    void aMessageNumberedByHandThatComesTooLateGetsAHigherNumber() throws Exception {
        ControlTopicWriter topic = ControlTopicWriter.open(PipelineConfig.load(pipeline("")));
        produce(new ControlEnvelope("MODE", "job", 9, 0, mode("off"), "", null));

        ControlEnvelope sent = topic.send(Kind.MODE, 5L, null, t -> mode("shadow"), unsigned());

        assertThat(sent.epoch()).isEqualTo(10);
        assertThat(messages()).containsExactly("MODE 9", "MODE 5", "MODE 10");
        assertThatThrownBy(() -> topic.send(Kind.MODE, 10L, null, t -> mode("shadow"), unsigned()))
                .hasMessage("--epoch 10; expected more than the newest on the topic, 10");
    }

    @Test
    void whatTheTasksRefuseAndTasksThatDoNotRunAreNamed() throws Exception {
        Path cheap = policy(new Policy("cheap", bundle.hash(), new FixedExit(0)));
        Policy other = new Policy("other", "f".repeat(64), new FixedExit(0));
        PolicyEpoch first = PolicyEpoch.of(0, Long.MIN_VALUE, other.document(), Prices.NONE);
        EpochTable ofAnotherBundle =
                new EpochTable(other.bundleHash(), bundle.manifest().policyShape(), List.of(first));
        try (SimulatedTasks tasks =
                new SimulatedTasks(kafka, controlTopic, statusTopic, ofAnotherBundle)) {
            SluiceCommandLine.Run refused = run("policy", "promote", "--policy", cheap.toString());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("refused by cascade/0: policy cheap is for bundle " + bundle.hash())
                    .contains("refused by cascade/1: ");
        }
        SluiceCommandLine.Run silent = run("policy", "rollback");
        assertThat(silent.exitCode()).isEqualTo(1);
        assertThat(silent.err())
                .contains("no task of the job says anything on the status topic")
                .contains("taken not to run: cascade/0, cascade/1");
    }

    private static byte[] mode(String mode) {
        return ("{\"mode\": \"" + mode + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static ControlSigning.Signer unsigned() {
        return ControlSigning.NONE.open();
    }

    private static EpochTable table() {
        return new EpochTable(
                bundle.hash(),
                bundle.manifest().policyShape(),
                List.of(
                        PolicyEpoch.of(
                                0, Long.MIN_VALUE, bundle.firstPolicy().document(), Prices.NONE)));
    }

    private List<String> messages() throws Exception {
        return envelopes().stream().map(message -> message.kind() + " " + message.epoch()).toList();
    }

    private List<ControlEnvelope> envelopes() {
        List<ControlEnvelope> messages = new ArrayList<>();
        new KafkaRange(
                        kafka.bootstrapServers(),
                        Map.of(),
                        controlTopic,
                        new KafkaPosition.Earliest(),
                        new KafkaPosition.Latest())
                .read(
                        (record, done, total) -> {
                            try {
                                messages.add(ControlEnvelopeCodec.decode(record.value()));
                            } catch (MalformedException e) {
                                throw new AssertionError(e);
                            }
                        });
        return messages;
    }

    private void produce(ControlEnvelope message) throws Exception {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
            producer.send(
                            new ProducerRecord<>(
                                    controlTopic,
                                    new byte[] {1},
                                    ControlEnvelopeCodec.encode(message)))
                    .get();
        }
    }

    private static void assertDone(SluiceCommandLine.Run run, String says) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(says);
    }

    private static JsonNode json(SluiceCommandLine.Run run) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** A command of two words on the pipeline. */
    private SluiceCommandLine.Run run(String group, String command, String... options) {
        return SluiceCommandLine.run(
                Stream.concat(Stream.of(group, command, pipeline.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    private Path policy(Policy policy) throws IOException {
        return Files.write(directory.resolve(policy.version() + ".json"), policy.document());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path pipeline(String more) throws IOException {
        return write(
                more.isEmpty() ? "plain.yaml" : "pipeline.yaml",
                """
                name: test
                source: {bootstrap-servers: '%s', topics: [events], format: sluice-event}
                bundle.uri: '%s'
                control.topic: %s
                sink.topic: predictions
                energy: {active-watts: 25, idle-watts: 5}
                %s
                """
                        .formatted(
                                kafka.bootstrapServers(),
                                EXAMPLE.resolve("bundle"),
                                controlTopic,
                                more));
    }
}
