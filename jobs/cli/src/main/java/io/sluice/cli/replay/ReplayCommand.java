package io.sluice.cli.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.OutputFormat;
import io.sluice.cli.Table;
import io.sluice.cli.data.ProgressPrinter;
import io.sluice.cli.data.RangeOptions;
import io.sluice.cli.evaluate.Policies;
import io.sluice.fitting.BundleRecording;
import io.sluice.fitting.data.ClassNames;
import io.sluice.gates.Policy;
import io.sluice.gates.Prices;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.config.Bundles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Decides about a recorded range of the source topic under two policies and shows where they",
            "differ, before one of them is promoted. Nothing is written to Kafka. Every decision is made",
            "a second time in other batches: a difference there beyond rounding fails the command."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sluice replay pipeline.yaml --from 2026-11-21T08:00:00Z --policy bundle --policy new.json",
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int BATCH = 64;

    /** No divisor of the other, so that rows share batches with others. */
    private static final int OTHER_BATCH = 7;

    /** What stands for the bundle's first policy. */
    private static final String OF_BUNDLE = "bundle";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PIPELINE", description = "the pipeline's YAML file")
    private Path pipeline;

    @Option(
            names = "--policy",
            required = true,
            arity = "1",
            paramLabel = "FILE",
            description =
                    "twice: two policies, the one before and the one after; bundle for its first")
    private List<String> policies = new ArrayList<>();

    @Option(names = "--topic", description = "a topic, if not the first one of the source")
    private String topic;

    @Mixin private RangeOptions range;

    @Option(
            names = "--examples",
            defaultValue = "10",
            description = "how many events to show that differ (default: ${DEFAULT-VALUE})")
    private int examples;

    @Option(names = "--output", defaultValue = "table", description = "table or json")
    private OutputFormat output;

    @Override
    public Integer call() throws Exception {
        if (policies.size() != 2) {
            throw new IllegalArgumentException(
                    "replay compares two policies; --policy was given "
                            + policies.size()
                            + (policies.size() == 1 ? " time" : " times"));
        }
        PipelineConfig config = PipelineConfig.load(pipeline);
        Bundle bundle = Bundles.open(config.bundle());
        bundle.manifest().requireLadder();
        Policy before = load(policies.get(0), bundle);
        Policy after = load(policies.get(1), bundle);
        ProgressPrinter progress =
                new ProgressPrinter(spec.commandLine().getErr(), ProgressPrinter.isTerminal());
        try (RecordedEvents events = read(config.source(), bundle, progress)) {
            KernelProvider provider = KernelProviders.choose(config.kernel().provider());
            LadderLogits once =
                    BundleRecording.logits(
                            bundle, events.rows(), provider, THREADS, BATCH, progress);
            LadderLogits again =
                    BundleRecording.logits(
                            bundle, events.rows(), provider, THREADS, OTHER_BATCH, progress);
            progress.finish();
            Differences differences =
                    Differences.of(
                            before.version(),
                            outcomes(before, bundle, once),
                            after.version(),
                            outcomes(after, bundle, once),
                            events.ids(),
                            bundle.manifest().classes(),
                            examples);
            List<Repetition> repeated =
                    List.of(
                            Repetition.of(
                                    outcomes(before, bundle, once),
                                    outcomes(before, bundle, again)),
                            Repetition.of(
                                    outcomes(after, bundle, once), outcomes(after, bundle, again)));
            print(new Replay(differences, repeated, events.broken()));
            return repeated.stream().allMatch(Repetition::isSame) ? 0 : 1;
        }
    }

    /**
     * What is printed.
     *
     * @param repeated for each policy how the same decisions came out in other batches
     * @param broken records of the range that are no events
     */
    record Replay(Differences differences, List<Repetition> repeated, long broken) {}

    private Policy load(String name, Bundle bundle) throws IOException {
        return name.equals(OF_BUNDLE) ? bundle.firstPolicy() : Policies.load(Path.of(name), bundle);
    }

    private RecordedEvents read(SourceConfig source, Bundle bundle, ProgressPrinter progress) {
        return RecordedEvents.read(
                source,
                range.of(source, topic == null ? source.topics().get(0) : topic),
                bundle.manifest().inputs(),
                new ClassNames(bundle.manifest().classes()),
                progress);
    }

    /** Without prices, deadlines and buckets, which are the stream's; under the cap per event. */
    private static Outcomes outcomes(Policy policy, Bundle bundle, LadderLogits ladder) {
        long sum = 0;
        int deepest = 0;
        List<StageSpec> stages = bundle.manifest().stages();
        for (int exit = 0; exit < stages.size(); exit++) {
            sum += stages.get(exit).multiplyAdds();
            deepest = sum <= policy.maxMultiplyAdds() ? exit : deepest;
        }
        return Outcomes.of(policy.ruleAt(0), ladder, Prices.NONE, deepest);
    }

    private void print(Replay replay) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(replay));
        } else {
            printTables(replay, out);
        }
        out.flush();
    }

    private static void printTables(Replay replay, PrintWriter out) {
        Differences of = replay.differences();
        Table sides = new Table("", "BEFORE", "AFTER");
        sides.row("policy", of.before().policy(), of.after().policy());
        if (of.before().accuracy() != null) {
            sides.row("accuracy", percent(of.before().accuracy()), percent(of.after().accuracy()));
        }
        sides.row(
                "other class than the full model",
                percent(of.before().disagreement()),
                percent(of.after().disagreement()));
        sides.row(
                "multiply-adds, of the full model's",
                percent(of.before().cost()),
                percent(of.after().cost()));
        sides.row("within 1e-5 of a threshold", of.before().ties(), of.after().ties());
        sides.row(
                "repeated in other batches: differ",
                replay.repeated().get(0),
                replay.repeated().get(1));
        sides.print(out);
        out.println();
        Table counts = new Table("OF " + of.events() + " EVENTS", "");
        counts.row("leave at another exit", of.otherExit());
        counts.row("  of these within 1e-5 of a threshold", of.withinTie());
        counts.row("are given another class", of.otherClass());
        if (of.corrected() != null) {
            counts.row("are right only after", of.corrected());
            counts.row("are right only before", of.spoilt());
        }
        counts.row("(records that are no events)", replay.broken());
        counts.print(out);
        if (!of.examples().isEmpty()) {
            out.println();
            Table table = new Table("EVENT", "EXIT", "CLASS", "LABEL");
            for (Differences.Example example : of.examples()) {
                table.row(
                        example.id(),
                        example.exitBefore() + 1 + " → " + (example.exitAfter() + 1),
                        example.before() + " → " + example.after(),
                        example.label() == null ? "" : example.label());
            }
            table.print(out);
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
