package io.sluice.benchmarks.endtoend;

import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One job that is measured against others.
 *
 * @param name what to call it in results
 * @param input the topic it reads from the beginning
 * @param events the number of events in it
 * @param job adds the job to an environment
 */
public record Variant(String name, String input, long events, JobSetup job) {

    /** Adds a job that reads and writes the given topics, exactly once, to an environment. */
    public interface JobSetup {
        void addTo(StreamExecutionEnvironment environment, JobEnds ends) throws Exception;
    }

    /**
     * Where a job reads and writes.
     *
     * @param checkpoints the interval of checkpoints
     * @param run unique to the run: group id and prefix of transactional ids
     */
    public record JobEnds(
            String bootstrapServers,
            String input,
            String output,
            String deadLetters,
            String run,
            int parallelism,
            Duration checkpoints) {}
}
