package io.sluice.cli.evaluate;

import io.sluice.cli.Table;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.experts.fit.ExpertEvaluation.Strategy;
import io.sluice.gates.fit.Bootstrap.Interval;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what a choice of experts is worth, as tables. */
public final class ExpertTables {
    private final List<ExpertEvaluation> evaluations;
    private final PrintWriter out;

    public ExpertTables(List<ExpertEvaluation> evaluations, PrintWriter out) {
        this.evaluations = evaluations;
        this.out = out;
    }

    public void print() {
        evaluations.forEach(this::print);
        out.flush();
    }

    private void print(ExpertEvaluation evaluation) {
        out.println(
                text(
                        "Category %s on %,d requests; intervals of 95 %%; baselines are chosen on"
                                + " these very requests",
                        evaluation.category(), evaluation.rows()));
        Table table =
                new Table(
                        "WHAT",
                        "ACCURACY",
                        "ABOVE THE BEST SINGLE, POINTS",
                        "J",
                        "MS",
                        "ASKED",
                        "OF THE REQUESTS");
        for (Strategy strategy : evaluation.strategies()) {
            table.row(
                    name(strategy, evaluation),
                    accuracy(strategy.accuracy()),
                    points(strategy.overBestSingle()),
                    text("%.4g", strategy.joules()),
                    text("%.3g", strategy.millis()),
                    text("%.2f", strategy.asked()),
                    shares(strategy));
        }
        table.print(out);
        out.println(
                text(
                        "The choice keeps %.2f %% of the accuracy of all, weighted, with %.1f %% of"
                                + " their energy; of single experts at no more energy the best is %s.",
                        100 * evaluation.keptOfAll(),
                        100 * evaluation.joulesOfAll(),
                        evaluation.bestAtNoMoreEnergy() == null
                                ? "none"
                                : evaluation.bestAtNoMoreEnergy()));
        out.println();
    }

    private static String name(Strategy strategy, ExpertEvaluation evaluation) {
        return strategy.name().equals(evaluation.bestSingle())
                ? strategy.name() + " (best single)"
                : strategy.name();
    }

    private static String accuracy(Interval interval) {
        return text(
                "%.2f %% (%.2f–%.2f)",
                100 * interval.estimate(), 100 * interval.lower(), 100 * interval.upper());
    }

    private static String points(Interval interval) {
        return text(
                "%+.2f (%+.2f to %+.2f)",
                100 * interval.estimate(), 100 * interval.lower(), 100 * interval.upper());
    }

    /** Only of what tells requests apart; a mix by chance does not. */
    private static String shares(Strategy strategy) {
        if (!strategy.name().equals(ExpertEvaluation.CHOICE)
                && !strategy.name().equals(ExpertEvaluation.ORACLE)) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, Double> share : strategy.shares().entrySet()) {
            parts.add(text("%s %.0f %%", share.getKey(), 100 * share.getValue()));
        }
        return String.join(", ", parts);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
