package io.sluice.benchmarks;

import io.sluice.benchmarks.cascade.BatchSizesBenchmark;
import io.sluice.benchmarks.cascade.CascadeBenchmark;
import io.sluice.benchmarks.cascade.PolicySwapBenchmark;
import io.sluice.benchmarks.crayfish.CrayfishBenchmark;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.BrokerProcess;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.RunLength;
import io.sluice.benchmarks.endtoend.Settings;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.benchmarks.passthrough.PassThroughBenchmark;
import io.sluice.cli.OutputFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an end-to-end benchmark. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs an end-to-end benchmark: real jobs, a real Kafka broker in a process of its own,",
            "exactly once, a checkpoint a second. What counts is the CPU time of this process per",
            "event; variants alternate, so that what else the machine does meets all of them."
        })
public final class BenchmarksCommand implements Callable<Integer> {
    /** The benchmarks. */
    enum Name {
        CASCADE(400_000),
        PASS_THROUGH(400_000),
        CRAYFISH(120_000),
        BATCH_SIZES(10_000),
        POLICY_SWAP(400_000);

        private final long events;

        Name(long events) {
            this.events = events;
        }
    }

    @Spec private CommandSpec spec;

    @Parameters(description = "${COMPLETION-CANDIDATES}")
    private Name benchmark;

    @Option(names = "--parallelism", split = ",", defaultValue = "1,2")
    private List<Integer> parallelism;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "how often each variant is measured (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--warm-up-rounds",
            defaultValue = "1",
            description = "rounds before, which do not count (default: ${DEFAULT-VALUE})")
    private int warmUpRounds;

    @Option(
            names = "--warm-up",
            defaultValue = "3",
            description =
                    "seconds from a job's first answer to its window (default: ${DEFAULT-VALUE})")
    private double warmUp;

    @Option(
            names = "--window",
            defaultValue = "5",
            description = "seconds that are measured (default: ${DEFAULT-VALUE})")
    private double window;

    @Option(
            names = "--events",
            description = "events in each input topic (default: as many as the benchmark needs)")
    private Long events;

    @Option(
            names = "--max-batch",
            defaultValue = "64",
            description = "greatest micro-batch of the cascade (default: ${DEFAULT-VALUE})")
    private int maxBatch;

    @Option(
            names = "--policies",
            split = ",",
            description = "policies of the cascade to measure beside full, such as loss-0,loss-2")
    private List<String> policies = List.of();

    @Option(
            names = "--swaps",
            defaultValue = "10",
            description = "how often the policy is swapped (default: ${DEFAULT-VALUE})")
    private int swaps;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new BenchmarksCommand())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .registerConverter(Name.class, BenchmarksCommand::named)
                        .execute(arguments));
    }

    private static Name named(String text) {
        return Name.valueOf(text.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = output == OutputFormat.JSON ? spec.commandLine().getErr() : out;
        Settings settings =
                new Settings(
                        parallelism,
                        rounds,
                        warmUpRounds,
                        events == null ? benchmark.events : events,
                        new RunLength(seconds(warmUp), seconds(window), false),
                        maxBatch,
                        policies,
                        swaps);
        Report report;
        try (Bench bench = new Bench(BrokerProcess.start(), settings, progress)) {
            report = run(benchmark, bench);
        }
        if (output == OutputFormat.JSON) {
            ReportPrinter.json(report, out);
        } else {
            ReportPrinter.table(report, out);
        }
        report.broken().forEach(spec.commandLine().getErr()::println);
        return report.broken().isEmpty() ? 0 : 1;
    }

    static Report run(Name benchmark, Bench bench) throws Exception {
        Path example = example();
        return switch (benchmark) {
            case CASCADE -> new CascadeBenchmark(bench, example, ImageRecords.best(example)).run();
            case BATCH_SIZES ->
                    new BatchSizesBenchmark(bench, example, ImageRecords.best(example)).run();
            case PASS_THROUGH -> new PassThroughBenchmark(bench).run();
            case CRAYFISH -> new CrayfishBenchmark(bench).run();
            case POLICY_SWAP ->
                    new PolicySwapBenchmark(bench, example, ImageRecords.best(example)).run();
        };
    }

    /** The example's folder, below the home that the script names or the build's. */
    static Path example() {
        Path home = Path.of(System.getProperty("sluice.home", "../.."));
        Path example = home.resolve("jobs/examples/fashion-mnist");
        if (!Files.isDirectory(example)) {
            throw new IllegalArgumentException(
                    example.toAbsolutePath()
                            + " is not there; run the benchmarks through jobs/benchmarks/run");
        }
        return example;
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }
}
