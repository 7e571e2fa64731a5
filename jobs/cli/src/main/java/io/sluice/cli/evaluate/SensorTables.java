package io.sluice.cli.evaluate;

import io.sluice.cli.Table;
import io.sluice.gates.sensors.fit.SensorEvaluation;
import io.sluice.gates.sensors.fit.SensorEvaluation.ContextOutcome;
import io.sluice.gates.sensors.fit.SensorEvaluation.Coverage;
import io.sluice.gates.sensors.fit.SensorEvaluation.Curve;
import io.sluice.gates.sensors.fit.SensorEvaluation.Interval;
import io.sluice.gates.sensors.fit.SensorEvaluation.Outcome;
import io.sluice.gates.sensors.fit.SensorEvaluation.Point;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what sensor gates are worth, as tables. */
public final class SensorTables {
    private final SensorEvaluation evaluation;
    private final PrintWriter out;

    public SensorTables(SensorEvaluation evaluation, PrintWriter out) {
        this.evaluation = evaluation;
        this.out = out;
    }

    public void print() {
        out.println(
                text(
                        "On %,d samples of %,d keys; intervals of 95 %% over %s",
                        evaluation.rows(), evaluation.keys(), evaluation.units()));
        outcomes();
        out.println();
        contexts();
        out.println();
        curves();
        if (!evaluation.coverage().isEmpty()) {
            out.println();
            coverage();
        }
        out.flush();
    }

    private void outcomes() {
        Table table =
                new Table(
                        "WHAT",
                        "J",
                        "OF ALL",
                        "LOSS",
                        "ERROR",
                        "MACRO-F1",
                        "LOSS ABOVE ALL SENSORS",
                        "ERROR ABOVE, POINTS",
                        "ON: " + String.join(" / ", evaluation.modalities()),
                        "SWITCHES/H");
        for (Outcome outcome : evaluation.outcomes()) {
            table.row(
                    outcome.name(),
                    text("%.4g", outcome.joules()),
                    percent(outcome.joulesOfAll()),
                    text("%.4f", outcome.loss()),
                    percent(outcome.error()),
                    text("%.4f", outcome.macroF1()),
                    interval("%+.4f", outcome.lossDifference(), 1),
                    interval("%+.2f", outcome.errorDifference(), 100),
                    shares(outcome.on()),
                    text("%.3g", outcome.switchesPerHour()));
        }
        table.print(out);
    }

    /** The policy beside all sensors, context by context. */
    private void contexts() {
        Table table =
                new Table(
                        "CONTEXT",
                        "SAMPLES",
                        "J",
                        "LOSS",
                        "ERROR",
                        "ALL SENSORS: J",
                        "LOSS",
                        "ERROR");
        List<ContextOutcome> own = evaluation.outcomes().get(0).contexts();
        List<ContextOutcome> all = evaluation.outcomes().get(1).contexts();
        for (int i = 0; i < own.size(); i++) {
            table.row(
                    own.get(i).context(),
                    text("%,d", own.get(i).rows()),
                    text("%.4g", own.get(i).joules()),
                    text("%.4f", own.get(i).loss()),
                    percent(own.get(i).error()),
                    text("%.4g", all.get(i).joules()),
                    text("%.4f", all.get(i).loss()),
                    percent(all.get(i).error()));
        }
        table.print(out);
    }

    /** J and loss of every strategy that switches sensors, along λ. */
    private void curves() {
        List<Curve> switching = evaluation.curves().stream().filter(Curve::sensors).toList();
        List<String> header = new ArrayList<>(List.of("LAMBDA"));
        switching.forEach(curve -> header.add(curve.strategy().toUpperCase(Locale.ROOT)));
        out.println("Energy and loss along lambda, sensors switched: J, nats");
        Table table = new Table(header.toArray(String[]::new));
        for (int i = 0; i < switching.get(0).points().size(); i++) {
            List<Object> cells = new ArrayList<>();
            cells.add(text("%.3g", switching.get(0).points().get(i).lambda()));
            for (Curve curve : switching) {
                Point point = curve.points().get(i);
                cells.add(text("%.4g, %.4f", point.joules(), point.loss()));
            }
            table.row(cells.toArray());
        }
        table.print(out);
    }

    private void coverage() {
        Table table =
                new Table(
                        "SENSORS HEARD",
                        "THE OTHERS",
                        "SAMPLES",
                        "SETS HOLD THE CLASS",
                        "CLASSES IN A SET");
        for (Coverage coverage : evaluation.coverage()) {
            table.row(
                    String.join(", ", coverage.modalities()),
                    coverage.failed() ? "failed" : "as the gates had it",
                    text("%,d", coverage.rows()),
                    percent(coverage.covered()),
                    text("%.2f", coverage.meanSize()));
        }
        table.print(out);
    }

    private static String interval(String format, Interval interval, double factor) {
        return text(
                format + " (" + format + " to " + format + ")",
                factor * interval.value(),
                factor * interval.low(),
                factor * interval.high());
    }

    private static String shares(List<Double> shares) {
        List<String> parts = new ArrayList<>();
        shares.forEach(share -> parts.add(text("%.0f", 100 * share)));
        return String.join(" / ", parts) + " %";
    }

    private static String percent(double share) {
        return text("%.2f %%", 100 * share);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
