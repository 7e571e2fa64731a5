package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.Guarantee;
import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard's way through a real control topic, under signatures. */
class GuardIT {
    /** Exit 1 takes this class for class 0, and is sure of it. */
    private static final int MISTAKEN = 9;

    private static final int USUAL = 3;

    @TempDir private Path directory;
    private EmbeddedKafka kafka;
    private PipelineRun run;
    private Outcomes outcomes;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start();
        Policy promising =
                new Policy("1", "", CertaintyThreshold.confidence(.8f, .8f))
                        .with(
                                new Guarantee(
                                        .05,
                                        Guarantee.Method.UPPER_CONFIDENCE_BOUND,
                                        .95,
                                        1000,
                                        .01,
                                        Guarantee.EXCHANGEABLE));
        run =
                new PipelineRun(
                        directory,
                        kafka,
                        TestBundles.ladder().misled(MISTAKEN, 0).policy(promising));
        outcomes = new Outcomes(kafka.bootstrapServers());
    }

    @AfterEach
    void stop() throws Exception {
        outcomes.close();
        run.close();
        kafka.close();
    }

    @Test
    void aBrokenPromiseTightensTheRuleThroughTheControlTopicAndSurvivesARestore() throws Exception {
        run.start(config());
        send(USUAL, 400);
        outcomes.await(400, 0);
        assertThat(last().decision().epoch()).isZero();

        sendUntilTheEpochIs(1, MISTAKEN);

        Prediction held = last();
        assertThat(held.decision().reason()).isEqualTo("GUARDED");
        assertThat(held.decision().exit()).isEqualTo(1);
        assertThat(held.predictedClass()).isEqualTo(MISTAKEN);
        assertThat(held.decision().policyVersion()).isEqualTo("1");
        PipelineRun.await(
                "the guard measures the new level",
                () -> {
                    send(USUAL, 10);
                    return MetricNames.value("guard_level") == 1;
                });

        run.send(0, new byte[] {1});
        outcomes.await(sent, 1);
        assertThat(AlarmRules.unknownMetrics(MetricNames.seen())).isEmpty();

        String savepoint = run.stopWithSavepoint();
        run.start(config(), savepoint);
        int before = outcomes.answers.size();
        send(MISTAKEN, 100);
        outcomes.await(before + 100, 0);
        assertThat(last().decision().epoch()).isEqualTo(1);
        assertThat(last().decision().reason()).isEqualTo("GUARDED");
        outcomes.settle();
        assertThat(outcomes.wrong(sent)).isEmpty();
        assertThat(run.restarts()).isZero();
    }

    private PipelineConfig config() throws Exception {
        Path store = directory.resolve("store");
        if (!Files.exists(store)) {
            Files.createDirectory(store);
            BundleSigner.generate("job", directory.resolve("job.key"), store.resolve("job.pem"));
        }
        return run.config(
                null,
                "control.trust-store: store\ncontrol.require-signature: true\n"
                        + "guard: {shadow-fraction: 0.5, sign-with: job.key, key-id: job}\n");
    }

    private void send(int label, int count) {
        for (int i = 0; i < count; i++, sent++) {
            run.send(sent % 2, PipelineRun.reading("e" + sent, sent, label, 200));
        }
    }

    private void sendUntilTheEpochIs(long epoch, int label) {
        PipelineRun.await(
                "an event under epoch " + epoch,
                () -> {
                    send(label, 20);
                    outcomes.await(sent, 0);
                    return last().decision().epoch() == epoch;
                });
    }

    private Prediction last() {
        return outcomes.predictions.get(outcomes.predictions.size() - 1);
    }
}
