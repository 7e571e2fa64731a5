package io.sluice.cli.demo.experts;

import io.sluice.cli.demo.Background;
import io.sluice.cli.demo.DemoPlatform;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.config.Bundles;
import io.sluice.simulator.LabelledImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The expert pipeline on five devices, each an agent in a process of its own, of which one is
 * killed and one is slowed while requests come: a Kafka broker and a Flink in this process, and
 * everything that the demo starts.
 */
public final class ExpertDemo implements AutoCloseable {
    /** By how much later than its deadline an answer may be seen written. */
    private static final long GRACE_MILLIS = 20;

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final int WARM_UP = 500;
    private static final String KILLED = "gateway";
    private static final String SLOWED = "edge-board";
    private static final double SLOWDOWN = 10;

    private final DemoPlatform platform;
    private final PipelineConfig config;
    private final Bundle bundle;
    private final Yardsticks yardsticks;
    private final LabelledImages images;
    private final Agents agents;
    private boolean isDone;

    private ExpertDemo(
            DemoPlatform platform,
            Bundle bundle,
            Yardsticks yardsticks,
            LabelledImages images,
            Agents agents) {
        this.platform = platform;
        this.config = platform.config();
        this.bundle = bundle;
        this.yardsticks = yardsticks;
        this.images = images;
        this.agents = agents;
    }

    /**
     * Starts broker, agents and job; returns when the job runs.
     *
     * @param example the folder with the pipeline, the router's bundle, the experts and the agents
     * @param sample the folder with images and labels
     */
    public static ExpertDemo start(Path example, Path sample, int webPort, PrintWriter out)
            throws Exception {
        DemoPlatform platform = DemoPlatform.start(example, out);
        Agents agents = null;
        try {
            agents = Agents.start(Agents.filesIn(example.resolve("agents")), platform.servers());
            return start(example, sample, webPort, platform, agents);
        } catch (Exception | Error e) {
            if (agents != null) {
                agents.close();
            }
            platform.close();
            throw e;
        }
    }

    private static ExpertDemo start(
            Path example, Path sample, int webPort, DemoPlatform platform, Agents agents)
            throws Exception {
        platform.say("Starting the agents " + String.join(", ", agents.devices()) + " ...");
        Path pixels = sample.resolve("images-idx3-ubyte.gz");
        Path labels = sample.resolve("labels-idx1-ubyte.gz");
        LabelledImages images = LabelledImages.read(pixels, labels);
        Bundle bundle = Bundles.open(platform.config().bundle());
        platform.say("Asking every expert about the same images, to compare with ...");
        Yardsticks yardsticks =
                Yardsticks.of(bundle, example.resolve("experts.yaml"), pixels, labels);
        platform.startJobs(webPort);
        platform.say("  agents' logs " + agents.logs());
        return new ExpertDemo(platform, bundle, yardsticks, images, agents);
    }

    /**
     * Sends requests, kills one device and slows another in the middle, waits for the last answer,
     * and sums up.
     */
    public ExpertDemoSummary run(double rate, int count) throws Exception {
        ExpertPolicy policy = bundle.firstPolicy().experts().orElseThrow();
        long latency = (long) policy.categories().get(0).latencyMillis();
        try (RequestProducer producer = producer(rate, latency, count);
                ExpertAnswerReader written = reader("read_uncommitted", latency);
                ExpertAnswerReader visible = reader("read_committed", latency);
                AgentTimes times =
                        new AgentTimes(platform.servers(), config.experts().repliesTopic())) {
            Background.start("demo-replies", times);
            Background.start("demo-written", written);
            Background.start("demo-visible", visible);
            warmUp(producer, written);
            Background.start("demo-requests", producer);
            platform.say("");
            watch(producer, written, visible, count);
            isDone = true;
            double overhead = overheadMillis(producer, written, times);
            return summary(rate, count, latency, written, visible, overhead);
        }
    }

    /** Sends requests until a row of them was answered by experts. */
    private void warmUp(RequestProducer producer, ExpertAnswerReader written) {
        producer.warmUp(
                WARM_UP,
                START_LIMIT,
                written::warm,
                () ->
                        "the agents answered "
                                + written.warm()
                                + " requests within "
                                + START_LIMIT.toSeconds()
                                + " s, with the reasons "
                                + written.warmReasons()
                                + "; their logs are in "
                                + agents.logs());
    }

    /** Sends requests until the process is interrupted. */
    public void keepRunning(double rate) throws InterruptedException {
        ExpertPolicy policy = bundle.firstPolicy().experts().orElseThrow();
        long latency = (long) policy.categories().get(0).latencyMillis();
        platform.sayRunningOn();
        try (RequestProducer producer = producer(rate, latency, Long.MAX_VALUE)) {
            Background.start("demo-requests", producer).join();
        }
    }

    private RequestProducer producer(double rate, long latencyMillis, long count) {
        return new RequestProducer(
                platform.servers(),
                images,
                config.source().topics().get(0),
                bundle.manifest().inputs().get(0).name(),
                rate,
                latencyMillis,
                count);
    }

    private ExpertAnswerReader reader(String isolation, long latencyMillis) {
        return new ExpertAnswerReader(
                platform.servers(), config.sink().topic(), isolation, latencyMillis, GRACE_MILLIS);
    }

    /** Prints a line a second until all is answered, and does to the devices what is to be done. */
    private void watch(
            RequestProducer producer,
            ExpertAnswerReader written,
            ExpertAnswerReader visible,
            int count)
            throws IOException, InterruptedException {
        long end = Long.MAX_VALUE;
        ExpertAnswerReader.Counts before = written.counts();
        boolean killed = false;
        boolean slowed = false;
        while (System.nanoTime() < end && visible.counts().answers() < count) {
            LockSupport.parkNanos(1_000_000_000L);
            ExpertAnswerReader.Counts counts = written.counts();
            if (counts.answers() > before.answers()) {
                platform.say(line(before, counts));
            }
            before = counts;
            if (!killed && producer.sent() >= count / 3) {
                agents.kill(KILLED);
                killed = true;
                platform.say("      " + KILLED + " is killed");
            }
            if (!slowed && producer.sent() >= count / 2) {
                Slowdown.set(
                        platform.servers(), config.experts().telemetryTopic(), SLOWED, SLOWDOWN);
                slowed = true;
                platform.say(
                        String.format(
                                Locale.ROOT, "      %s is %.0f times slower", SLOWED, SLOWDOWN));
            }
            if (producer.isDone()) {
                end = Math.min(end, System.nanoTime() + DRAIN_LIMIT.toNanos());
            }
        }
    }

    private String line(ExpertAnswerReader.Counts before, ExpertAnswerReader.Counts now) {
        int answers = now.answers() - before.answers();
        List<String> asked = new ArrayList<>();
        now.asked()
                .forEach(
                        (expert, count) ->
                                asked.add(
                                        String.format(
                                                Locale.ROOT,
                                                "%s %d",
                                                expert,
                                                count - before.asked().getOrDefault(expert, 0))));
        return String.format(
                Locale.ROOT,
                "%6d answered (%3d/s)  %.4f J each  late %2d  accuracy %5.1f %%  asked: %s",
                now.answers(),
                answers,
                (now.joules() - before.joules()) / answers,
                answers - (now.onTime() - before.onTime()),
                100.0 * (now.correct() - before.correct()) / answers,
                String.join(", ", asked));
    }

    private ExpertDemoSummary summary(
            double rate,
            int count,
            long latencyMillis,
            ExpertAnswerReader written,
            ExpertAnswerReader visible,
            double overheadMillis) {
        ExpertAnswerReader.Counts seen = visible.counts();
        int answers = Math.max(1, seen.answers());
        return new ExpertDemoSummary(
                count,
                rate,
                seen.answers(),
                seen.duplicates(),
                (double) seen.correct() / count,
                seen.joules() / answers,
                yardsticks.single(),
                yardsticks.all(),
                latencyMillis,
                (double) written.counts().onTime() / count,
                written.latency(.5),
                written.latency(.99),
                visible.latency(.5),
                visible.latency(.99),
                overheadMillis,
                config.checkpoints().interval().toMillis(),
                KILLED,
                SLOWED,
                SLOWDOWN,
                seen.asked(),
                seen.reasons());
    }

    private static double overheadMillis(
            RequestProducer producer, ExpertAnswerReader written, AgentTimes times) {
        double[] overheads =
                written.microsInJob().entrySet().stream()
                        .flatMapToLong(
                                entry ->
                                        times
                                                .slowestMicros(producer.requestIdOf(entry.getKey()))
                                                .stream()
                                                .map(own -> entry.getValue() - own))
                        .mapToDouble(micros -> micros * 1e-3)
                        .sorted()
                        .toArray();
        return overheads.length == 0 ? Double.NaN : overheads[overheads.length / 2];
    }

    @Override
    public void close() {
        agents.close();
        platform.close();
        if (isDone) {
            agents.deleteLogs();
        }
    }
}
