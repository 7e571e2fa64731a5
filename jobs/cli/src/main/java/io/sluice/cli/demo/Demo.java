package io.sluice.cli.demo;

import io.sluice.cli.LocalFlink;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.config.Bundles;
import io.sluice.simulator.LabelledImages;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;

/** Everything that the demo starts, and one run of it. */
final class Demo implements AutoCloseable {
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;

    private final PrintWriter out;
    private final EmbeddedKafka kafka;
    private final PipelineConfig config;
    private final ImageEvents events;
    private final int[] fullPredictions;
    private final Bundle bundle;
    private final JobClient job;
    private final String webAddress;

    private Demo(
            PrintWriter out,
            EmbeddedKafka kafka,
            PipelineConfig config,
            ImageEvents events,
            int[] fullPredictions,
            Bundle bundle,
            JobClient job,
            String webAddress) {
        this.out = out;
        this.kafka = kafka;
        this.config = config;
        this.events = events;
        this.fullPredictions = fullPredictions;
        this.bundle = bundle;
        this.job = job;
        this.webAddress = webAddress;
    }

    /** Starts broker and job; returns when the job has been submitted. */
    static Demo start(Path example, int webPort, PrintWriter out) throws Exception {
        say(out, "Starting a Kafka broker in this process ...");
        EmbeddedKafka kafka = EmbeddedKafka.start();
        try {
            return start(example, webPort, out, kafka);
        } catch (Exception | Error e) {
            kafka.close();
            throw e;
        }
    }

    private static Demo start(Path example, int webPort, PrintWriter out, EmbeddedKafka kafka)
            throws Exception {
        Map<String, String> environment =
                Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        Path file = example.resolve("pipeline.yaml");
        PipelineConfig config =
                PipelineConfig.parse(
                        "pipeline.yaml", Files.readString(file), example, environment::get);
        for (String topic : config.source().topics()) {
            kafka.createTopic(topic, PARTITIONS);
        }
        kafka.createTopic(config.sink().topic(), PARTITIONS);
        kafka.createTopic(config.deadLetters().topic(), 1);
        kafka.createTopic(config.control().topic(), 1, Map.of("cleanup.policy", "compact"));

        LabelledImages images =
                LabelledImages.read(
                        example.resolve("sample/images-idx3-ubyte.gz"),
                        example.resolve("sample/labels-idx1-ubyte.gz"));
        say(
                out,
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

        say(
                out,
                "Starting Flink with the pipeline of "
                        + example.getFileName()
                        + "/pipeline.yaml ...");
        LocalFlink flink = LocalFlink.start(config.parallelism(), webPort, null);
        PipelineJob.prepare(config).addTo(flink.environment());
        JobClient job = flink.environment().executeAsync(config.name());
        while (job.getJobStatus().get() != JobStatus.RUNNING) {
            LockSupport.parkNanos(50_000_000L);
        }
        say(out, "  web UI      " + flink.webAddress());
        say(
                out,
                "  results     kafka-console-consumer.sh --bootstrap-server "
                        + kafka.bootstrapServers()
                        + " --topic "
                        + config.sink().topic()
                        + " --isolation-level read_committed");
        ImageEvents events = new ImageEvents(config.source().topics().get(0), images);
        return new Demo(out, kafka, config, events, full, bundle, job, flink.webAddress());
    }

    /** Produces events, shows progress, waits for the last answer, and sums up. */
    DemoSummary run(double rate, long count) throws Exception {
        try (ResultReader written = reader("read_uncommitted");
                ResultReader visible = reader("read_committed");
                DeadLetterReader letters =
                        new DeadLetterReader(
                                kafka.bootstrapServers(), config.deadLetters().topic());
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
            say(out, "");
            long lastAnswer = watch(producer, visible, letters);
            double seconds = (lastAnswer - start) * 1e-9;
            return summary(producer, written, visible, letters.poll(), seconds);
        }
    }

    /** Produces on until the process is interrupted. */
    void keepRunning(double rate) throws InterruptedException {
        say(out, "Running on; " + webAddress + "; end with Ctrl-C.");
        try (ImageProducer producer = producer(rate, Long.MAX_VALUE)) {
            Thread thread = Background.start("demo-producer", producer);
            thread.join();
        }
    }

    /** Prints a line a second until all is answered; the time of the last answer. */
    private long watch(ImageProducer producer, ResultReader visible, DeadLetterReader letters) {
        long end = Long.MAX_VALUE;
        long last = System.nanoTime();
        long before = 0;
        ResultReader.Counts counts = visible.counts();
        for (int second = 1; System.nanoTime() < end; second++) {
            LockSupport.parkNanos(1_000_000_000L);
            counts = visible.counts();
            int dead = letters.poll().size();
            if (counts.predictions() > before) {
                last = System.nanoTime();
            }
            say(out, line(second, producer.sent(), counts, counts.predictions() - before, dead));
            before = counts.predictions();
            if (producer.isDone()) {
                end = Math.min(end, System.nanoTime() + DRAIN_LIMIT.toNanos());
                if (counts.predictions() >= producer.sent() && dead >= producer.poisoned()) {
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
            List<DeadLetterReader.Entry> letters,
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
                letters);
    }

    private ResultReader reader(String isolation) {
        return new ResultReader(
                kafka.bootstrapServers(),
                config.sink().topic(),
                isolation,
                events,
                fullPredictions,
                bundle.manifest().stages().size());
    }

    private ImageProducer producer(double rate, long count) {
        return new ImageProducer(
                kafka.bootstrapServers(), events, config.source().topics().get(0), rate, count);
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        job.cancel().join();
        kafka.close();
    }
}
