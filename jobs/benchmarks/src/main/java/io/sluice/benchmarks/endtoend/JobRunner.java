package io.sluice.benchmarks.endtoend;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.benchmarks.endtoend.Variant.JobEnds;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs one job at a time in this process and measures it by what arrives in its output topic. */
public final class JobRunner {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long POLL_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A window that has seen more than this share of the events may see the job idle. */
    private static final double NEARLY_ALL = 0.97;

    private final String bootstrapServers;
    private final Topics topics;
    private int runs;

    private record Sample(long nanos, long cpuNanos, long[] ends) {
        long count() {
            return Arrays.stream(ends).sum();
        }
    }

    public JobRunner(String bootstrapServers, Topics topics) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
    }

    /**
     * Runs a job over a topic.
     *
     * @param events the number of events in its input
     * @param onAnswers is given the reader of the job's answers, once the job has ended or, when it
     *     is to drain, once all are there
     */
    public Measurement run(
            Variant variant,
            int parallelism,
            long events,
            RunLength length,
            Consumer<AnswerReader> onAnswers)
            throws Exception {
        String run = variant.name().replaceAll("[^a-z0-9]+", "-") + "-" + ++runs;
        JobEnds ends =
                new JobEnds(
                        bootstrapServers,
                        variant.input(),
                        run + "-answers",
                        run + "-dead",
                        run,
                        parallelism,
                        length.drain() ? Duration.ofMillis(100) : Duration.ofSeconds(1));
        topics.create(ends.output());
        topics.create(ends.deadLetters());
        Measurement measured;
        try {
            measured = measure(variant, ends, events, length);
            onAnswers.accept(
                    new AnswerReader(bootstrapServers, ends.output(), measured.windowStart()));
        } finally {
            topics.delete(ends.output());
            topics.delete(ends.deadLetters());
        }
        return measured;
    }

    private Measurement measure(Variant variant, JobEnds ends, long events, RunLength length)
            throws Exception {
        StreamExecutionEnvironment environment = environment(ends.parallelism());
        variant.job().addTo(environment, ends);
        JobClient client = environment.executeAsync(ends.run());
        try {
            Measurement measured = window(client, ends.output(), events, length);
            if (length.drain()) {
                new AnswerReader(bootstrapServers, ends.output(), measured.windowStart())
                        .awaitCommitted(events, PATIENCE);
            }
            return measured;
        } finally {
            end(client);
        }
    }

    private Measurement window(JobClient client, String output, long events, RunLength length)
            throws Exception {
        if (!length.warmUp().isZero()) {
            awaitFirst(client, output);
            Thread.sleep(length.warmUp().toMillis());
        }
        Sample first = sample(output);
        Sample last = first;
        long end = first.nanos() + length.window().toNanos();
        while (last.nanos() < end) {
            Thread.sleep(POLL_MILLIS);
            requireRunning(client);
            Sample next = sample(output);
            boolean done = next.count() >= (length.drain() ? events : events * NEARLY_ALL);
            if (!done || length.drain()) {
                last = next;
            }
            if (done) {
                break;
            }
        }
        return new Measurement(
                last.count() - first.count(),
                (last.nanos() - first.nanos()) * 1e-9,
                (last.cpuNanos() - first.cpuNanos()) * 1e-9,
                first.ends());
    }

    private void awaitFirst(JobClient client, String output) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sample(output).count() == 0) {
            requireRunning(client);
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no answer within " + PATIENCE);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static void requireRunning(JobClient client) throws Exception {
        if (client.getJobStatus().get().isTerminalState()) {
            client.getJobExecutionResult().get();
            throw new IllegalStateException("the job has ended by itself");
        }
    }

    private Sample sample(String output) {
        long[] ends = topics.ends(output);
        return new Sample(System.nanoTime(), PROCESS.getProcessCpuTime(), ends);
    }

    private static StreamExecutionEnvironment environment(int slots) {
        Configuration settings = new Configuration();
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        return StreamExecutionEnvironment.createLocalEnvironment(slots, settings);
    }

    private static void end(JobClient client) throws InterruptedException {
        try {
            client.cancel().get();
            client.getJobExecutionResult().get();
        } catch (ExecutionException cancelled) {
            // The end that was asked for; a failure of the job was met before.
        }
    }
}
