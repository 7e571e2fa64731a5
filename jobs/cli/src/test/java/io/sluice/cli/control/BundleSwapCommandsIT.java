package io.sluice.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.LocalFlink;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice bundle promote} and {@code rollback} on a job that runs with two tasks. */
class BundleSwapCommandsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path directory;
    private Path pipeline;

    @Test
    void bundlesArePromotedAndRolledBackAndWhatIsNotFitIsNotSent() throws Exception {
        Bundle first = bundle("first", TestBundles.ladder());
        Bundle second = bundle("second", TestBundles.ladder().version("2.0.0"));
        bundle("floats", TestBundles.ladder().dtype(DType.FLOAT32));
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            pipeline = pipeline(kafka);
            PipelineConfig config = PipelineConfig.load(pipeline);
            LocalFlink flink = LocalFlink.start(config.parallelism(), 0, null);
            PipelineJob.prepare(config).addTo(flink.environment());
            JobClient job = flink.environment().executeAsync(config.name());
            try {
                awaitTasks();
                assertRefused(promote("nowhere"), "no such file or directory");
                assertRefused(promote("floats"), "has the inputs [image");
                assertRefused(
                        promote("second", "--sha256", "0".repeat(64)),
                        "a sha-256 belongs to a zip");
                assertRefused(run("bundle", "rollback"), "there is no bundle before the bundle of");

                SluiceCommandLine.Run promoted = promote("second");
                assertAccepted(promoted);
                assertThat(promoted.out()).contains("sent BUNDLE as epoch 1");
                assertRefused(
                        policy(new Policy("old", first.hash(), new FixedExit(0))),
                        "policy old is for bundle " + first.hash() + ", but the bundle of epoch 1");
                assertRefused(
                        run("policy", "rollback"),
                        "for bundle " + second.hash() + "; sluice bundle rollback goes back");
                assertAccepted(policy(new Policy("early", second.hash(), new FixedExit(0))));

                SluiceCommandLine.Run back = run("bundle", "rollback");
                assertAccepted(back);
                assertThat(back.out())
                        .contains("back to bundle " + first.hash() + " with policy 1");
                SluiceCommandLine.Run forth = run("bundle", "rollback");
                assertAccepted(forth);
                assertThat(forth.out())
                        .contains("back to bundle " + second.hash() + " with policy early");
            } finally {
                job.cancel().get();
            }
        }
    }

    private Bundle bundle(String name, TestBundles bundle) throws Exception {
        return Bundle.open(
                bundle.policy("1", CertaintyThreshold.confidence(.8f, .8f))
                        .writeTo(directory.resolve(name)));
    }

    private SluiceCommandLine.Run promote(String name, String... more) {
        return run(
                Stream.concat(
                                Stream.of(
                                        "bundle",
                                        "promote",
                                        "--bundle",
                                        directory.resolve(name).toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private SluiceCommandLine.Run policy(Policy policy) throws Exception {
        Path file = Files.write(directory.resolve(policy.version() + ".json"), policy.document());
        return run("policy", "promote", "--policy", file.toString());
    }

    private void awaitTasks() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (new ObjectMapper()
                        .readTree(run("budget", "get", "--output", "json").out())
                        .path("tasks")
                        .asInt()
                < 2) {
            assertThat(System.nanoTime()).as("no status of two tasks").isLessThan(end);
        }
    }

    private static void assertAccepted(SluiceCommandLine.Run run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("accepted by all 2 tasks that run");
    }

    private static void assertRefused(SluiceCommandLine.Run run, String reason) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isNotZero();
        assertThat(run.err()).contains(reason);
        assertThat(run.out()).doesNotContain("sent");
    }

    /** A command of two words on the pipeline. */
    private SluiceCommandLine.Run run(String... words) {
        return SluiceCommandLine.run(
                Stream.of(
                                Stream.of(words).limit(2),
                                Stream.of(pipeline.toString()),
                                Stream.of(words).skip(2))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private Path pipeline(EmbeddedKafka kafka) throws Exception {
        kafka.createTopic("events", 2);
        kafka.createTopic("predictions", 1);
        kafka.createTopic("events.dlq", 1);
        kafka.createTopic("control", 1, Map.of("cleanup.policy", "compact"));
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
        return Files.writeString(
                directory.resolve("pipeline.yaml"),
                """
                name: swapping
                parallelism: 2
                source: {bootstrap-servers: '%s', topics: [events], format: sluice-event}
                bundle.uri: first
                control: {topic: control, status-topic: status}
                sink.topic: predictions
                checkpoints.interval: 200 ms
                """
                        .formatted(kafka.bootstrapServers()));
    }
}
