package io.sluice.cli.demo.chain;

import io.sluice.cli.control.SharedBudget;
import io.sluice.cli.demo.Background;
import io.sluice.cli.demo.DeadLetterReader;
import io.sluice.cli.demo.DemoPlatform;
import io.sluice.cli.demo.experts.Agents;
import io.sluice.cli.demo.experts.RequestProducer;
import io.sluice.cli.demo.sensors.Fleet;
import io.sluice.cli.demo.sensors.SampleAccount;
import io.sluice.cli.demo.sensors.SampleCounts;
import io.sluice.cli.demo.sensors.SampleGrid;
import io.sluice.cli.demo.sensors.Settling;
import io.sluice.gates.budget.Limit;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.config.Bundles;
import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.SimulatorSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Sensors, then a deeper network, then experts on devices: three pipelines under one budget of
 * energy that is halved and then restored while events come. A Kafka broker, three Flinks and the
 * simulated devices in this process, and three agents in processes of their own.
 */
public final class ChainDemo implements AutoCloseable {
    private static final List<String> PIPELINES =
            List.of("sensors.yaml", "clothes.yaml", "experts.yaml");
    private static final List<String> AGENTS =
            List.of("gateway.yaml", "edge-board.yaml", "edge-server.yaml");

    /** What the phases have of the budget of the file. */
    private static final Map<String, Double> BUDGETS = new LinkedHashMap<>();

    static {
        BUDGETS.put("full", 1.0);
        BUDGETS.put("halved", .5);
        BUDGETS.put("restored", 1.0);
    }

    /** What the files' budget is for. */
    public static final int DEVICES = 8;

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
    private static final int WARM_UP = 200;

    /** At how many looks nothing may change before a sample counts as refused: about 5 s. */
    private static final int SETTLING_LOOKS = 100;

    /** Of how many seconds' samples the accuracy is shown. */
    private static final int SHOWN_SECONDS = 5;

    private static final double MOST_SETTLING_SECONDS = 10;

    /** How long the devices live before the first budget counts, while shares find their place. */
    private static final int START_SECONDS = 15;

    private static final int BAR = 20;

    private final DemoPlatform platform;
    private final SimulatorSettings settings;
    private final LabelledImages images;
    private final Agents agents;
    private boolean isDone;

    private ChainDemo(
            DemoPlatform platform,
            SimulatorSettings settings,
            LabelledImages images,
            Agents agents) {
        this.platform = platform;
        this.settings = settings;
        this.images = images;
        this.agents = agents;
    }

    /**
     * Starts broker, agents and jobs; returns when all jobs run.
     *
     * @param example the folder with the three pipelines and the simulator's settings
     * @param experts the folder of the experts' example, whose agents are started
     * @param sample the folder with images and labels
     */
    public static ChainDemo start(
            Path example, Path experts, Path sample, int webPort, PrintWriter out)
            throws Exception {
        DemoPlatform platform = DemoPlatform.start(example, PIPELINES, out);
        Agents agents = null;
        try {
            List<Path> files = AGENTS.stream().map(experts.resolve("agents")::resolve).toList();
            agents = Agents.start(files, platform.servers());
            platform.say("Starting the agents " + String.join(", ", agents.devices()) + " ...");
            SimulatorSettings settings = SimulatorSettings.read(example.resolve("simulator.yaml"));
            LabelledImages images =
                    LabelledImages.read(
                            sample.resolve("images-idx3-ubyte.gz"),
                            sample.resolve("labels-idx1-ubyte.gz"));
            platform.startJobs(webPort);
            return new ChainDemo(platform, settings, images, agents);
        } catch (Exception | Error e) {
            if (agents != null) {
                agents.close();
            }
            platform.close();
            throw e;
        }
    }

    /**
     * Lets the devices live, changes the budget twice, waits until all samples are accounted for,
     * and sums up.
     *
     * @param devices how many
     * @param seconds how long each budget holds
     */
    public ChainDemoSummary run(int devices, int seconds) throws Exception {
        int ticks = (int) ((START_SECONDS + BUDGETS.size() * seconds) * ticksPerSecond());
        Limit limit = platform.config().budgets().first().limits().get(0);
        double budget = limit.amount() / limit.perSeconds() * devices / DEVICES;
        SampleGrid grid = grid(devices, ticks);
        SampleAccount account = new SampleAccount(grid);
        try (Fleet fleet = fleet(grid);
                DeadLetterReader letters = letters();
                ChainAnswerReader reader = reader(account, ticks);
                SharedBudget shared = SharedBudget.open(platform.config(), limit)) {
            Background.start("demo-answers", reader);
            warmUp(fleet, reader);
            shared.set(budget * limit.perSeconds());
            Background.start("demo-devices", fleet);
            platform.say("");
            List<Spending> spendings = new ArrayList<>();
            List<Spending.At> said = new ArrayList<>();
            watch(new Spending("start", budget, START_SECONDS, 0, said), fleet, reader, shared);
            for (Map.Entry<String, Double> phase : BUDGETS.entrySet()) {
                double held = budget * phase.getValue();
                platform.say(text("      the budget is %s", phase.getKey()));
                if (!spendings.isEmpty()) {
                    shared.set(held * limit.perSeconds());
                }
                Spending spending =
                        new Spending(phase.getKey(), held, seconds, fleet.now().ticks(), said);
                spendings.add(spending);
                watch(spending, fleet, reader, shared);
            }
            SampleCounts samples = drain(fleet, letters, account);
            isDone = true;
            return new ChainDemoSummary(devices, ticks, samples, phases(spendings, reader, ticks));
        }
    }

    private double ticksPerSecond() {
        return 1e3 / settings.period().toMillis();
    }

    private SampleGrid grid(int devices, int ticks) {
        return SampleGrid.of(settings, devices, ticks, System.currentTimeMillis());
    }

    private Fleet fleet(SampleGrid grid) {
        Bundle bundle = Bundles.open(platform.config().bundle());
        return Fleet.of(platform.config(), bundle, settings, images, grid, 1);
    }

    private DeadLetterReader letters() {
        return new DeadLetterReader(platform.servers(), platform.config().deadLetters().topic());
    }

    private ChainAnswerReader reader(SampleAccount account, int ticks) {
        Map<String, String> pipelines = new LinkedHashMap<>();
        for (PipelineConfig config : platform.configs()) {
            pipelines.put(Bundles.open(config.bundle()).manifest().name(), config.name());
        }
        return new ChainAnswerReader(
                platform.servers(), platform.config().sink().topic(), pipelines, account, ticks);
    }

    /** Sends samples and requests until a row of them was answered, also by experts. */
    private void warmUp(Fleet fleet, ChainAnswerReader reader) {
        PipelineConfig experts = platform.configs().get(PIPELINES.size() - 1);
        fleet.sendWarmUp();
        try (RequestProducer producer =
                new RequestProducer(
                        platform.servers(),
                        images,
                        experts.source().topics().get(0),
                        "image",
                        1,
                        START_LIMIT.toMillis(),
                        0)) {
            producer.warmUp(
                    WARM_UP,
                    START_LIMIT,
                    reader::warm,
                    () ->
                            "the pipelines answered "
                                    + reader.warm()
                                    + " events within "
                                    + START_LIMIT.toSeconds()
                                    + " s; see the log, and those of the agents in "
                                    + agents.logs());
        }
    }

    /** Prints a line a second for as long as a budget holds. */
    private void watch(
            Spending spending, Fleet fleet, ChainAnswerReader reader, SharedBudget shared) {
        long start = System.nanoTime();
        for (int second = 0; second < spending.seconds(); second++) {
            long due = start + second * 1_000_000_000L;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            spending.add(second, shared.standings());
            platform.say(line(spending, fleet, reader));
        }
    }

    private String line(Spending spending, Fleet fleet, ChainAnswerReader reader) {
        int now = fleet.now().ticks();
        ChainAnswerReader.Counts counts =
                reader.counts((int) (now - SHOWN_SECONDS * ticksPerSecond()), now);
        double spent = spending.lately();
        int full = (int) Math.round(BAR * spent / (1.5 * spending.budget()));
        int mark = (int) Math.round(BAR / 1.5);
        StringBuilder bar = new StringBuilder();
        for (int i = 0; i < BAR; i++) {
            bar.append(i == mark ? '|' : i < full ? '#' : '.');
        }
        return text(
                "%4.0f s  budget %5.2f J/s  spent %5.2f  %s  price %4.2f   accuracy %5.1f %%   %s",
                now / ticksPerSecond(),
                spending.budget(),
                spent,
                bar,
                spending.price(),
                100 * counts.accuracy(),
                answeredBy(counts));
    }

    private String answeredBy(ChainAnswerReader.Counts counts) {
        List<String> parts = new ArrayList<>();
        for (PipelineConfig config : platform.configs()) {
            int answered = counts.answeredBy().getOrDefault(config.name(), 0);
            parts.add(
                    text(
                            "%s %4.1f %%",
                            config.name(), 100.0 * answered / Math.max(1, counts.samples())));
        }
        return String.join("  ", parts);
    }

    /** Waits until all samples are accounted for, or nothing more can be hoped for. */
    private static SampleCounts drain(
            Fleet fleet, DeadLetterReader letters, SampleAccount account) {
        Settling settling = new Settling(SETTLING_LOOKS);
        long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
        SampleCounts samples = account.counts();
        while (!(fleet.isDone() && settling.isOver(samples)) && System.nanoTime() < end) {
            letters.poll(account::letter);
            samples = account.counts();
        }
        return samples;
    }

    /** A sample is of the phase in which it was seen. */
    private static List<Phase> phases(
            List<Spending> spendings, ChainAnswerReader reader, int ticks) {
        List<Phase> phases = new ArrayList<>();
        for (int i = 0; i < spendings.size(); i++) {
            Spending spending = spendings.get(i);
            int to = i + 1 < spendings.size() ? spendings.get(i + 1).fromTick() : ticks;
            ChainAnswerReader.Counts counts = reader.counts(spending.fromTick(), to);
            double settling = Math.min(MOST_SETTLING_SECONDS, spending.seconds() / 2.0);
            phases.add(
                    new Phase(
                            spending.name(),
                            spending.budget(),
                            spending.seconds(),
                            settling,
                            spending.mean(0),
                            spending.mean(settling),
                            counts.samples(),
                            counts.accuracy(),
                            counts.answeredBy()));
        }
        return phases;
    }

    /** Goes on under the last budget until the process is interrupted. */
    public void keepRunning(int devices) throws InterruptedException {
        platform.sayRunningOn();
        try (Fleet fleet = fleet(grid(devices, Integer.MAX_VALUE))) {
            Background.start("demo-devices", fleet).join();
            fleet.throwFailure();
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public void close() {
        // While the broker is there: agents say goodbye to it.
        agents.close();
        platform.close();
        if (isDone) {
            agents.deleteLogs();
        }
    }
}
