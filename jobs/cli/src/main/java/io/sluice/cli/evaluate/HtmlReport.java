package io.sluice.cli.evaluate;

import io.sluice.cli.evaluate.Evaluation.Curve;
import io.sluice.cli.evaluate.Evaluation.Interval;
import io.sluice.cli.evaluate.Evaluation.ReliabilityBin;
import io.sluice.cli.evaluate.Evaluation.RuleResult;
import io.sluice.cli.evaluate.Evaluation.StageCost;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An {@link Evaluation} as one HTML page that needs nothing else: charts are inline, colours follow
 * the reader's light or dark setting, and it reads on a phone.
 */
final class HtmlReport {
    /** As many colours as the style sheet has. */
    private static final int COLOURS = 8;

    private final Evaluation evaluation;
    private final StringBuilder page = new StringBuilder();

    private HtmlReport(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    static String of(Evaluation evaluation) {
        return new HtmlReport(evaluation).page();
    }

    private String page() {
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .append(escape("Sluice evaluation of " + evaluation.bundle()))
                .append("</title>\n<style>\n")
                .append(styles())
                .append("</style></head><body><main>\n");
        head();
        curves();
        rules();
        exits();
        stages();
        reliability();
        notes();
        return page.append("</main></body></html>\n").toString();
    }

    private void head() {
        page.append("<h1>Early exit: ").append(escape(evaluation.bundle())).append("</h1>\n<p>");
        page.append("Data: ")
                .append(escape(evaluation.data()))
                .append(". Every figure is of ")
                .append(count(evaluation.testRows()))
                .append(" test samples; baselines chose their thresholds on ")
                .append(count(evaluation.tuningRows()))
                .append(" others. Intervals are of 95 %, from ")
                .append(count(evaluation.resamples()))
                .append(" bootstrap resamples, seed ")
                .append(evaluation.seed())
                .append(".</p>\n");
    }

    private void curves() {
        LineChart chart = new LineChart("multiply-adds, share of the full model's", "accuracy");
        int colour = 0;
        page.append("<h2>Accuracy against cost</h2>\n<ul class=\"legend\">\n");
        for (Curve curve : evaluation.curves()) {
            String style = "c" + colour++ % COLOURS;
            List<double[]> points =
                    curve.points().stream()
                            .map(point -> new double[] {point.cost(), point.accuracy()})
                            .toList();
            chart.add(new LineChart.Series(curve.family(), style, points.size() > 1, points));
            legend(style, curve.family());
        }
        RuleResult policy = evaluation.rules().get(0);
        double[] here = {policy.cost(), policy.accuracy().value()};
        chart.add(new LineChart.Series(policy.family(), "here", false, List.of(here)));
        legend("here", policy.family());
        page.append("</ul>\n<figure>")
                .append(chart.svg("Accuracy of each family of rules against its mean cost"))
                .append("</figure>\n");
    }

    private void legend(String style, String name) {
        page.append("<li><i class=\"").append(style).append("\"></i>");
        page.append(escape(name)).append("</li>\n");
    }

    private void rules() {
        page.append(
                "<h2>Rules</h2>\n<p>Baselines at their point nearest to the policy's cost.</p>\n");
        boolean joules = evaluation.rules().stream().anyMatch(rule -> rule.joules() != null);
        boolean sets = evaluation.rules().stream().anyMatch(rule -> rule.coverage() != null);
        table(
                "rule",
                "accuracy",
                "less than full, points",
                "other class than full",
                "multiply-adds",
                "of full",
                "µs, measured",
                joules ? "mJ, estimated" : null,
                "calibration error",
                sets ? "coverage" : null,
                sets ? "set size" : null,
                "ties");
        for (RuleResult rule : evaluation.rules()) {
            page.append(rule == evaluation.rules().get(0) ? "<tr class=\"policy\">" : "<tr>");
            page.append("<th title=\"").append(escape(rule.rule())).append("\">");
            page.append(escape(rule.family())).append("</th>");
            cell(percent(rule.accuracy()));
            cell(points(rule.difference()));
            cell(percent(rule.disagreement()));
            cell(count(rule.multiplyAdds()));
            cell(percent(rule.cost()));
            cell(number("%.1f", rule.micros()));
            if (joules) {
                cell(rule.joules() == null ? "" : number("%.3f", 1e3 * rule.joules()));
            }
            cell(percent(rule.calibrationError()));
            if (sets) {
                cell(rule.coverage() == null ? "" : percent(rule.coverage()));
                cell(rule.setSize() == null ? "" : number("%.2f", rule.setSize()));
            }
            cell(count(rule.ties()));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private void exits() {
        page.append("<h2>Where events leave</h2>\n");
        for (RuleResult rule : evaluation.rules()) {
            page.append("<div class=\"bar-row\"><span>").append(escape(rule.family()));
            page.append("</span><div class=\"bar\">");
            for (int exit = 0; exit < rule.exitShares().size(); exit++) {
                double share = rule.exitShares().get(exit);
                if (share > 0) {
                    page.append(
                            String.format(
                                    Locale.ROOT,
                                    "<b class=\"c%d\" style=\"width:%.2f%%\" title=\"%s: %.1f %%\">%s</b>",
                                    exit % COLOURS,
                                    100 * share,
                                    escape(evaluation.stages().get(exit).exit()),
                                    100 * share,
                                    share > .06 ? exit + 1 : ""));
                }
            }
            page.append("</div></div>\n");
        }
    }

    private void stages() {
        page.append("<h2>The ladder</h2>\n");
        table(
                "stage",
                "exit",
                "multiply-adds",
                "up to here",
                "µs, measured",
                "exit's accuracy",
                "calibration error");
        for (StageCost stage : evaluation.stages()) {
            page.append("<tr><th>").append(escape(stage.name())).append("</th>");
            cell(escape(stage.exit()));
            cell(count(stage.multiplyAdds()));
            cell(percent(stage.cumulativeCost()));
            cell(number("%.1f", stage.micros()));
            cell(percent(stage.accuracy()));
            cell(percent(stage.calibrationError()));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private void reliability() {
        LineChart chart = new LineChart("confidence of the answer", "accuracy");
        double least = 1;
        for (ReliabilityBin bin : evaluation.reliability()) {
            least = Math.min(least, Math.min(bin.confidence(), bin.accuracy()));
        }
        chart.add(
                new LineChart.Series(
                        "perfect",
                        "even",
                        true,
                        List.of(new double[] {least, least}, new double[] {1, 1})));
        chart.add(
                new LineChart.Series(
                        "the policy, bins of equally many rows",
                        "here",
                        false,
                        evaluation.reliability().stream()
                                .map(bin -> new double[] {bin.confidence(), bin.accuracy()})
                                .toList()));
        page.append("<h2>How sure, and how often right</h2>\n<figure>")
                .append(chart.svg("Accuracy of the policy's answers against their confidence"))
                .append("</figure>\n");
    }

    private void notes() {
        page.append("<h2>Notes</h2>\n<ul>\n");
        evaluation
                .notes()
                .forEach(note -> page.append("<li>").append(escape(note)).append("</li>\n"));
        page.append("</ul>\n");
    }

    /** Opens a table; columns that are null are left out. */
    private void table(String... columns) {
        page.append("<div class=\"scroll\"><table><thead><tr>");
        for (String column : columns) {
            if (column != null) {
                page.append("<th>").append(escape(column)).append("</th>");
            }
        }
        page.append("</tr></thead><tbody>\n");
    }

    private void cell(String content) {
        page.append("<td>").append(content).append("</td>");
    }

    private static String percent(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%.2f %% <small>%.2f–%.2f</small>",
                100 * interval.value(),
                100 * interval.low(),
                100 * interval.high());
    }

    private static String points(Interval interval) {
        return String.format(
                Locale.ROOT,
                "%+.2f <small>%+.2f to %+.2f</small>",
                100 * interval.value(),
                100 * interval.low(),
                100 * interval.high());
    }

    private static String percent(double share) {
        return number("%.2f %%", 100 * share);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String styles() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
