package io.sluice.cli.control;

import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice budget set}. */
@Command(
        name = "set",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sets budgets, under a new epoch, and waits until every task holds them: a whole document in",
            "place of the one before, or single limits beside those that stand. Ends with 1 when a task",
            "refuses them or does not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice budget set pipeline.yaml --file budgets.yaml",
            "  sluice budget set pipeline.yaml --limit 'scope: job, joules: 20, per: 1min'",
            "  sluice budget set pipeline.yaml --remove 'job joules'",
        })
final class BudgetSetCommand implements Callable<Integer> {
    @Mixin private SendingOptions sending;

    @ArgGroup(multiplicity = "1")
    private Change change;

    /** A whole document, or single limits. */
    private static final class Change {
        @Option(
                names = "--file",
                required = true,
                paramLabel = "FILE",
                description =
                        "the document of budgets, in YAML or JSON, in place of the one before")
        private Path file;

        @ArgGroup(exclusive = false, multiplicity = "1")
        private Limits limits;
    }

    /** What becomes of the limits that stand. */
    private static final class Limits {
        @Option(
                names = "--limit",
                paramLabel = "LIMIT",
                description =
                        "an entry of the document's limits; replaces the one of its scope and resource")
        private List<String> set = new ArrayList<>();

        @Option(
                names = "--remove",
                paramLabel = "NAME",
                description = "the name of a limit as in sluice budget get, such as 'job joules'")
        private List<String> remove = new ArrayList<>();
    }

    @Override
    public Integer call() throws IOException {
        if (change.file != null) {
            byte[] document = Files.readAllBytes(change.file);
            // Names the file in what is wrong with it.
            BudgetDocument.parse(change.file.toString(), document);
            return sending.send(ControlEnvelope.Kind.BUDGETS, topic -> document);
        }
        List<Limit> set = new ArrayList<>();
        change.limits.set.forEach(text -> set.addAll(parse(text)));
        return sending.send(
                ControlEnvelope.Kind.BUDGETS,
                topic ->
                        BudgetDocument.document(
                                changed(topic.newest().budgets(), set, change.limits.remove)));
    }

    private static List<Limit> parse(String text) {
        String document = "limits: [{" + text + "}]";
        return BudgetDocument.parse(
                        "--limit '" + text + "'", document.getBytes(StandardCharsets.UTF_8))
                .limits();
    }

    /** The same budgets with some limits set and some removed. */
    static Budgets changed(Budgets budgets, List<Limit> set, List<String> remove) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        budgets.limits().forEach(limit -> limits.put(limit.name(), limit));
        for (String name : remove) {
            if (limits.remove(name) == null) {
                throw new IllegalArgumentException(
                        "--remove '" + name + "'; expected one of " + limits.keySet());
            }
        }
        set.forEach(limit -> limits.put(limit.name(), limit));
        return new Budgets(
                budgets.classes(),
                budgets.classOfTenant(),
                List.copyOf(limits.values()),
                budgets.brownOut(),
                budgets.pacing());
    }
}
