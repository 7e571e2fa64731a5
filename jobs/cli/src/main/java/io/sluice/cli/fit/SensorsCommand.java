package io.sluice.cli.fit;

import io.sluice.cli.OutputFormat;
import io.sluice.cli.bundle.SigningOptions;
import io.sluice.cli.data.DataOptions;
import io.sluice.cli.data.DurationText;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.cli.data.Share;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.sensors.SensorCostsFile;
import io.sluice.fitting.sensors.SensorFitRequest;
import io.sluice.fitting.sensors.SensorFitting;
import io.sluice.fitting.sensors.SensorRecorder;
import io.sluice.gates.Policy;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.PredictorFit;
import io.sluice.gates.sensors.fit.SensorFitSettings;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice fit sensors}. */
@Command(
        name = "sensors",
        sortOptions = false,
        description = {
            "Fits the gates of a sensor bundle to labelled sequences: which branches run for a sample,",
            "which sensors stay powered, how far to believe each, and lambda for a goal. Writes the bundle",
            "with these gates and a report that compares them with everything simpler."
        },
        footerHeading = "%nFrom a sensor bundle and a recording to gates:%n",
        footer = {
            "  sluice fit sensors --bundle roads-1.0.0 --data csv:drives.csv --label class \\",
            "    --key car --time at --context weather --costs costs.yaml \\",
            "    --no-worse-than-all-sensors 1%% --out roads-1.1.0",
        })
final class SensorsCommand implements Callable<Integer> {
    private static final double[] SPLIT = {40, 20, 20, 20};

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
            description = "a sensor bundle, a directory or a zip")
    private Path bundle;

    @Mixin private DataOptions data = new DataOptions();

    @Option(
            names = "--costs",
            required = true,
            paramLabel = "FILE",
            description = {
                "what sensors draw on and asleep, what waking costs and takes, and joules per multiply-add;",
                "the form is in edge/fitting/README.md"
            })
    private Path costs;

    @Option(
            names = "--period",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "the time between samples (default: that of the bundle's policy)")
    private Duration period;

    @Mixin private SensorGoalOptions goal = new SensorGoalOptions();

    @Option(
            names = "--identify-by",
            defaultValue = "linear",
            paramLabel = "HOW",
            description = {
                "how the losses of configurations are known for a sample: ranking (an order for each",
                "context), context (mean losses of each), linear (a small network on the summaries), or",
                "attention (the same with attention between modalities); default: ${DEFAULT-VALUE}"
            })
    private SensorFitSettings.Identification identification;

    @Option(
            names = "--rankings",
            paramLabel = "FILE",
            description = {
                "for ranking: YAML with the order of configurations of each context, best first; by",
                "default it follows from the losses"
            })
    private Path rankings;

    @Option(
            names = "--outside-contexts",
            description = "the stream will bring context labels from outside")
    private boolean outsideContexts;

    @Option(
            names = "--outside-accuracy",
            defaultValue = "0.95",
            paramLabel = "SHARE",
            description = "how often such a label is right (default: ${DEFAULT-VALUE})")
    private double outsideAccuracy;

    @Mixin private SensorGateOptions gate = new SensorGateOptions();

    @Option(
            names = "--prediction-sets",
            paramLabel = "SHARE",
            converter = Share.class,
            description =
                    "answer with sets of classes too, that miss the true one on at most that share")
    private Double missRate;

    @Option(
            names = "--split",
            split = "/",
            paramLabel = "PERCENT",
            description = {
                "how keys are divided by chance: for filter and learned gates, for fusion and trust, for",
                "lambda and sets, for the test (default: 40/20/20/20)"
            })
    private double[] split = SPLIT;

    @Option(
            names = "--split-by-time",
            description = {
                "divide the rows of every key into blocks of time in place of keys, for one key (where it",
                "is so anyway) or a few"
            })
    private boolean byTime;

    @Option(
            names = "--gap",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "what is left out between such blocks (default: 20 periods)")
    private Duration gap;

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
            names = "--epochs",
            defaultValue = "30",
            description = "passes over the rows for learned gates (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--version",
            description = "of the new bundle; by default the minor version after that of --bundle")
    private String version;

    @Mixin private SigningOptions signing = new SigningOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a directory, or a file that ends in .zip")
    private Path out;

    @Option(
            names = "--output",
            defaultValue = "table",
            description = "how the report is printed: table or json (default: ${DEFAULT-VALUE})")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        signing.check();
        BundleFiles files = BundleFiles.read(bundle);
        Bundle opened = files.open();
        SensorStructure structure =
                opened.manifest()
                        .sensors()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                opened.manifest().id()
                                                        + " has no sensors; its gates are fitted by"
                                                        + " 'fit exits'"));
        long periodMillis = period(opened.firstPolicy());
        SensorCostsFile joules =
                SensorCostsFile.parse(
                        costs.toString(), Files.readString(costs), structure.modalities());
        SensorRecorder.Recording recording = record(opened, periodMillis);
        SensorFitSettings settings = settings(opened, joules, recording, periodMillis);
        SensorFitting.Fitted fitted =
                SensorFitting.fit(request(files, opened, joules, recording, settings));
        write(fitted.files());
        print(fitted);
        return 0;
    }

    private long period(Policy policy) {
        return period != null
                ? period.toMillis()
                : policy.sensors().map(SensorPolicy::periodMillis).orElseThrow();
    }

    private SensorRecorder.Recording record(Bundle opened, long periodMillis) {
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        ClassNames classes = new ClassNames(opened.manifest().classes());
        try (LabelledRows rows =
                data.read(data.data, opened.manifest().inputs(), classes, progress)) {
            SensorRecorder.Recording recording =
                    SensorRecorder.record(
                            opened,
                            rows,
                            periodMillis,
                            List.of(),
                            KernelProviders.choose(KernelProviders.REFERENCE),
                            Runtime.getRuntime().availableProcessors(),
                            progress);
            progress.finish();
            return recording;
        }
    }

    private SensorFitSettings settings(
            Bundle opened,
            SensorCostsFile joules,
            SensorRecorder.Recording recording,
            long periodMillis)
            throws IOException {
        SensorStructure structure = recording.sensors().structure();
        Optional<int[][]> given =
                rankings == null
                        ? Optional.empty()
                        : Optional.of(
                                Rankings.read(
                                        rankings,
                                        recording.sensors().samples().contexts(),
                                        structure));
        return new SensorFitSettings(
                periodMillis,
                joules.costs(opened.manifest()),
                joules.delays(opened.manifest(), periodMillis),
                identification,
                given,
                outsideContexts,
                outsideAccuracy,
                gate.settings(structure, periodMillis),
                PredictorFit.Settings.DEFAULT.withEpochs(epochs),
                missRate == null ? OptionalDouble.empty() : OptionalDouble.of(missRate),
                goal.goal(),
                seed,
                resamples);
    }

    private SensorFitRequest request(
            BundleFiles files,
            Bundle opened,
            SensorCostsFile joules,
            SensorRecorder.Recording recording,
            SensorFitSettings settings) {
        SplitOptions.requirePercents(split, 4);
        long periodMillis = settings.periodMillis();
        long gapMillis = gap == null ? 20 * periodMillis : gap.toMillis();
        return new SensorFitRequest(
                files,
                version == null ? ExitsCommand.nextMinor(opened.manifest().version()) : version,
                DataOptions.describe(data.data),
                recording,
                new SplitShares(split[0] / 100, split[1] / 100, split[2] / 100, split[3] / 100),
                byTime,
                gapMillis / periodMillis,
                settings,
                "sensors as given; stems and branches estimated at "
                        + joules.joulesPerMultiplyAdd()
                        + " J per multiply-add");
    }

    private void write(BundleFiles unsigned) throws IOException {
        BundleFiles files = signing.sign(unsigned);
        files.write(out);
    }

    private void print(SensorFitting.Fitted fitted) {
        PrintWriter writer = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            writer.print(new String(fitted.report().json(), StandardCharsets.UTF_8));
        } else {
            new SensorSummary(fitted.report(), writer).print();
        }
        writer.flush();
    }
}
