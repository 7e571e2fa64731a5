package io.sluice.cli.demo.sensors;

import io.sluice.cli.demo.Background;
import io.sluice.cli.demo.DeadLetterReader;
import io.sluice.cli.demo.DemoPlatform;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.config.Bundles;
import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.SensorRecording;
import io.sluice.simulator.SimulatorSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The sensor pipeline on simulated devices that obey its commands: a Kafka broker and a Flink in
 * this process, and everything that the demo starts.
 */
public final class SensorDemo implements AutoCloseable {
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

    /** For how many seconds nothing may change before a sample counts as refused. */
    private static final int SETTLING_SECONDS = 5;

    private static final long START_MILLIS = 1_700_000_000_000L;

    private final DemoPlatform platform;
    private final PipelineConfig config;
    private final Bundle bundle;
    private final SimulatorSettings settings;
    private final LabelledImages images;

    private SensorDemo(
            DemoPlatform platform,
            Bundle bundle,
            SimulatorSettings settings,
            LabelledImages images) {
        this.platform = platform;
        this.config = platform.config();
        this.bundle = bundle;
        this.settings = settings;
        this.images = images;
    }

    /**
     * Starts broker and job; returns when the job runs.
     *
     * @param example the folder with the pipeline, its bundle and the simulator's settings
     * @param sample the folder with images and labels
     */
    public static SensorDemo start(Path example, Path sample, int webPort, PrintWriter out)
            throws Exception {
        DemoPlatform platform = DemoPlatform.start(example, out);
        try {
            SimulatorSettings settings = SimulatorSettings.read(example.resolve("simulator.yaml"));
            LabelledImages images =
                    LabelledImages.read(
                            sample.resolve("images-idx3-ubyte.gz"),
                            sample.resolve("labels-idx1-ubyte.gz"));
            Bundle bundle = Bundles.open(platform.config().bundle());
            platform.startJobs(webPort);
            return new SensorDemo(platform, bundle, settings, images);
        } catch (Exception | Error e) {
            platform.close();
            throw e;
        }
    }

    /**
     * Lets the devices live, shows what happens, waits until all samples are accounted for, and
     * sums up.
     *
     * @param devices how many
     * @param ticks how long each lives, in ticks
     * @param speed simulated seconds in a second
     */
    public SensorDemoSummary run(int devices, int ticks, double speed) throws Exception {
        SensorPolicy policy = bundle.firstPolicy().sensors().orElseThrow();
        SampleGrid grid = SampleGrid.of(settings, devices, ticks, START_MILLIS);
        SampleAccount account = new SampleAccount(grid);
        try (Fleet fleet = fleet(grid, speed);
                DeadLetterReader letters =
                        new DeadLetterReader(platform.servers(), config.deadLetters().topic());
                SampleReader reader = reader(account)) {
            Background.start("demo-answers", reader);
            fleet.sendWarmUp();
            if (!reader.awaitWarmUp(DRAIN_LIMIT)) {
                throw new IllegalStateException(
                        "the job answered nothing within " + DRAIN_LIMIT + "; see the log");
            }
            Background.start("demo-devices", fleet);
            platform.say("");
            SampleCounts samples = watch(fleet, reader, letters, account);
            SampleReader.Counts counts = reader.counts();
            platform.say("");
            platform.say("Asking all sensors about the same scenes, to compare with ...");
            SensorRecording recording =
                    SensorRecording.of(settings, images, devices, ticks, Fleet.SEED, START_MILLIS);
            double accuracyOfAll =
                    AllSensors.accuracy(
                            bundle,
                            policy,
                            recording,
                            KernelProviders.choose(KernelProviders.REFERENCE));
            return new SensorDemoSummary(
                    devices,
                    ticks,
                    samples,
                    (double) counts.correct() / samples.samples(),
                    accuracyOfAll,
                    fleet.now().joules(),
                    fleet.joulesOfAll(ticks),
                    counts.joules(),
                    fleet.commanded(),
                    counts.degraded(),
                    counts.unanswered(),
                    counts.configurations());
        }
    }

    /**
     * Lets devices live on until the process is interrupted.
     *
     * @param lived the ticks that they have lived: clocks go on where they were
     */
    public void keepRunning(int devices, int lived, double speed) throws InterruptedException {
        long from = START_MILLIS + lived * settings.period().toMillis();
        platform.sayRunningOn();
        SampleGrid grid = SampleGrid.of(settings, devices, Integer.MAX_VALUE, from);
        try (Fleet fleet = fleet(grid, speed)) {
            Background.start("demo-devices", fleet).join();
            fleet.throwFailure();
        }
    }

    private Fleet fleet(SampleGrid grid, double speed) {
        return Fleet.of(config, bundle, settings, images, grid, speed);
    }

    private SampleReader reader(SampleAccount account) {
        return new SampleReader(
                platform.servers(), config.sink().topic(), account, SampleGrid.key(0));
    }

    /** Prints a line a second until all samples are accounted for, or nothing more is hoped for. */
    private SampleCounts watch(
            Fleet fleet, SampleReader reader, DeadLetterReader letters, SampleAccount account) {
        Settling settling = new Settling(SETTLING_SECONDS);
        long end = Long.MAX_VALUE;
        SampleCounts samples = account.counts();
        while (!settling.isOver(samples) && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000_000L);
            letters.poll(account::letter);
            samples = account.counts();
            platform.say(line(fleet, samples.answers(), reader.counts()));
            if (fleet.isDone()) {
                end = Math.min(end, System.nanoTime() + DRAIN_LIMIT.toNanos());
            }
        }
        return samples;
    }

    private String line(Fleet fleet, int answers, SampleReader.Counts counts) {
        Fleet.Now now = fleet.now();
        List<String> on = new ArrayList<>();
        double watts = 0;
        for (int sensor = 0; sensor < settings.sensors().size(); sensor++) {
            boolean powered = (now.on() >> sensor & 1) != 0;
            String name = settings.sensors().get(sensor).name();
            on.add(powered ? name : ".".repeat(name.length()));
            watts +=
                    powered
                            ? settings.sensors().get(sensor).wattsOn()
                            : settings.sensors().get(sensor).wattsAsleep();
        }
        return String.format(
                Locale.ROOT,
                "%5d s  device-0: %-5s believed %-5s  %s %4.1f W   all devices: answered %5d  accuracy"
                        + " %5.1f %%  energy %5.1f %% of all on",
                now.ticks() * settings.period().toSeconds(),
                now.context(),
                counts.context(),
                String.join(" ", on),
                watts,
                answers,
                100.0 * counts.correct() / Math.max(1, answers),
                100 * now.joules() / Math.max(1e-9, fleet.joulesOfAll(Math.max(1, now.ticks()))));
    }

    @Override
    public void close() {
        platform.close();
    }
}
