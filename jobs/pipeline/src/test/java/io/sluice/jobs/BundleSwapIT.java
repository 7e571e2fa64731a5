package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.BundleMessage;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.DType;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that come by the control topic while events flow. */
class BundleSwapIT {
    private static final CertaintyThreshold RULE = CertaintyThreshold.confidence(.8f, .8f);

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private PipelineRun run;
    private Outcomes outcomes;
    private KafkaConsumer<byte[], byte[]> statuses;
    private final Map<String, TaskStatus> newest = new TreeMap<>();
    private Bundle first;
    private volatile boolean ended;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        run = new PipelineRun(directory, kafka);
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
        outcomes = new Outcomes(kafka.bootstrapServers());
        first = Bundle.open(directory.resolve("bundle"));
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        statuses =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "auto.offset.reset",
                                "earliest"),
                        bytes,
                        bytes);
        statuses.assign(List.of(new TopicPartition("status", 0)));
    }

    @AfterEach
    void stop() throws Exception {
        statuses.close();
        outcomes.close();
        run.close();
        kafka.close();
    }

    @Test
    void bundlesAreSwappedWhileEventsFlowAndNoneIsLostOrMixed() throws Exception {
        Bundle second = bundle("second", TestBundles.ladder().version("2.0.0").misled(3, 4));
        run.start(run.config(null, "control.status-topic: status\n"));
        Thread flow = new Thread(this::produce, "flow");
        flow.start();
        outcomes.await(500, 0);

        swap(5, named("second", second), second);
        awaitAcknowledged(5);
        awaitAnswerOf(5);
        PipelineRun.await("the first bundle is freed", () -> isFreed(first));
        assertThat(isFreed(second)).isFalse();

        swap(6, named("bundle", first), first);
        awaitAcknowledged(6);
        awaitAnswerOf(6);
        PipelineRun.await("the second bundle is freed", () -> isFreed(second));

        ended = true;
        flow.join();
        outcomes.await(sent, 0);
        outcomes.settle();
        assertThat(outcomes.wrong(sent)).isEmpty();
        assertThat(outcomes.deadLetters).isEmpty();
        assertThat(outcomes.predictions)
                .allSatisfy(prediction -> isOfOneBundle(prediction, second));
        Map<Long, Integer> epochs = new HashMap<>();
        outcomes.predictions.forEach(p -> epochs.merge(p.decision().epoch(), 1, Integer::sum));
        assertThat(epochs).containsOnlyKeys(0L, 5L, 6L);
        assertThat(run.restarts()).isZero();
    }

    @Test
    void aRestoredJobGoesOnWithTheBundleOfItsNewestEpoch() throws Exception {
        Bundle second = bundle("second", TestBundles.ladder().version("2.0.0").misled(3, 4));
        run.start(run.config(null, "control.status-topic: status\n"));
        run.sendGood(0, 100);
        swap(5, named("second", second), second);
        awaitAcknowledged(5);
        run.sendGood(100, 200);
        outcomes.await(200, 0);
        String savepoint = run.stopWithSavepoint();
        newest.clear();
        statuses.seekToEnd(statuses.assignment());
        statuses.position(new TopicPartition("status", 0));

        run.start(run.config(null, "control.status-topic: status\n"), savepoint);
        run.sendGood(200, 300);
        outcomes.await(300, 0);
        outcomes.settle();

        assertThat(outcomes.wrong(300)).isEmpty();
        assertThat(outcomes.predictions.subList(200, 300))
                .allMatch(prediction -> prediction.decision().epoch() == 5)
                .allSatisfy(prediction -> isOfOneBundle(prediction, second));
    }

    @Test
    void whatIsNotFitIsRefusedByEveryTaskWithTheReasonAndNothingChanges() throws Exception {
        Bundle other = bundle("other", TestBundles.ladder().version("3.0.0"));
        Bundle floats = bundle("floats", TestBundles.ladder().dtype(DType.FLOAT32));
        run.start(run.config(null, "control.status-topic: status\n"));
        run.sendGood(0, 100);
        outcomes.await(100, 0);

        Path missing = directory.resolve("missing");
        NamedBundle absent = new NamedBundle(missing.toString(), "", other.hash(), 3);
        swap(5, absent, other);
        awaitRefused(5, other.hash() + " is not usable: " + missing + ": no such file");

        NamedBundle wrong = new NamedBundle(place("other"), "", "ab".repeat(32), 3);
        send(6, wrong, new Policy("2", "ab".repeat(32), RULE));
        awaitRefused(6, "its hash is " + other.hash() + ", the control message says abab");

        swap(7, named("floats", floats), floats);
        awaitRefused(7, "ladder@1.0.0 has the inputs [image");

        send(8, new NamedBundle(place("other"), "", other.hash(), 2), policy(other, .8f));
        awaitRefused(8, "3.0.0 has 3 exits, the control message says 2");

        byte[] golden = Files.readAllBytes(directory.resolve("other/golden.bin"));
        golden[golden.length - 1] ^= 1;
        Files.write(directory.resolve("other/golden.bin"), golden);
        swap(9, named("other", other), other);
        awaitRefused(9, "golden.bin: sha-256 is ");

        byte[] document = policy(other, .8f, .8f).document();
        run.control(new ControlEnvelope("POLICY", "job", 10, 0, document, "", null));
        awaitRefused(
                10,
                "policy 2 is for bundle "
                        + other.hash()
                        + ", but the bundle of epoch 0 is "
                        + first.hash()
                        + "; expected a policy for that one, or the other bundle first");

        run.sendGood(100, 200);
        outcomes.await(200, 0);
        assertThat(outcomes.predictions).allMatch(prediction -> prediction.decision().epoch() == 0);
        assertThat(isFreed(other)).isTrue();
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(run.restarts()).isZero();
    }

    /** About 1,000 events a second until the test ends it. */
    private void produce() {
        while (!ended) {
            run.send(sent % 2, PipelineRun.reading("e" + sent, sent, sent * 37 % 256));
            sent++;
            LockSupport.parkNanos(1_000_000);
        }
        run.producer.flush();
    }

    private void isOfOneBundle(Prediction prediction, Bundle second) {
        boolean isSecond = prediction.decision().epoch() == 5;
        Bundle expected = isSecond ? second : first;
        assertThat(prediction.decision().bundle()).endsWith("#" + expected.hash());
        assertThat(prediction.decision().policyVersion())
                .isEqualTo(prediction.decision().epoch() == 0 ? "1" : "2");
        if (prediction.decision().exit() == 0) {
            assertThat(prediction.predictedClass()).isEqualTo(isSecond ? 4 : 3);
        }
    }

    private Bundle bundle(String name, TestBundles bundle) throws Exception {
        return Bundle.open(bundle.writeTo(directory.resolve(name)));
    }

    private String place(String name) {
        return directory.resolve(name).toString();
    }

    private NamedBundle named(String name, Bundle bundle) {
        return new NamedBundle(place(name), "", bundle.hash(), 3);
    }

    private static Policy policy(Bundle bundle, float... thresholds) {
        return new Policy("2", bundle.hash(), CertaintyThreshold.confidence(thresholds));
    }

    private void swap(long epoch, NamedBundle bundle, Bundle policyOf) {
        send(epoch, bundle, policy(policyOf, .8f, .8f));
    }

    private void send(long epoch, NamedBundle bundle, Policy policy) {
        byte[] document = new BundleMessage(bundle, policy.document()).document();
        run.control(new ControlEnvelope("BUNDLE", "job", epoch, 0, document, "", null));
    }

    private static boolean isFreed(Bundle bundle) {
        return BundleHost.process()
                .join(bundle.hash(), "auto", null)
                .map(
                        lease -> {
                            lease.close();
                            return false;
                        })
                .orElse(true);
    }

    private void awaitAnswerOf(long epoch) {
        PipelineRun.await(
                "an answer of epoch " + epoch,
                () -> {
                    outcomes.read();
                    return outcomes.predictions.stream()
                            .anyMatch(prediction -> prediction.decision().epoch() == epoch);
                });
    }

    private void awaitAcknowledged(long epoch) {
        PipelineRun.await(
                "two tasks hold epoch " + epoch + ": " + newest,
                () -> statuses().values().stream().filter(s -> s.epoch() == epoch).count() == 2);
    }

    private void awaitRefused(long epoch, String reason) {
        PipelineRun.await(
                "two tasks refuse epoch " + epoch,
                () ->
                        statuses().values().stream().filter(s -> s.refusedEpoch() == epoch).count()
                                == 2);
        assertThat(newest.values())
                .allSatisfy(
                        status -> {
                            assertThat(status.refusal()).contains(reason);
                            assertThat(status.epoch()).isZero();
                        });
    }

    private Map<String, TaskStatus> statuses() {
        for (ConsumerRecord<byte[], byte[]> record : statuses.poll(Duration.ofMillis(100))) {
            try {
                TaskStatus status = TaskStatusCodec.decode(record.value());
                newest.put(status.key(), status);
            } catch (MalformedException e) {
                throw new AssertionError(e);
            }
        }
        return newest;
    }
}
