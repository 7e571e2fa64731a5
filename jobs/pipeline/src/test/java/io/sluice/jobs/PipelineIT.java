package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineIT {
    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private PipelineRun run;
    private Outcomes outcomes;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        run = new PipelineRun(directory, kafka);
        outcomes = new Outcomes(kafka.bootstrapServers());
    }

    @AfterEach
    void stop() throws Exception {
        outcomes.close();
        run.close();
        kafka.close();
    }

    @Test
    void tenThousandPoisonRecordsCostNoGoodOneAndNoRestart() throws Exception {
        Random random = new Random(42);
        run.start(run.config(null));
        for (int i = 0; i < 10_000; i++) {
            run.send(i % 2, PipelineRun.reading("e" + i, i, i * 37 % 256));
            byte[] poison = new byte[random.nextInt(40)];
            random.nextBytes(poison);
            // An id of a length that no record of this size can hold: never a valid record.
            byte[] marked = concat(new byte[] {(byte) 0xfe, (byte) 0xff, 0x0f}, poison);
            run.send(random.nextInt(2), i % 100 == 0 ? null : marked);
        }

        outcomes.await(10_000, 10_000);
        outcomes.settle();

        assertThat(outcomes.wrong(10_000)).isEmpty();
        assertThat(outcomes.answers).hasSize(10_000);
        assertThat(outcomes.deadLetters).hasSize(10_000);
        assertThat(outcomes.deadLetters)
                .extracting(letter -> header(letter, "reason"))
                .containsOnly("MALFORMED", "EMPTY_VALUE");
        assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(run.restarts()).isZero();
    }

    @Test
    void aDeadLetterIsTheRecordByteForByteWithItsPlace() throws Exception {
        byte[] poison = {1, 2, 3};
        run.start(run.config(null));
        run.sendGood(0, 1);
        run.send(1, poison);
        outcomes.await(1, 1);

        ConsumerRecord<byte[], byte[]> letter = outcomes.deadLetters.get(0);
        assertThat(letter.value()).isEqualTo(poison);
        assertThat(letter.headers().lastHeader("traceparent").value()).containsExactly(1);
        assertThat(header(letter, "topic")).isEqualTo("events");
        assertThat(header(letter, "partition")).isEqualTo("1");
        assertThat(header(letter, "offset")).isEqualTo("0");
        assertThat(header(letter, "stage")).isEqualTo("decode");
        assertThat(header(letter, "message")).contains("expected");
        assertThat(outcomes.records.get(0).headers().lastHeader("traceparent").value())
                .containsExactly(1);
    }

    @Test
    void aPolicySwapHoldsFromItsEventTimeOnWithoutARestart() throws Exception {
        run.start(run.config(null));
        run.sendGood(0, 100);
        outcomes.await(100, 0);
        byte[] document =
                new Policy("2", TestBundles.ladder().open().hash(), FixedExit.full()).document();
        run.control(new ControlEnvelope("POLICY", "job", 5, 1000, document, "", null));
        PipelineRun.await(
                "an event under the new policy",
                () -> {
                    int next = outcomes.answers.size();
                    run.send(0, PipelineRun.reading("probe" + next, 1000 + next, 200));
                    outcomes.await(next + 1, 0);
                    return last().decision().epoch() == 5;
                });

        assertThat(last().decision().policyVersion()).isEqualTo("2");
        assertThat(last().decision().exit()).isEqualTo(2);
        assertThat(outcomes.predictions.get(0).decision().epoch()).isZero();
        run.send(0, PipelineRun.reading("early", 999, 200));
        int before = outcomes.answers.size();
        outcomes.await(before + 1, 0);
        assertThat(last().decision().epoch()).isZero();
        assertThat(run.restarts()).isZero();
    }

    @Test
    void aStoppedJobGoesOnFromItsSavepoint() throws Exception {
        run.start(run.config(null));
        run.sendGood(0, 1000);
        outcomes.await(1000, 0);
        byte[] document =
                new Policy("2", TestBundles.ladder().open().hash(), FixedExit.full()).document();
        run.control(new ControlEnvelope("POLICY", "job", 5, 0, document, "", null));
        run.sendGood(1000, 2000);
        String savepoint = run.stopWithSavepoint();
        run.sendGood(2000, 3000);

        run.start(run.config(null), savepoint);

        outcomes.await(3000, 0);
        outcomes.settle();
        assertThat(outcomes.wrong(3000)).isEmpty();
        assertThat(last().decision().policyVersion()).isEqualTo("2");
    }

    private Prediction last() {
        return outcomes.predictions.get(outcomes.predictions.size() - 1);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                letter.headers().lastHeader("sluice.dlq." + name).value(), StandardCharsets.UTF_8);
    }
}
