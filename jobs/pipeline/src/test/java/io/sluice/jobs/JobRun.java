package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A pipeline on a MiniCluster and a real Kafka broker, from the YAML to the topics. Topics: {@code
 * predictions}, {@code events.dlq}, {@code control}, and those of the kind of pipeline.
 */
abstract class JobRun implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(90);

    /** What one look counts at most: while the machine stands still nothing can happen. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

    final EmbeddedKafka kafka;
    final Path directory;
    final KafkaProducer<byte[], byte[]> producer;

    /** How often the pipelines that are parsed from now on are saved. */
    String checkpointInterval = "300 ms";

    private final MiniCluster flink;
    private final List<JobID> jobs = new ArrayList<>();

    /** The one that was started last. */
    private JobID job;

    JobRun(Path directory, EmbeddedKafka kafka) throws Exception {
        this.directory = directory;
        this.kafka = kafka;
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
        settings.setString("restart-strategy.exponential-delay.initial-backoff", "200 ms");
        settings.setString("metrics.reporter.names.factory.class", MetricNames.class.getName());
        settings.setString("taskmanager.memory.network.max", "64 mb");
        settings.setString("taskmanager.memory.network.min", "64 mb");
        return settings;
    }

    /** Reads a pipeline of which the text lacks the checkpoints. */
    PipelineConfig parse(String text) {
        String checkpoints =
                "checkpoints: {interval: %s, directory: '%s'}%n"
                        .formatted(checkpointInterval, directory.resolve("checkpoints").toUri());
        return PipelineConfig.parse(
                "test.yaml",
                text + checkpoints,
                directory,
                Map.of("KAFKA", kafka.bootstrapServers())::get);
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
        jobs.add(job);
        RunStates.add(this);
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

    /** Of all jobs that were started. */
    List<AccessExecutionGraph> graphs() throws Exception {
        List<AccessExecutionGraph> graphs = new ArrayList<>();
        for (JobID each : jobs) {
            graphs.add(flink.getExecutionGraph(each).get());
        }
        return graphs;
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

    void control(ControlEnvelope message) {
        producer.send(
                new ProducerRecord<>(
                        "control",
                        (message.kind() + "/" + message.scope()).getBytes(StandardCharsets.UTF_8),
                        ControlEnvelopeCodec.encode(message)));
        producer.flush();
    }

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier holds) {
        await(what, holds, () -> "");
    }

    /**
     * The same, with what was seen for the failure's message. That says how the running jobs are,
     * too: what is missing in a topic is seldom explained by the topic.
     */
    static void await(String what, BooleanSupplier holds, Supplier<String> seen) {
        long waited = 0;
        for (long asked = System.nanoTime(); !holds.getAsBoolean(); ) {
            if (waited > LIMIT.toNanos()) {
                throw new AssertionError(
                        "within %s: %s%s%n%s".formatted(LIMIT, what, seen.get(), RunStates.all()));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);
            long now = System.nanoTime();
            waited += Math.min(now - asked, LONGEST_STEP.toNanos());
            asked = now;
        }
    }

    @Override
    public void close() throws Exception {
        RunStates.remove(this);
        producer.close(Duration.ZERO);
        flink.close();
    }
}
