package io.sluice.benchmarks.endtoend;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.benchmarks.endtoend.Variant.JobEnds;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs one job at a time in this process and measures it by what arrives in its output topic. */
public final class JobRunner implements AutoCloseable {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long POLL_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A window that has seen more than this share of the events may see the job idle. */
    private static final double NEARLY_ALL = 0.97;

    private final String bootstrapServers;
    private final Topics topics;
    private final LocalCluster cluster;
    private int runs;

    private record Sample(long nanos, long cpuNanos, long[] ends) {
        long count() {
            return Arrays.stream(ends).sum();
        }
    }

    /**
     * @param slots the greatest parallelism that a job will have
     */
    JobRunner(String bootstrapServers, Topics topics, int slots) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        try {
            this.cluster = LocalCluster.start(slots);
        } catch (Exception e) {
            throw new IllegalStateException("Flink does not start", e);
        }
    }

    /**
     * Runs a job over a topic.
     *
     * @param onAnswers is given the reader of the job's answers, once the job has ended or, when it
     *     is to drain, once all are there
     */
    public Measurement run(
            Variant variant, int parallelism, RunLength length, Consumer<AnswerReader> onAnswers)
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
            measured = measure(variant, ends, length);
            onAnswers.accept(
                    new AnswerReader(bootstrapServers, ends.output(), measured.windowStart()));
        } finally {
            topics.delete(ends.output());
            topics.delete(ends.deadLetters());
        }
        return measured;
    }

    private Measurement measure(Variant variant, JobEnds ends, RunLength length) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(ends.parallelism());
        variant.job().addTo(environment, ends);
        JobID job = cluster.submit(environment);
        try {
            Measurement measured = window(job, ends.output(), variant.events(), length);
            if (length.drain()) {
                new AnswerReader(bootstrapServers, ends.output(), measured.windowStart())
                        .awaitCommitted(variant.events(), PATIENCE);
            }
            return measured;
        } finally {
            cluster.end(job);
        }
    }

    private Measurement window(JobID job, String output, long events, RunLength length)
            throws Exception {
        if (!length.warmUp().isZero()) {
            awaitFirst(job, output);
            Thread.sleep(length.warmUp().toMillis());
        }
        Sample first = sample(output);
        Sample last = first;
        long end = first.nanos() + length.window().toNanos();
        while (last.nanos() < end) {
            Thread.sleep(POLL_MILLIS);
            cluster.requireRunning(job);
            Sample next = sample(output);
            boolean done = next.count() >= (length.drain() ? events : events * NEARLY_ALL);
            if (!done || length.drain()) {
                last = next;
            }
            if (done) {
                break;
            }
        }
        if (last.count() == first.count()) {
            throw new IllegalStateException(
                    "all was answered before the window began; ask for more --events");
        }
        return new Measurement(
                last.count() - first.count(),
                (last.nanos() - first.nanos()) * 1e-9,
                (last.cpuNanos() - first.cpuNanos()) * 1e-9,
                first.ends());
    }

    private void awaitFirst(JobID job, String output) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sample(output).count() == 0) {
            cluster.requireRunning(job);
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no answer within " + PATIENCE);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Sample sample(String output) {
        long[] ends = topics.ends(output);
        return new Sample(System.nanoTime(), PROCESS.getProcessCpuTime(), ends);
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } catch (Exception e) {
            throw new IllegalStateException("Flink does not end", e);
        }
    }
}
