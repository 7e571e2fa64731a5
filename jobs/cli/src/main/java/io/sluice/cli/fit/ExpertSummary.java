package io.sluice.cli.fit;

import io.sluice.cli.Table;
import io.sluice.cli.evaluate.ExpertTables;
import io.sluice.fitting.experts.ExpertAddition;
import io.sluice.fitting.experts.ExpertReport;
import io.sluice.gates.experts.fit.AddedExpert;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the report of a fit of the choice of experts for people. */
final class ExpertSummary {
    private static final int SUBSETS_SHOWN = 5;

    private final PrintWriter out;

    ExpertSummary(PrintWriter out) {
        this.out = out;
    }

    void print(ExpertReport report) {
        ExpertReport.Rows rows = report.rows();
        ExpertReport.Gates gates = report.gates();
        out.println(report.bundle() + " from " + report.source());
        line(
                "  rows        %,d for vectors, %,d for tau and rho, %,d for lambda, %,d for test",
                rows.fit(), rows.gates(), rows.calibration(), rows.test());
        line(
                "  gate        tau %.3g, rho %.2f, lambda %.3g per %.4g J: %s",
                gates.temperature(),
                gates.correlation(),
                gates.costWeight(),
                gates.joulesScale(),
                gates.goal());
        line(
                "  calibration accuracy %.2f %%, %.4g J a request without the router's",
                100 * gates.calibrationAccuracy(), gates.calibrationJoules());
        line(
                "  router      %,d multiply-adds, %.4g J",
                report.router().multiplyAdds(), report.router().joules());
        out.println();
        experts(report);
        out.println();
        gap(report.gap());
        out.println();
        if (report.test().isEmpty()) {
            out.println(
                    "There are no test rows, so that nothing is said about what this is worth.");
        } else {
            new ExpertTables(report.test(), out).print();
        }
        out.flush();
    }

    private void experts(ExpertReport report) {
        Table table = new Table("EXPERT", "BUNDLE", "DEVICE", "MULTIPLY-ADDS", "J", "MS");
        for (ExpertReport.Expert expert : report.experts()) {
            table.row(
                    expert.name(),
                    expert.bundle(),
                    expert.device().isEmpty() ? "-" : expert.device(),
                    String.format(Locale.ROOT, "%,d", expert.multiplyAdds()),
                    String.format(Locale.ROOT, "%.4g", expert.joules()),
                    String.format(Locale.ROOT, "%.3g", expert.computeMillis()));
        }
        table.print(out);
    }

    private void gap(ExpertReport.Gap gap) {
        line(
                "Gate of all experts on %s, less a gate of these alone: at most %.4f nats"
                        + " (tolerance %.4f)",
                gap.exhaustive() ? "every subset" : gap.subsets().size() + " subsets by chance",
                gap.largest(),
                gap.tolerance());
        Table table = new Table("SUBSET", "GATE OF ALL, MASKED", "GATE OF ITS OWN", "GAP");
        gap.subsets().stream()
                .limit(SUBSETS_SHOWN)
                .forEach(
                        subset ->
                                table.row(
                                        String.join(", ", subset.experts()),
                                        String.format(Locale.ROOT, "%.4f", subset.masked()),
                                        String.format(Locale.ROOT, "%.4f", subset.retrained()),
                                        String.format(Locale.ROOT, "%+.4f", subset.gap())));
        table.print(out);
    }

    /** What to do where the gap is too large. */
    static String warning(ExpertReport.Gap gap) {
        ExpertReport.Subset worst = gap.subsets().get(0);
        return String.format(
                Locale.ROOT,
                "Warning: on the experts %s the gate of all loses %.4f nats against one of their own,"
                        + " more than --gap-tolerance %.4f. Where only these are in play, fit them a"
                        + " policy with --for %s.",
                String.join(", ", worst.experts()),
                worst.gap(),
                gap.tolerance(),
                String.join(",", worst.experts()));
    }

    void print(ExpertAddition addition) {
        AddedExpert figures = addition.figures();
        line("Expert %s, bundle %s", addition.expert().name(), addition.expert().bundle());
        line(
                "  rows        %,d for its vector, %,d for these figures",
                figures.fitRows(), figures.heldRows());
        line(
                "  wrong       %.2f %%, predicted %.2f %%",
                100 * figures.wrong(), 100 * figures.predictedWrong());
        line(
                "  prediction  %.4f nats; knowing only how often it is wrong would give %.4f",
                figures.loss(), figures.constantLoss());
        figures.asked()
                .forEach(
                        (category, share) ->
                                line(
                                        "  asked       for %.1f %% of these rows in category %s",
                                        100 * share, category));
        out.flush();
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
