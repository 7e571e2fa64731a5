package io.sluice.cli.demo;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.config.Bundles;
import io.sluice.simulator.LabelledImages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Everything that the demo starts, and one run of it. */
final class Demo implements AutoCloseable {
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

    private final DemoPlatform platform;
    private final PipelineConfig config;
    private final ImageEvents events;
    private final int[] fullPredictions;
    private final Bundle bundle;

    private Demo(DemoPlatform platform, ImageEvents events, int[] fullPredictions, Bundle bundle) {
        this.platform = platform;
        this.config = platform.config();
        this.events = events;
        this.fullPredictions = fullPredictions;
        this.bundle = bundle;
    }

    /** Starts broker and job; returns when the job runs. */
    static Demo start(Path example, int webPort, PrintWriter out) throws Exception {
        DemoPlatform platform = DemoPlatform.start(example, out);
        try {
            return start(example, webPort, platform);
        } catch (Exception | Error e) {
            platform.close();
            throw e;
        }
    }

    private static Demo start(Path example, int webPort, DemoPlatform platform) throws Exception {
        PipelineConfig config = platform.config();
        LabelledImages images =
                LabelledImages.read(
                        example.resolve("sample/images-idx3-ubyte.gz"),
                        example.resolve("sample/labels-idx1-ubyte.gz"));
        platform.say(
                "Asking the full model about the "
                        + images.size()
                        + " images, to compare with ...");
        Bundle bundle = Bundles.open(config.bundle());
        int[] full;
        try (ActiveBundle active =
                BundleHost.process()
                        .acquire(bundle, config.kernel().provider(), config.kernel().device())) {
            full = FullModel.predict(active, images);
        }
        platform.startJobs(webPort);
        platform.say(
                "  results     kafka-console-consumer.sh --bootstrap-server "
                        + platform.servers()
                        + " --topic "
                        + config.sink().topic()
                        + " --isolation-level read_committed");
        ImageEvents events = new ImageEvents(config.source().topics().get(0), images);
        return new Demo(platform, events, full, bundle);
    }

    /** Produces events, shows progress, waits for the last answer, and sums up. */
    DemoSummary run(double rate, long count) throws Exception {
        try (ResultReader written = reader("read_uncommitted");
                ResultReader visible = reader("read_committed");
                DeadLetterReader letters =
                        new DeadLetterReader(platform.servers(), config.deadLetters().topic());
                ImageProducer producer = producer(rate, count)) {
            Background.start("demo-written", written);
            Background.start("demo-visible", visible);
            producer.sendWarmUp();
            if (!written.awaitWarmUp(DRAIN_LIMIT)) {
                throw new IllegalStateException(
                        "the job answered nothing within " + DRAIN_LIMIT + "; see the log");
            }
            long start = System.nanoTime();
            Background.start("demo-producer", producer);
            platform.say("");
            List<DeadLetterReader.Letter> dead = new ArrayList<>();
            long lastAnswer = watch(producer, visible, letters, dead);
            double seconds = (lastAnswer - start) * 1e-9;
            letters.poll(dead::add);
            return summary(producer, written, visible, dead, seconds);
        }
    }

    /** Produces on until the process is interrupted. */
    void keepRunning(double rate) throws InterruptedException {
        platform.sayRunningOn();
        try (ImageProducer producer = producer(rate, Long.MAX_VALUE)) {
            Thread thread = Background.start("demo-producer", producer);
            thread.join();
        }
    }

    /** Prints a line a second until all is answered; the time of the last answer. */
    private long watch(
            ImageProducer producer,
            ResultReader visible,
            DeadLetterReader letters,
            List<DeadLetterReader.Letter> dead) {
        long end = Long.MAX_VALUE;
        long last = System.nanoTime();
        long before = 0;
        ResultReader.Counts counts = visible.counts();
        for (int second = 1; System.nanoTime() < end; second++) {
            LockSupport.parkNanos(1_000_000_000L);
            counts = visible.counts();
            letters.poll(dead::add);
            if (counts.predictions() > before) {
                last = System.nanoTime();
            }
            platform.say(
                    line(
                            second,
                            producer.sent(),
                            counts,
                            counts.predictions() - before,
                            dead.size()));
            before = counts.predictions();
            if (producer.isDone()) {
                end = Math.min(end, System.nanoTime() + DRAIN_LIMIT.toNanos());
                if (counts.predictions() >= producer.sent() && dead.size() >= producer.poisoned()) {
                    break;
                }
            }
        }
        return last;
    }

    private static String line(
            int second, long sent, ResultReader.Counts counts, long rate, int dead) {
        double n = Math.max(1, counts.predictions());
        List<String> shares = new ArrayList<>();
        for (long exit : counts.exits()) {
            shares.add(String.format(Locale.ROOT, "%2.0f", 100 * exit / n));
        }
        return String.format(
                Locale.ROOT,
                "%3d s  sent %6d  answered %6d (%5d/s)  accuracy %5.1f %%  exits %s %%  compute %4.1f %% of full  dead %d",
                second,
                sent,
                counts.predictions(),
                rate,
                100 * counts.correct() / n,
                String.join("/", shares),
                100.0 * counts.multiplyAdds() / Math.max(1, counts.fullMultiplyAdds()),
                dead);
    }

    private DemoSummary summary(
            ImageProducer producer,
            ResultReader written,
            ResultReader visible,
            List<DeadLetterReader.Letter> letters,
            double seconds) {
        ResultReader.Counts counts = visible.counts();
        double n = Math.max(1, counts.predictions());
        List<Double> shares = new ArrayList<>();
        for (long exit : counts.exits()) {
            shares.add(exit / n);
        }
        return new DemoSummary(
                producer.sent(),
                producer.poisoned(),
                counts.predictions(),
                counts.duplicates(),
                counts.correct() / n,
                counts.correctOfFull() / n,
                counts.agreeing() / n,
                bundle.firstPolicy().guarantee().orElse(null),
                counts.predictions() / seconds,
                shares,
                counts.multiplyAdds() / n,
                counts.fullMultiplyAdds() / n,
                written.latency(.5),
                written.latency(.99),
                visible.latency(.5),
                visible.latency(.99),
                config.checkpoints().interval().toMillis(),
                List.copyOf(letters));
    }

    private ResultReader reader(String isolation) {
        return new ResultReader(
                platform.servers(),
                config.sink().topic(),
                isolation,
                events,
                fullPredictions,
                bundle.manifest().stages().size());
    }

    private ImageProducer producer(double rate, long count) {
        return new ImageProducer(
                platform.servers(), events, config.source().topics().get(0), rate, count);
    }

    @Override
    public void close() {
        platform.close();
    }
}
