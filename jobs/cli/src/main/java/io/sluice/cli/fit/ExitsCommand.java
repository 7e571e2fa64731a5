package io.sluice.cli.fit;

import io.sluice.cli.OutputFormat;
import io.sluice.cli.bundle.SigningOptions;
import io.sluice.cli.data.DataOptions;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.fitting.ExitFitting;
import io.sluice.fitting.FitRequest;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.JoinedRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.BundleFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice fit exits}. */
@Command(
        name = "exits",
        sortOptions = false,
        description = {
            "Puts exits on a frozen network: trains a linear head at each cut and the gates that send an",
            "event on or let it leave, chooses the knob kappa for a bound on what that loses against the",
            "full model, and writes a bundle with a report."
        },
        footerHeading = "%nFrom an ONNX file and labelled rows to a bundle that keeps a bound:%n",
        footer = {
            "  sluice fit exits --model net.onnx --cut block1_out --cut block2_out --logits logits \\",
            "    --classes classes.txt --name shop --data csv:labelled.csv --label class \\",
            "    --max-disagreement 1%% --confidence 95%% --out shop-1.0.0",
            "  sluice bundle verify shop-1.0.0",
        })
final class ExitsCommand implements Callable<Integer> {
    private static final String FIRST_VERSION = "1.0.0";

    @Spec private CommandSpec spec;

    // Not the standard mixin, whose --version is that of the program.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Mixin private BackboneOptions backbone = new BackboneOptions();

    @Mixin private DataOptions data = new DataOptions();

    @Option(
            names = "--fit-data",
            paramLabel = "FORMAT:WHERE",
            description = {
                "further rows, used for the heads alone. For those that the network was trained on: what",
                "it says of them is too good for gates and bounds, which then come from --data only"
            })
    private String fitData;

    @Mixin private GoalOptions goal = new GoalOptions();

    @Mixin private SplitOptions split = new SplitOptions();

    @Mixin private SigningOptions signing = new SigningOptions();

    @Mixin private TrainingOptions training = new TrainingOptions();

    @Mixin private TargetOptions target = new TargetOptions();

    /** The bundle that is written. */
    static final class TargetOptions {
        @Option(names = "--name", description = "its name; by default that of --bundle")
        String name;

        @Option(
                names = "--version",
                description =
                        "its semantic version; by default the minor version after that of --bundle, or"
                                + " 1.0.0")
        String version;

        @Option(
                names = "--golden-rows",
                defaultValue = "16",
                description = "rows that become golden vectors (default: ${DEFAULT-VALUE})")
        int goldenRows;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "PATH",
                description = "a directory, or a file that ends in .zip")
        Path out;

        @Option(
                names = "--output",
                defaultValue = "table",
                description =
                        "how the report is printed: table or json (default: ${DEFAULT-VALUE})")
        OutputFormat output;
    }

    @Override
    public Integer call() throws Exception {
        signing.check();
        BackboneOptions.Frozen frozen = backbone.load(spec.commandLine().getErr());
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        List<LabelledRows> parts = new ArrayList<>();
        try {
            ClassNames classes = new ClassNames(frozen.classes());
            if (fitData != null) {
                parts.add(data.read(fitData, frozen.inputs(), classes, progress));
            }
            parts.add(data.read(data.data, frozen.inputs(), classes, progress));
            FitRequest request = request(frozen, parts);
            ExitFitting.Fitted fitted =
                    ExitFitting.fit(
                            request, KernelProviders.choose(KernelProviders.REFERENCE), progress);
            progress.finish();
            write(fitted.files());
            print(fitted);
            return 0;
        } finally {
            parts.forEach(LabelledRows::close);
        }
    }

    private FitRequest request(BackboneOptions.Frozen frozen, List<LabelledRows> parts)
            throws IOException {
        JoinedRows rows = new JoinedRows(parts);
        int fitRows = fitData == null ? 0 : parts.get(0).size();
        int classes = frozen.classes().size();
        boolean kept = backbone.keepHeads;
        Splits splits = split.splits(rows.labels(), classes, fitRows, kept);
        frozen.requireCutAgrees(rows);
        String source = DataOptions.describe(data.data);
        if (fitData != null) {
            source += "; heads from " + DataOptions.describe(fitData);
        }
        return new FitRequest(
                name(frozen),
                version(frozen),
                source,
                frozen.classes(),
                frozen.backbone(),
                rows,
                splits,
                goal.priced(ExitFitSettings.DEFAULT)
                        .withSeed(split.seed)
                        .withRounds(training.rounds)
                        .withThreads(training.threads()),
                goal.goal(),
                goal.missRate(),
                training.costs == TrainingOptions.Costs.measured,
                training.batch,
                target.goldenRows);
    }

    private String name(BackboneOptions.Frozen frozen) {
        if (target.name == null && frozen.from().isEmpty()) {
            throw new IllegalArgumentException("--model needs --name, the name of the new bundle");
        }
        return target.name != null ? target.name : frozen.from().orElseThrow().manifest().name();
    }

    private String version(BackboneOptions.Frozen frozen) {
        return Optional.ofNullable(target.version)
                .or(() -> frozen.from().map(bundle -> nextMinor(bundle.manifest().version())))
                .orElse(FIRST_VERSION);
    }

    /** 1.4.2 becomes 1.5.0: new exits, the same network. */
    static String nextMinor(String version) {
        String[] numbers = version.split("[-+]")[0].split("\\.");
        return numbers[0] + "." + (Integer.parseInt(numbers[1]) + 1) + ".0";
    }

    private void write(BundleFiles unsigned) throws IOException {
        BundleFiles files = signing.sign(unsigned);
        if (target.out.toString().endsWith(".zip")) {
            files.writeZip(target.out);
        } else {
            files.writeDirectory(target.out);
        }
    }

    private void print(ExitFitting.Fitted fitted) {
        PrintWriter out = spec.commandLine().getOut();
        if (target.output == OutputFormat.JSON) {
            out.print(new String(fitted.report().json(), StandardCharsets.UTF_8));
            out.flush();
        } else {
            new FitSummary(fitted.report(), out).print();
        }
    }
}
