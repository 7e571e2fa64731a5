package io.sluice.cli.demo;

import io.sluice.cli.LocalFlink;
import io.sluice.jobs.KafkaTopics;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;

/**
 * A Kafka broker in this process with the topics of an example, and its jobs once they are started.
 */
public final class DemoPlatform implements AutoCloseable {
    private static final int PARTITIONS = 2;

    private final PrintWriter out;
    private final EmbeddedKafka kafka;
    private final Path example;
    private final List<PipelineConfig> configs = new ArrayList<>();
    private final List<JobClient> jobs = new ArrayList<>();
    private String webAddress;

    private DemoPlatform(PrintWriter out, EmbeddedKafka kafka, Path example) {
        this.out = out;
        this.kafka = kafka;
        this.example = example;
    }

    /**
     * Starts the broker and makes the topics.
     *
     * @param example the folder with {@code pipeline.yaml}
     */
    public static DemoPlatform start(Path example, PrintWriter out) throws Exception {
        return start(example, List.of("pipeline.yaml"), out);
    }

    /**
     * Starts the broker and makes the topics.
     *
     * @param example the folder with the pipelines
     * @param files their names, each of them a job
     */
    public static DemoPlatform start(Path example, List<String> files, PrintWriter out)
            throws Exception {
        out.println("Starting a Kafka broker in this process ...");
        out.flush();
        DemoPlatform platform = new DemoPlatform(out, EmbeddedKafka.start(), example);
        try {
            for (String file : files) {
                platform.readConfig(file);
            }
            platform.createTopics();
            return platform;
        } catch (Exception | Error e) {
            platform.close();
            throw e;
        }
    }

    private void readConfig(String file) throws Exception {
        configs.add(
                PipelineConfig.parse(
                        file,
                        Files.readString(example.resolve(file)),
                        example,
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers())::get));
    }

    private void createTopics() throws Exception {
        Set<String> made = new HashSet<>();
        for (PipelineConfig config : configs) {
            Set<String> ofMessages = Set.copyOf(KafkaTopics.compacted(config));
            for (String topic : KafkaTopics.of(config)) {
                if (!made.add(topic)) {
                    continue;
                }
                if (ofMessages.contains(topic)) {
                    kafka.createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
                } else {
                    boolean isOfLetters = topic.equals(config.deadLetters().topic());
                    kafka.createTopic(topic, isOfLetters ? 1 : PARTITIONS);
                }
            }
        }
    }

    /** Starts a Flink for each job; returns when all run. */
    public void startJobs(int webPort) throws Exception {
        for (PipelineConfig config : configs) {
            say("Starting Flink with the pipeline " + config.name() + " ...");
            LocalFlink flink = LocalFlink.start(config.parallelism(), webPort, null);
            PipelineJob.prepare(config).addTo(flink.environment());
            JobClient job = flink.environment().executeAsync(config.name());
            jobs.add(job);
            while (job.getJobStatus().get() != JobStatus.RUNNING) {
                LockSupport.parkNanos(50_000_000L);
            }
            webAddress = flink.webAddress();
            say("  web UI      " + webAddress);
        }
        say("  brokers     " + servers());
    }

    /** The first pipeline, which is the only one of most examples. */
    public PipelineConfig config() {
        return configs.get(0);
    }

    /** All pipelines, in the order of their files. */
    public List<PipelineConfig> configs() {
        return List.copyOf(configs);
    }

    /** Bootstrap servers of the broker. */
    public String servers() {
        return kafka.bootstrapServers();
    }

    /** Says that the demo goes on until it is interrupted. */
    public void sayRunningOn() {
        say("Running on; " + webAddress + "; end with Ctrl-C.");
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        jobs.forEach(job -> job.cancel().join());
        kafka.close();
    }
}
