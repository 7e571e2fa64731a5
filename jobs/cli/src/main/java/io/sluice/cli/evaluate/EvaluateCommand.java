package io.sluice.cli.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.Table;
import io.sluice.cli.data.DataOptions;
import io.sluice.cli.data.ExpertBundles;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.cli.data.Share;
import io.sluice.cli.evaluate.Evaluation.Interval;
import io.sluice.cli.evaluate.Evaluation.RuleResult;
import io.sluice.fitting.BundleRecording;
import io.sluice.fitting.ReportJson;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.sensors.SensorCostsFile;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.SensorEvaluation;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judges a bundle's policy and every baseline on labelled rows: accuracy against multiply-adds,",
            "time and joules, calibration, agreement with the full model, and where events leave. Use rows",
            "that nothing in the bundle was fitted on."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sluice evaluate --bundle shop-1.0.0 --data csv:test.csv --label class --html report.html",
        })
public final class EvaluateCommand implements Callable<Integer> {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @Spec private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "PATH", description = "the bundle")
    private Path bundle;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a policy to judge in place of the bundle's first")
    private Path policy;

    @Mixin private DataOptions data = new DataOptions();

    @Option(
            names = "--tuning",
            defaultValue = "50%",
            converter = Share.class,
            paramLabel = "SHARE",
            description = {
                "the share of the rows on which baselines choose their thresholds; all figures are of",
                "the rest (default: ${DEFAULT-VALUE})"
            })
    private double tuning;

    @Option(
            names = "--active-watts",
            paramLabel = "WATTS",
            description = {
                "what the machine draws while it computes, less what it draws idle: joules are estimated",
                "as this times the measured time, and left out without it"
            })
    private Double watts;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = {
                "sensor bundles: what sensors draw and how long commands take, in place of what the policy",
                "was fitted with; the form is in edge/fitting/README.md"
            })
    private Path costs;

    @Option(
            names = "--experts",
            paramLabel = "FILE",
            description = {
                "router bundles: the experts' bundles and what the router takes; the form is in",
                "deploy/docs/router-bundles.md"
            })
    private Path experts;

    @Option(
            names = "--outside-contexts",
            description =
                    "sensor bundles: the gates are told the recorded contexts, as from outside")
    private boolean outsideContexts;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of the split and the resampling (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--resamples",
            defaultValue = "2000",
            description = "bootstrap resamples behind the intervals (default: ${DEFAULT-VALUE})")
    private int resamples;

    @Option(names = "--html", paramLabel = "FILE", description = "write the report as one page")
    private Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "write the same as JSON")
    private Path json;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        Bundle opened = Bundle.open(bundle);
        Policy judged = policy == null ? opened.firstPolicy() : Policies.load(policy, opened);
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        KernelProvider provider = KernelProviders.choose(KernelProviders.AUTO);
        if (opened.manifest().sensors().isPresent()) {
            evaluateSensors(opened, judged, provider, progress);
            return 0;
        }
        if (opened.manifest().router().isPresent()) {
            evaluateExperts(opened, judged, provider, progress);
            return 0;
        }
        Evaluation evaluation;
        try (LabelledRows rows =
                data.read(
                        data.data,
                        opened.manifest().inputs(),
                        new ClassNames(opened.manifest().classes()),
                        progress)) {
            BundleRecording recording =
                    BundleRecording.of(opened, rows, provider, THREADS, progress);
            progress.finish();
            evaluation =
                    new Evaluator(
                                    opened.manifest().stages(),
                                    recording.secondsPerStage(),
                                    judged,
                                    Optional.ofNullable(watts),
                                    recording.ladder(),
                                    tuning,
                                    seed,
                                    resamples)
                            .evaluate(
                                    opened.manifest().id() + ", policy " + judged.version(),
                                    DataOptions.describe(data.data),
                                    notes(opened, judged, provider));
        }
        write(evaluation);
        return 0;
    }

    private void evaluateSensors(
            Bundle opened, Policy judged, KernelProvider provider, ProgressPrinter progress)
            throws IOException {
        requireNoHtml();
        SensorStructure structure = opened.manifest().sensors().orElseThrow();
        Optional<SensorCostsFile> joules =
                costs == null
                        ? Optional.empty()
                        : Optional.of(
                                SensorCostsFile.parse(
                                        costs.toString(),
                                        Files.readString(costs),
                                        structure.modalities()));
        SensorEvaluation evaluation;
        try (LabelledRows rows =
                data.read(
                        data.data,
                        opened.manifest().inputs(),
                        new ClassNames(opened.manifest().classes()),
                        progress)) {
            evaluation =
                    new SensorEvaluating(opened, judged, joules, outsideContexts, seed, resamples)
                            .evaluate(rows, provider, THREADS, progress);
            progress.finish();
        }
        write(evaluation, opened, judged, out -> new SensorTables(evaluation, out).print());
    }

    private void evaluateExperts(
            Bundle opened, Policy judged, KernelProvider provider, ProgressPrinter progress)
            throws IOException {
        requireNoHtml();
        if (experts == null) {
            throw new IllegalArgumentException(
                    "a router bundle needs --experts: the bundles of those that it chooses among");
        }
        ExpertEvaluating evaluating =
                new ExpertEvaluating(opened, judged, ExpertBundles.load(experts), seed, resamples);
        List<ExpertEvaluation> evaluation;
        try (LabelledRows rows =
                data.read(
                        data.data,
                        opened.manifest().inputs(),
                        new ClassNames(opened.manifest().classes()),
                        progress)) {
            evaluation = evaluating.evaluate(rows, provider, THREADS, progress);
            progress.finish();
        }
        write(evaluation, opened, judged, out -> new ExpertTables(evaluation, out).print());
    }

    private void requireNoHtml() {
        if (html != null) {
            throw new IllegalArgumentException("--html is for bundles with exits; use --json");
        }
    }

    private void write(
            Object evaluation, Bundle opened, Policy judged, Consumer<PrintWriter> tables)
            throws IOException {
        byte[] document = ReportJson.write(evaluation);
        if (json != null) {
            Files.write(json, document);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.print(new String(document, StandardCharsets.UTF_8));
        } else {
            out.println(opened.manifest().id() + ", policy " + judged.version());
            tables.accept(out);
        }
        out.flush();
    }

    private List<String> notes(Bundle opened, Policy judged, KernelProvider provider) {
        List<String> notes = new ArrayList<>();
        notes.add("Bundle " + opened.hash() + "; rule: " + judged.exitRule());
        judged.guarantee()
                .ifPresent(
                        promise ->
                                notes.add(
                                        String.format(
                                                Locale.ROOT,
                                                "The policy promises at most %.3g %% disagreement with the full"
                                                        + " model (%s, %s), from %,d calibration samples: %s",
                                                100 * promise.maxDisagreement(),
                                                promise.method()
                                                        .name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' '),
                                                promise.confidence() == 0
                                                        ? "in the mean"
                                                        : 100 * promise.confidence()
                                                                + " % confidence",
                                                promise.samples(),
                                                promise.assumption())));
        notes.add(
                "Multiply-adds are counted; times are medians in batches of 64 on one thread of this"
                        + " machine, by "
                        + provider.name()
                        + "; they leave out what the stream costs beside the model.");
        notes.add(
                watts == null
                        ? "Joules were neither measured nor estimated; --active-watts estimates them."
                        : "Joules are estimated: " + watts + " W times the measured time.");
        notes.add(
                "Deadlines and budgets per key depend on the stream and are not part of this; a cap per"
                        + " event is.");
        return notes;
    }

    private void write(Evaluation evaluation) throws IOException {
        String document =
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(evaluation);
        if (json != null) {
            Files.writeString(json, document + "\n");
        }
        if (html != null) {
            Files.writeString(html, HtmlReport.of(evaluation));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(document);
        } else {
            print(evaluation, out);
        }
        out.flush();
    }

    private void print(Evaluation evaluation, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s on %,d rows of %s; intervals of 95 %%%n",
                evaluation.bundle(),
                evaluation.testRows(),
                evaluation.data());
        Table table =
                new Table(
                        "RULE",
                        "ACCURACY",
                        "LESS THAN FULL, POINTS",
                        "NOT AS FULL",
                        "OF FULL COST",
                        "µs",
                        "CALIBRATION ERROR",
                        "LEFT AT EACH EXIT");
        for (RuleResult rule : evaluation.rules()) {
            table.row(
                    rule.family(),
                    percent(rule.accuracy()),
                    String.format(
                            Locale.ROOT,
                            "%+.2f (%+.2f to %+.2f)",
                            100 * rule.difference().value(),
                            100 * rule.difference().low(),
                            100 * rule.difference().high()),
                    percent(rule.disagreement()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * rule.cost()),
                    String.format(Locale.ROOT, "%.1f", rule.micros()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * rule.calibrationError()),
                    shares(rule.exitShares()));
        }
        table.print(out);
        evaluation.notes().forEach(out::println);
        if (html != null) {
            out.println("report: " + html);
        }
    }

    private static String percent(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.2f %% (%.2f–%.2f)",
                100 * interval.value(),
                100 * interval.low(),
                100 * interval.high());
    }

    private static String shares(List<Double> shares) {
        List<String> parts = new ArrayList<>();
        shares.forEach(share -> parts.add(String.format(Locale.ROOT, "%.0f", 100 * share)));
        return String.join(" / ", parts) + " %";
    }
}
