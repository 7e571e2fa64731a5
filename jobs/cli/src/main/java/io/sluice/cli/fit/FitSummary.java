package io.sluice.cli.fit;

import io.sluice.cli.Table;
import io.sluice.fitting.FitReport;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the report of a fit for people. */
final class FitSummary {
    private final FitReport report;
    private final PrintWriter out;

    FitSummary(FitReport report, PrintWriter out) {
        this.report = report;
        this.out = out;
    }

    void print() {
        FitReport.Rows rows = report.rows();
        out.println(report.bundle() + " from " + report.source());
        out.println(
                text(
                        "  rows        %,d for heads, %,d for gates, %,d for calibration, %,d for test",
                        rows.fit(), rows.gates(), rows.calibration(), rows.test()));
        out.println("  rule        " + rule());
        promise();
        if (report.predictionSets() != null) {
            FitReport.Sets sets = report.predictionSets();
            out.println(
                    text(
                            "  sets        miss %s at most; hold the class in %s, %.2f classes each",
                            percent(sets.missRate()), percent(sets.coverage()), sets.meanSize()));
        }
        out.println();
        exits();
        out.println();
        evaluations();
        out.flush();
    }

    private String rule() {
        FitReport.Rule rule = report.rule();
        return rule.kappa() == null
                ? "full: no kappa keeps the bound, every event runs the full model"
                : text("%s, kappa %.4g, lambda %.4g", rule.kind(), rule.kappa(), rule.lambda());
    }

    private void promise() {
        FitReport.Promise promise = report.guarantee();
        if (promise == null) {
            return;
        }
        out.println(
                text(
                        "  bound       another class than the full model's on at most %s of events, %s",
                        percent(promise.maxDisagreement()),
                        promise.confidence() == null
                                ? "in the mean"
                                : "with " + percent(promise.confidence()) + " confidence"));
        out.println(
                text(
                        "  from        %,d calibration rows by %s: %s of them, upper bound %s",
                        promise.samples(),
                        promise.method(),
                        percent(promise.measured()),
                        percent(promise.upperBound())));
        out.println("  if          " + promise.assumption());
    }

    private void exits() {
        Table table =
                new Table(
                        "EXIT",
                        "HEAD",
                        "MULTIPLY-ADDS",
                        "UP TO HERE",
                        "COST",
                        "ACCURACY",
                        "CALIBRATION ERROR");
        for (FitReport.Exit exit : report.exits()) {
            table.row(
                    exit.name(),
                    exit.head(),
                    text("%,d", exit.multiplyAdds()),
                    text("%,d", exit.upToHere()),
                    percent(exit.cost()),
                    percent(exit.accuracy()),
                    percent(exit.calibrationError()));
        }
        table.print(out);
    }

    private void evaluations() {
        Table table =
                new Table(
                        "ROWS",
                        "ACCURACY",
                        "FULL MODEL",
                        "DISAGREE",
                        "MULTIPLY-ADDS",
                        "LEFT AT EXITS",
                        "CALIBRATION ERROR");
        row(table, "calibration", report.calibration());
        if (report.test() != null) {
            row(table, "test", report.test());
        }
        table.print(out);
    }

    private static void row(Table table, String name, FitReport.Evaluation figures) {
        table.row(
                text("%s %,d", name, figures.rows()),
                percent(figures.accuracy()),
                percent(figures.fullAccuracy()),
                percent(figures.disagreement()),
                percent(figures.multiplyAddsShare()),
                Arrays.stream(figures.exitShares())
                        .mapToObj(share -> text("%.1f", 100 * share))
                        .collect(Collectors.joining(" / ", "", " %")),
                percent(figures.calibrationError()));
    }

    private static String percent(double share) {
        return text("%.2f %%", 100 * share);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
