package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.proof.ProofTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tunes on one half, streams the other once for each budget, and writes the tables. */
final class JudgedExperts {
    private final RecordedPrompts reporting;
    private final List<StreamedBudget> budgets = new ArrayList<>();
    private final TunedExperts tuned;
    private final ProofTable table;

    JudgedExperts(RecordedPrompts all, double... budgets) {
        RecordedPrompts tuning = all.tuning();
        reporting = all.reporting();
        tuned = new TunedExperts(tuning, budgets);
        CostCeiling known = new CostCeiling(tuning.rewards(), tuning.costs());
        for (TunedExperts.Choice choice : tuned.choices()) {
            double dual = known.at(choice.budget()).price();
            this.budgets.add(new StreamedBudget(reporting, choice, dual));
        }
        table =
                new ProofTable(
                        String.format(
                                Locale.ROOT,
                                "%s: %,d prompts for tuning, %,d for reporting, costs in %s",
                                all.name(),
                                tuning.size(),
                                reporting.size(),
                                all.unit()));
    }

    List<StreamedBudget> budgets() {
        return budgets;
    }

    JudgedExperts write(String name) throws IOException {
        tuning();
        fixed();
        comparisons();
        pacing();
        DecisionTime time = new DecisionTime(tuned.choices().get(0), reporting);
        table.text(
                "One decision on one thread: %.2f µs from the features, %.1f µs from the text",
                time.microsFromFeatures(), time.microsFromText());
        System.out.println(Files.readString(table.write(name)));
        return this;
    }

    private void tuning() {
        table.text("Chosen on the tuning half: %s", tuned.fitted())
                .header(
                        "budget",
                        "costs",
                        "start price",
                        "costs / scale",
                        "reward",
                        "mix at equal cost",
                        "spend / budget",
                        "reward with mean costs");
        for (int i = 0; i < budgets.size(); i++) {
            TunedExperts.Choice choice = tuned.choices().get(i);
            table.row(
                    budget(choice.budget()),
                    choice.kind().isCostPredicted() ? "predicted" : "mean",
                    choice.startPrice(),
                    String.format(Locale.ROOT, "%.4g", choice.costScale()),
                    reward(choice.reward()),
                    reward(tuned.mixAt(choice)),
                    spend(choice.spend()),
                    reward(tuned.withMeanCosts().get(i).reward()));
        }
    }

    private void fixed() {
        double[] rewards = RecordedPrompts.means(reporting.rewards());
        double[] costs = RecordedPrompts.means(reporting.costs());
        table.text("Experts on the reporting half").header("expert", "reward", "cost");
        for (int n = 0; n < rewards.length; n++) {
            table.row(
                    reporting.experts().get(n),
                    reward(rewards[n]),
                    String.format(Locale.ROOT, "%.3g", costs[n]));
        }
    }

    private void comparisons() {
        table.text("The reporting half, means of %d orders", ExpertPlan.REPORTING_ORDERS)
                .header(
                        "budget",
                        "best fixed within",
                        "random mix",
                        "gates, paced",
                        "ceiling (dual price)",
                        "gates − mix at equal cost, points",
                        "of the way to the ceiling",
                        "spend / budget, mean; most");
        for (StreamedBudget one : budgets) {
            double budget = one.choice.budget();
            CostCeiling.Ceiling ceiling = one.ceilingAt(budget);
            table.row(
                    budget(budget),
                    reward(one.bestFixed()),
                    reward(one.mixAt(budget).reward()),
                    reward(one.paced.reward()),
                    String.format(Locale.ROOT, "%.4f (%.3g)", ceiling.reward(), ceiling.price()),
                    interval(one.gain),
                    String.format(Locale.ROOT, "%.0f %%", 100 * one.wayToCeiling()),
                    spend(one.meanSpend()) + "; " + spend(one.mostSpend()));
        }
    }

    private void pacing() {
        table.text(
                        "Other ways, reward at spend / budget; windows of %d arrivals above %s"
                                + " budgets; share of prompts by expert (%s)",
                        ExpertPlan.WINDOW,
                        StreamedBudget.MUCH,
                        String.join(", ", reporting.experts()))
                .header(
                        "budget",
                        "price fixed",
                        "price starts at 0",
                        "the file's order",
                        "told all rewards",
                        "ceiling there",
                        "windows above",
                        "asked");
        for (StreamedBudget one : budgets) {
            table.row(
                    budget(one.choice.budget()),
                    way(one, one.fixedPrice),
                    way(one, one.cold),
                    way(one, one.fileOrder),
                    way(one, one.told),
                    reward(one.ceilingAt(one.told.cost()).reward()),
                    String.format(Locale.ROOT, "%.0f %%", 100 * one.windowsAbove),
                    shares(one.shares));
        }
    }

    /** Above is a leak. */
    void assertNothingIsAboveTheCeiling() {
        for (StreamedBudget one : budgets) {
            for (StreamedBudget.Way way :
                    List.of(one.paced, one.fileOrder, one.cold, one.fixedPrice, one.told)) {
                assertThat(way.reward())
                        .as("at %s", way.cost())
                        .isLessThanOrEqualTo(one.ceilingAt(way.cost()).reward() + 1e-9);
            }
            double spent = one.paced.cost();
            assertThat(one.mix.reward()).isLessThanOrEqualTo(one.ceilingAt(spent).reward());
        }
    }

    private static String way(StreamedBudget one, StreamedBudget.Way way) {
        return reward(way.reward()) + " at " + spend(way.cost() / one.choice.budget());
    }

    private static String shares(double... shares) {
        List<String> all = new ArrayList<>();
        for (double share : shares) {
            all.add(String.format(Locale.ROOT, "%.0f", 100 * share));
        }
        return String.join(", ", all) + " %";
    }

    private static String budget(double budget) {
        return budget < .01 ? String.format(Locale.ROOT, "%.1e", budget) : "" + budget;
    }

    private static String reward(double reward) {
        return String.format(Locale.ROOT, "%.4f", reward);
    }

    private static String spend(double spend) {
        return String.format(Locale.ROOT, "%.3f", spend);
    }

    private static String interval(Bootstrap.Interval gain) {
        return ProofTable.points(gain.estimate())
                + " ("
                + ProofTable.points(gain.lower())
                + " to "
                + ProofTable.points(gain.upper())
                + ")";
    }
}
