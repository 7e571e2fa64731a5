package io.sluice.cli.fit;

import io.sluice.cli.OutputFormat;
import io.sluice.cli.bundle.SigningOptions;
import io.sluice.cli.data.DataOptions;
import io.sluice.cli.data.ExpertBundles;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.fitting.ReportJson;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.experts.ExpertAddition;
import io.sluice.fitting.experts.ExpertFitRequest;
import io.sluice.fitting.experts.ExpertFitting;
import io.sluice.fitting.experts.ExpertRecorder;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.gates.fit.SplitShares;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice fit experts}. */
@Command(
        name = "experts",
        sortOptions = false,
        description = {
            "Fits the choice of experts of a router bundle to labelled rows: whom to ask for a request, how",
            "much each answer counts, and the weight of energy for a goal. Measures what the gate loses on",
            "subsets of the experts, and what it is worth beside everything simpler. With --add, fits one",
            "more expert's vector for a policy in use, from its own data alone."
        },
        footerHeading = "%nA choice among all experts, and one more later:%n",
        footer = {
            "  sluice fit experts --bundle router-1.0.0 --experts experts.yaml --data csv:held-out.csv \\",
            "    --keep 97%% --out router-1.1.0",
            "  sluice fit experts --bundle router-1.1.0 --experts mine.yaml --add night \\",
            "    --data csv:night.csv --out night.json",
            "  sluice control send --kind expert --file night.json ...",
        })
final class ExpertsCommand implements Callable<Integer> {
    private static final double[] SPLIT = {40, 15, 25, 20};

    @Spec private CommandSpec spec;

    // Not the standard mixin, whose --version is that of the program.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--bundle",
            required = true,
            paramLabel = "PATH",
            description = "a router bundle, a directory or a zip")
    private Path bundle;

    @Option(
            names = "--experts",
            required = true,
            paramLabel = "FILE",
            description = {
                "YAML with the experts' bundles, what a request costs at each, and categories of requests;",
                "the form is in deploy/docs/router-bundles.md"
            })
    private Path experts;

    @Mixin private DataOptions data = new DataOptions();

    @Mixin private ExpertGoalOptions goal = new ExpertGoalOptions();

    @Option(
            names = "--for",
            split = ",",
            paramLabel = "NAME",
            description = "fit these experts alone, a gate of their own")
    private List<String> only;

    @Option(
            names = "--gap-tolerance",
            defaultValue = "0.01",
            paramLabel = "NATS",
            description = {
                "warn when the gate loses more on a subset than a gate of its own would",
                "(default: ${DEFAULT-VALUE})"
            })
    private double gapTolerance;

    @Option(
            names = "--add",
            paramLabel = "NAME",
            description = {
                "fit the vector of this expert alone, and write its entry of the policy to --out, for",
                "'control send --kind expert'"
            })
    private String add;

    @Option(
            names = "--join",
            paramLabel = "FILE",
            description = "with --add: the policy that it joins (default: that of --bundle)")
    private Path join;

    @Option(
            names = "--split",
            split = "/",
            paramLabel = "PERCENT",
            description = {
                "how rows are divided, by chance and class by class: for vectors, for tau and rho, for",
                "lambda, for the test (default: 40/15/25/20)"
            })
    private double[] split = SPLIT;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of everything that is drawn by chance (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--resamples",
            defaultValue = "2000",
            description = "bootstrap resamples behind the intervals (default: ${DEFAULT-VALUE})")
    private int resamples;

    @Option(
            names = "--version",
            description = "of the new bundle; by default the minor version after that of --bundle")
    private String version;

    @Mixin private SigningOptions signing = new SigningOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a directory, or a file that ends in .zip; with --add a JSON file")
    private Path out;

    @Option(
            names = "--output",
            defaultValue = "table",
            description = "how the report is printed: table or json (default: ${DEFAULT-VALUE})")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        signing.check();
        if (join != null && add == null) {
            throw new IllegalArgumentException("--join goes with --add");
        }
        BundleFiles files = BundleFiles.read(bundle);
        Bundle router = files.open();
        router.manifest().requireRouter();
        ExpertBundles known = ExpertBundles.load(experts);
        if (add == null) {
            fit(files, router, known);
        } else {
            add(router, known);
        }
        return 0;
    }

    private void fit(BundleFiles files, Bundle router, ExpertBundles known) throws IOException {
        SplitOptions.requirePercents(split, 4);
        SortedMap<String, Bundle> opened = known.open(only == null ? known.names() : only);
        ExpertFitting.Fitted fitted =
                ExpertFitting.fit(
                        new ExpertFitRequest(
                                files,
                                version == null
                                        ? ExitsCommand.nextMinor(router.manifest().version())
                                        : version,
                                DataOptions.describe(data.data),
                                opened,
                                known.file(),
                                record(router, opened),
                                new SplitShares(
                                        split[0] / 100,
                                        split[1] / 100,
                                        split[2] / 100,
                                        split[3] / 100),
                                goal.goal(),
                                gapTolerance,
                                seed,
                                resamples));
        write(fitted.files());
        if (fitted.report().gap().isTooLarge()) {
            spec.commandLine().getErr().println(ExpertSummary.warning(fitted.report().gap()));
            spec.commandLine().getErr().flush();
        }
        if (output == OutputFormat.JSON) {
            print(fitted.report().json());
        } else {
            new ExpertSummary(spec.commandLine().getOut()).print(fitted.report());
        }
    }

    private void add(Bundle router, ExpertBundles known) throws IOException {
        SortedMap<String, Bundle> opened = known.open(List.of(add));
        ExpertAddition addition =
                ExpertAddition.of(
                        record(router, opened),
                        known.file().expert(add),
                        opened.get(add),
                        joined(router),
                        seed);
        Files.write(out, addition.document());
        if (output == OutputFormat.JSON) {
            print(ReportJson.write(addition.figures()));
        } else {
            new ExpertSummary(spec.commandLine().getOut()).print(addition);
        }
    }

    private ExpertPolicy joined(Bundle router) throws IOException {
        Policy policy =
                join == null
                        ? router.firstPolicy()
                        : Policy.parse(join.toString(), Files.readAllBytes(join));
        return policy.experts()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        join
                                                + ": has no section experts; expected a router's policy"));
    }

    private RecordedExperts record(Bundle router, SortedMap<String, Bundle> opened) {
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        ClassNames classes = new ClassNames(router.manifest().classes());
        try (LabelledRows rows =
                data.read(data.data, router.manifest().inputs(), classes, progress)) {
            RecordedExperts recorded =
                    new ExpertRecorder(
                                    rows,
                                    KernelProviders.choose(KernelProviders.REFERENCE),
                                    Runtime.getRuntime().availableProcessors(),
                                    progress)
                            .record(router, opened);
            progress.finish();
            return recorded;
        }
    }

    private void write(BundleFiles unsigned) throws IOException {
        BundleFiles files = signing.sign(unsigned);
        files.write(out);
    }

    private void print(byte[] json) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(new String(json, StandardCharsets.UTF_8));
        writer.flush();
    }
}
