package io.sluice.jobs;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A pipeline over the test ladder on a MiniCluster and a real Kafka broker, from the YAML to the
 * topics. Topics: {@code events}, {@code predictions}, {@code events.dlq}, {@code control}.
 */
final class PipelineRun implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(90);

    /** The user's schema of the tests' records. */
    static final String SCHEMA =
            """
            {"type": "record", "name": "Reading", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": "long"},
              {"name": "values", "type": "bytes"}]}
            """;

    final EmbeddedKafka kafka;
    private final Path directory;
    private final MiniCluster flink;
    private final KafkaProducer<byte[], byte[]> producer;
    private JobID job;

    PipelineRun(Path directory, EmbeddedKafka kafka) throws Exception {
        this(
                directory,
                kafka,
                TestBundles.ladder().policy("1", CertaintyThreshold.confidence(.8f, .8f)));
    }

    PipelineRun(Path directory, EmbeddedKafka kafka, TestBundles bundle) throws Exception {
        this.directory = directory;
        this.kafka = kafka;
        bundle.writeTo(directory.resolve("bundle"));
        java.nio.file.Files.writeString(directory.resolve("reading.avsc"), SCHEMA);
        kafka.createTopic("events", 2);
        kafka.createTopic("predictions", 2);
        kafka.createTopic("events.dlq", 1);
        kafka.createTopic("control", 1, Map.of("cleanup.policy", "compact"));
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 2),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        flink =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(2)
                                .setConfiguration(settings())
                                .build());
        flink.start();
    }

    private static Configuration settings() {
        Configuration settings = new Configuration();
        settings.setString("rest.bind-port", "0");
        settings.setString("heartbeat.interval", "500");
        settings.setString("heartbeat.timeout", "4000");
        settings.setString("restart-strategy.exponential-delay.initial-backoff", "200 ms");
        settings.setString("metrics.reporter.names.factory.class", MetricNames.class.getName());
        settings.setString("taskmanager.memory.network.max", "64 mb");
        settings.setString("taskmanager.memory.network.min", "64 mb");
        return settings;
    }

    /** The tests' pipeline; {@code source} replaces its source section when it is not null. */
    PipelineConfig config(String source) {
        return config(source, "");
    }

    /** The same with further keys of the top level. */
    PipelineConfig config(String source, String more) {
        String text =
                """
                name: test
                parallelism: 2
                source:
                %s
                bundle:
                  uri: bundle
                cascade:
                  max-batch: 16
                  max-wait: 5 ms
                control.topic: control
                sink:
                  topic: predictions
                checkpoints:
                  interval: 300 ms
                  directory: %s
                """
                        .formatted(
                                (source == null ? defaultSource() : source).indent(2),
                                directory.resolve("checkpoints").toUri());
        return PipelineConfig.parse(
                "test.yaml",
                text + more,
                directory,
                Map.of("KAFKA", kafka.bootstrapServers())::get);
    }

    static String defaultSource() {
        return """
                bootstrap-servers: ${KAFKA}
                topics: [events]
                start-from: earliest
                format: avro
                schema: reading.avsc
                mapping:
                  id: id
                  event-time: {field: at, unit: millis}
                  inputs:
                    image: values
                """;
    }

    void start(PipelineConfig config) throws Exception {
        start(config, null);
    }

    void start(PipelineConfig config, String savepoint) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(settings());
        PipelineJob.prepare(config).addTo(environment);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint));
        }
        job = flink.submitJob(graph).get().getJobID();
    }

    String stopWithSavepoint() throws Exception {
        return flink.stopWithSavepoint(
                        job,
                        directory.resolve("savepoints").toUri().toString(),
                        false,
                        SavepointFormatType.CANONICAL)
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    JobStatus status() throws Exception {
        return flink.getJobStatus(job).get();
    }

    /** How often the job was restarted. */
    long restarts() throws Exception {
        long most = 0;
        for (var vertex : flink.getExecutionGraph(job).get().getAllExecutionVertices()) {
            most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return most;
    }

    /** Takes the one TaskManager away with all it held, and gives another. */
    void replaceTaskManager() throws Exception {
        flink.terminateTaskManager(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        flink.startTaskManager();
    }

    void send(int partition, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        "events",
                        partition,
                        null,
                        null,
                        value,
                        List.of(new RecordHeader("traceparent", new byte[] {1})));
        producer.send(record);
    }

    void sendGood(int from, int to) {
        for (int i = from; i < to; i++) {
            send(i % 2, reading("e" + i, i, i * 37 % 256));
        }
        producer.flush();
    }

    void control(ControlEnvelope message) {
        producer.send(
                new ProducerRecord<>(
                        "control",
                        (message.kind() + "/" + message.scope()).getBytes(StandardCharsets.UTF_8),
                        ControlEnvelopeCodec.encode(message)));
        producer.flush();
    }

    /** A record of the user's schema whose label is 3 and whose strength says where it leaves. */
    static byte[] reading(String id, long at, int strength) {
        return reading(id, at, 3, strength);
    }

    /** A record whose label and strength are in its values. */
    static byte[] reading(String id, long at, int label, int strength) {
        AvroWriter out = new AvroWriter(64);
        out.writeString(id);
        out.writeLong(at);
        out.writeBytes(TestBundles.row(label, strength));
        return out.toByteArray();
    }

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("within " + LIMIT + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000L);
        }
    }

    @Override
    public void close() throws Exception {
        producer.close(Duration.ZERO);
        flink.close();
    }
}
