package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.PipelineConfig.CheckpointConfig;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink settings that every pipeline runs with. */
final class PipelineSettings {
    private PipelineSettings() {}

    static void apply(StreamExecutionEnvironment environment, PipelineConfig pipeline) {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.NAME, pipeline.name());
        // Every type has a serialiser of its own; one that would need Kryo is a mistake of ours.
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        // A savepoint finds its operators by uid alone.
        settings.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        CheckpointConfig checkpoints = pipeline.checkpoints();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
        settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, checkpoints.timeout());
        settings.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        // A checkpoint that times out, say while a registry is waited for, is no reason to restart.
        settings.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1000);
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (!checkpoints.directory().isEmpty()) {
            settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.directory());
        }
        // Only a bad configuration ends the job, at its start; whatever else fails is tried again.
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        environment.configure(settings, Pipeline.class.getClassLoader());
    }
}
