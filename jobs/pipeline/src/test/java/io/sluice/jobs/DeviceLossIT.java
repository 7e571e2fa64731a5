package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.PlainScript;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is lost under a running job: ONNX Runtime takes over until it is back. */
class DeviceLossIT {
    @TempDir private Path directory;
    private int sent;

    @BeforeEach
    @AfterEach
    void reset() {
        PlainScript.process().reset();
    }

    @Test
    void noEventIsLostWhileADeviceIsAndItComesBackByItself() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PipelineRun run = new PipelineRun(directory, kafka);
                Outcomes outcomes = new Outcomes(kafka.bootstrapServers())) {
            run.start(run.config(null, "kernel.provider: plain\n"));
            send(run, outcomes, 1000);
            assertThat(last(outcomes)).isEqualTo("plain/java");

            PlainScript.process().loseDeviceOnRun(1);
            send(run, outcomes, 1000);
            assertThat(last(outcomes)).isEqualTo("onnxruntime/cpu");
            assertThat(MetricNames.value("stage_device_down")).isEqualTo(1);

            PlainScript.process().bringBack();
            PipelineRun.await(
                    "the device runs batches again",
                    () -> {
                        send(run, outcomes, 20);
                        return last(outcomes).equals("plain/java");
                    });

            outcomes.settle();
            assertThat(outcomes.wrong(sent)).isEmpty();
            assertThat(outcomes.deadLetters).isEmpty();
            assertThat(run.restarts()).isZero();
            assertThat(outcomes.predictions)
                    .filteredOn(p -> p.decision().reason().equals("PROVIDER_FALLBACK"))
                    .hasSizeGreaterThan(500);
        }
    }

    private void send(PipelineRun run, Outcomes outcomes, int count) {
        run.sendGood(sent, sent + count);
        sent += count;
        outcomes.await(sent, 0);
    }

    private static String last(Outcomes outcomes) {
        return outcomes.predictions.get(outcomes.predictions.size() - 1).decision().provider();
    }
}
