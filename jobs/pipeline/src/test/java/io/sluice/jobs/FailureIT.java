package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureIT {
    @TempDir private Path directory;

    @Test
    void everyInputHasOneOutcomeThoughTaskManagersAreLost() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PipelineRun run = new PipelineRun(directory, kafka);
                Outcomes outcomes = new Outcomes(kafka.bootstrapServers())) {
            run.start(run.config(null));
            int sent = 0;
            for (int failure = 0; failure < 2; failure++) {
                run.sendGood(sent, sent + 10_000);
                run.send(0, new byte[] {9});
                sent += 10_000;
                int some = sent - 8_000;
                PipelineRun.await(
                        "part of the answers", () -> outcomes.read().answers.size() >= some);
                run.replaceTaskManager();
            }
            run.sendGood(sent, sent + 5_000);
            sent += 5_000;

            outcomes.await(sent, 2);
            outcomes.settle();

            assertThat(outcomes.wrong(sent)).isEmpty();
            assertThat(outcomes.answers).hasSize(sent);
            assertThat(outcomes.deadLetters).hasSize(2);
            assertThat(run.restarts()).isPositive();
        }
    }

    @Test
    void aBrokerThatIsAwayForTwentySecondsCostsNothing() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PipelineRun run = new PipelineRun(directory, kafka);
                Outcomes outcomes = new Outcomes(kafka.bootstrapServers())) {
            run.start(run.config(null));
            run.sendGood(0, 2000);
            outcomes.await(2000, 0);

            kafka.stop();
            // The outage itself has this length; there is no event to await.
            LockSupport.parkNanos(20_000_000_000L);
            kafka.restart();
            run.sendGood(2000, 4000);

            outcomes.await(4000, 0);
            outcomes.settle();
            assertThat(outcomes.wrong(4000)).isEmpty();
            assertThat(run.status()).isEqualTo(JobStatus.RUNNING);
        }
    }
}
