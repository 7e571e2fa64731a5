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
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);

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

    /** What is done while a job runs. */
    public interface Work {
        void with(RunningJob job) throws Exception;
    }

    /** A job that runs, and what it has written. */
    public final class RunningJob {
        private final JobID id;
        private final JobEnds ends;

        private RunningJob(JobID id, JobEnds ends) {
            this.id = id;
            this.ends = ends;
        }

        /**
         * Waits until anything was written.
         *
         * @throws IllegalStateException when the job ends before, or nothing comes
         */
        public void awaitFirst() throws Exception {
            JobRunner.this.awaitFirst(id, ends.output());
        }

        /** Waits until so many answers are committed, or for two minutes. */
        public void awaitCommitted(long count) throws Exception {
            requireRunning();
            answers().awaitCommitted(count, PATIENCE);
        }

        /**
         * @throws IllegalStateException when the job has ended by itself
         */
        public void requireRunning() throws Exception {
            cluster.requireRunning(id);
        }

        /** What is committed, all of it in the window. */
        public AnswerReader answers() {
            return new AnswerReader(bootstrapServers, ends.output(), new long[Topics.PARTITIONS]);
        }
    }

    /** Runs a job, a checkpoint a second, for as long as some work takes. */
    public void during(Variant variant, int parallelism, Work work) throws Exception {
        withTopics(
                variant,
                parallelism,
                CHECKPOINTS,
                ends -> {
                    running(variant, ends, job -> work.with(new RunningJob(job, ends)));
                    return null;
                });
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
        return withTopics(
                variant,
                parallelism,
                length.drain() ? Duration.ofMillis(100) : CHECKPOINTS,
                ends -> {
                    Measurement measured = measure(variant, ends, length);
                    onAnswers.accept(answers(ends, measured));
                    return measured;
                });
    }

    private interface Run<T> {
        T with(JobEnds ends) throws Exception;
    }

    private <T> T withTopics(Variant variant, int parallelism, Duration checkpoints, Run<T> action)
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
                        checkpoints);
        topics.create(ends.output());
        topics.create(ends.deadLetters());
        try {
            return action.with(ends);
        } finally {
            topics.delete(ends.output());
            topics.delete(ends.deadLetters());
        }
    }

    private interface Running {
        void with(JobID job) throws Exception;
    }

    private void running(Variant variant, JobEnds ends, Running action) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(ends.parallelism());
        variant.job().addTo(environment, ends);
        JobID job = cluster.submit(environment);
        try {
            action.with(job);
        } finally {
            cluster.end(job);
        }
    }

    private Measurement measure(Variant variant, JobEnds ends, RunLength length) throws Exception {
        Measurement[] measured = new Measurement[1];
        running(
                variant,
                ends,
                job -> {
                    measured[0] = window(job, ends.output(), variant.events(), length);
                    if (length.drain()) {
                        answers(ends, measured[0]).awaitCommitted(variant.events(), PATIENCE);
                    }
                });
        return measured[0];
    }

    private AnswerReader answers(JobEnds ends, Measurement measured) {
        return new AnswerReader(bootstrapServers, ends.output(), measured.windowStart());
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
