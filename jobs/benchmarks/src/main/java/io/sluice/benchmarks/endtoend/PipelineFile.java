package io.sluice.benchmarks.endtoend;

import io.sluice.benchmarks.endtoend.Variant.JobEnds;
import io.sluice.benchmarks.endtoend.Variant.JobSetup;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import java.nio.file.Path;

/**
 * A pipeline as a user writes it, in YAML, of which the benchmark fills in the topics.
 *
 * @param source format, schema and mapping of the {@code source} section
 * @param bundle the bundle's folder
 * @param policy a policy document in place of the bundle's first, or null
 * @param provider the kernel provider
 * @param sinkFormat {@code avro} or {@code json}
 * @param inputs whether predictions carry the model's inputs
 * @param control the topic of control messages; empty for none
 */
public record PipelineFile(
        String source,
        Path bundle,
        Path policy,
        String provider,
        int maxBatch,
        String sinkFormat,
        boolean inputs,
        String control) {

    /** A file whose predictions carry no inputs, of a job that nobody controls. */
    public PipelineFile(
            String source,
            Path bundle,
            Path policy,
            String provider,
            int maxBatch,
            String sinkFormat) {
        this(source, bundle, policy, provider, maxBatch, sinkFormat, false, "");
    }

    /** The same with another topic of control messages. */
    public PipelineFile controlledBy(String topic) {
        return new PipelineFile(
                source, bundle, policy, provider, maxBatch, sinkFormat, inputs, topic);
    }

    /** The job of this file, read and checked anew for every run. */
    public JobSetup job() {
        return (environment, ends) -> PipelineJob.prepare(config(ends)).addTo(environment);
    }

    PipelineConfig config(JobEnds ends) {
        return PipelineConfig.parse(
                "benchmark.yaml", text(ends), bundle.toAbsolutePath(), name -> null);
    }

    private String text(JobEnds ends) {
        return """
                name: %s
                parallelism: %d
                source:
                  bootstrap-servers: %s
                  topics: [%s]
                  group-id: %s
                  start-from: earliest
                %s
                bundle:
                  uri: %s
                %s
                kernel:
                  provider: %s
                cascade:
                  max-batch: %d
                  max-wait: 20 ms
                  inputs: %s
                sink:
                  topic: %s
                  format: %s
                  guarantee: exactly-once
                dead-letters:
                  topic: %s
                checkpoints:
                  interval: %d ms
                %s
                """
                .formatted(
                        ends.run(),
                        ends.parallelism(),
                        ends.bootstrapServers(),
                        ends.input(),
                        ends.run(),
                        source.stripTrailing().indent(2).stripTrailing(),
                        bundle.toAbsolutePath(),
                        policy == null ? "" : "  policy: " + policy.toAbsolutePath(),
                        provider,
                        maxBatch,
                        inputs,
                        ends.output(),
                        sinkFormat,
                        ends.deadLetters(),
                        ends.checkpoints().toMillis(),
                        control.isEmpty() ? "" : "control.topic: " + control);
    }
}
