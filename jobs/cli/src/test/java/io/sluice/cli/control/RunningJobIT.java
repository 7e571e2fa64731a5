package io.sluice.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.LocalFlink;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.simulator.LabelledImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a job that runs with two tasks: what they say is what its tasks have said. */
class RunningJobIT {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist").toAbsolutePath();
    private static final int EVENTS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path directory;
    private Path pipeline;

    @Test
    void everyTaskAcknowledgesAndReceiptsSayWhatWasSpent() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            createTopics(kafka);
            pipeline = pipeline(kafka);
            PipelineConfig config = PipelineConfig.load(pipeline);
            LocalFlink flink = LocalFlink.start(config.parallelism(), 0, null);
            PipelineJob.prepare(config).addTo(flink.environment());
            JobClient job = flink.environment().executeAsync(config.name());
            try {
                awaitTasks();
                String hash = Bundle.open(EXAMPLE.resolve("bundle")).hash();
                Policy cheap = new Policy("cheap", hash, new FixedExit(0));
                Path file = Files.write(directory.resolve("cheap.json"), cheap.document());

                assertAccepted(run("policy", "promote", "--policy", file.toString()));
                assertAccepted(
                        run("budget", "set", "--limit", "scope: job, joules: 40, per: 1min"));
                produce(kafka);
                JsonNode report = awaitReport();
                assertAccepted(run("policy", "rollback"));

                assertThat(report.at("/total/estimated").asDouble()).isEqualTo(1);
                assertThat(report.at("/total/joules").asDouble()).isPositive();
                assertThat(report.at("/by/exit")).hasSize(1);
                JsonNode limit = json(run("budget", "get", "--output", "json")).at("/limits/0");
                assertThat(limit.get("name").asText()).isEqualTo("job joules");
                assertThat(limit.get("amount").asDouble()).isEqualTo(40);
                assertThat(limit.get("spent").asDouble()).isNotNegative();
                assertThat(limit.get("price").asDouble()).isNotNegative();
            } finally {
                job.cancel().get();
            }
        }
    }

    /** Until both tasks have said how they stand. */
    private void awaitTasks() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (json(run("budget", "get", "--output", "json")).get("tasks").asInt() < 2) {
            assertThat(System.nanoTime()).as("no status of two tasks").isLessThan(end);
        }
    }

    /** Until the answers to all events are committed. */
    private JsonNode awaitReport() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            SluiceCommandLine.Run run = run("report", "--output", "json");
            if (run.exitCode() == 0) {
                JsonNode report = json(run);
                if (report.at("/total/events").asInt() == EVENTS) {
                    return report;
                }
            }
            assertThat(System.nanoTime()).as(run.out() + run.err()).isLessThan(end);
        }
    }

    private static void assertAccepted(SluiceCommandLine.Run run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("accepted by all 2 tasks that run");
    }

    private static JsonNode json(SluiceCommandLine.Run run) throws Exception {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    /** A command on the pipeline: its words up to the first option, then the file. */
    private SluiceCommandLine.Run run(String... words) {
        int options = 0;
        while (options < words.length && !words[options].startsWith("-")) {
            options++;
        }
        return SluiceCommandLine.run(
                Stream.of(
                                Stream.of(words).limit(options),
                                Stream.of(pipeline.toString()),
                                Stream.of(words).skip(options))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private static void createTopics(EmbeddedKafka kafka) {
        kafka.createTopic("images", 2);
        kafka.createTopic("predictions", 1);
        kafka.createTopic("images.dlq", 1);
        kafka.createTopic("control", 1, Map.of("cleanup.policy", "compact"));
        kafka.createTopic("status", 1, Map.of("cleanup.policy", "compact"));
    }

    private static void produce(EmbeddedKafka kafka) {
        LabelledImages images =
                LabelledImages.read(
                        EXAMPLE.resolve("sample/images-idx3-ubyte.gz"),
                        EXAMPLE.resolve("sample/labels-idx1-ubyte.gz"));
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
            for (int i = 0; i < EVENTS; i++) {
                StringBuilder pixels = new StringBuilder();
                for (byte pixel : images.pixels()[i]) {
                    pixels.append(pixels.isEmpty() ? "" : ",").append(pixel & 0xff);
                }
                String json = "{\"id\":\"image-%d\",\"pixels\":[%s]}".formatted(i, pixels);
                producer.send(
                        new ProducerRecord<>("images", json.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private Path pipeline(EmbeddedKafka kafka) throws Exception {
        return Files.writeString(
                directory.resolve("pipeline.yaml"),
                """
                name: running
                parallelism: 2
                source:
                  bootstrap-servers: %s
                  topics: [images]
                  start-from: earliest
                  format: json
                  mapping:
                    id: id
                    inputs:
                      image: pixels
                bundle.uri: %s
                control: {topic: control, status-topic: status}
                energy: {active-watts: 25, idle-watts: 5}
                sink.topic: predictions
                checkpoints.interval: 200 ms
                """
                        .formatted(kafka.bootstrapServers(), EXAMPLE.resolve("bundle")));
    }
}
