package io.sluice.benchmarks.endtoend;

import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink in this process that runs one job after the other, so that its start is not in each. */
final class LocalCluster implements AutoCloseable {
    private final MiniCluster cluster;

    private LocalCluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    static LocalCluster start(int slots) throws Exception {
        Configuration settings = new Configuration();
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        settings.set(RestOptions.BIND_PORT, "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(settings)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .build());
        cluster.start();
        return new LocalCluster(cluster);
    }

    JobID submit(StreamExecutionEnvironment environment) throws Exception {
        return cluster.submitJob(environment.getStreamGraph().getJobGraph()).get().getJobID();
    }

    /**
     * @throws IllegalStateException when the job has ended by itself
     */
    void requireRunning(JobID job) throws Exception {
        JobStatus status = cluster.getJobStatus(job).get();
        if (status.isTerminalState()) {
            cluster.requestJobResult(job)
                    .get()
                    .toJobExecutionResult(LocalCluster.class.getClassLoader());
            throw new IllegalStateException("the job has ended by itself: " + status);
        }
    }

    /** Cancels a job and waits for its end; one that has ended by itself is left alone. */
    void end(JobID job) throws InterruptedException {
        try {
            if (!cluster.getJobStatus(job).get().isTerminalState()) {
                cluster.cancelJob(job).get();
            }
            cluster.requestJobResult(job).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a job could not be ended", e.getCause());
        }
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
