package io.sluice.cli.fit;

import io.sluice.cli.evaluate.SensorTables;
import io.sluice.fitting.sensors.SensorReport;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the report of a fit of sensor gates for people. */
final class SensorSummary {
    private final SensorReport report;
    private final PrintWriter out;

    SensorSummary(SensorReport report, PrintWriter out) {
        this.report = report;
        this.out = out;
    }

    void print() {
        SensorReport.Rows rows = report.rows();
        SensorReport.Gates gates = report.gates();
        out.println(report.bundle() + " from " + report.source());
        line(
                "  samples     %,d for filter and gates, %,d for fusion, %,d for lambda, %,d for test",
                rows.fit(), rows.gates(), rows.calibration(), rows.test());
        line("  divided     %s", report.split());
        if (report.droppedRows() > 0) {
            line("  left out    %,d rows: another is nearer to their tick", report.droppedRows());
        }
        line(
                "  gates       %s, lambda %.3g: %s",
                gates.identification(), gates.lambda(), gates.goal());
        line(
                "  calibration %.4g J a sample, loss %.4f nats",
                gates.calibrationJoules(), gates.calibrationLoss());
        line("  energy      %s", report.costs());
        line("  trust       %s", gates.trust());
        out.println();
        if (report.test() == null) {
            out.println(
                    "There are no test rows, so that nothing is said about what this is worth.");
        } else {
            new SensorTables(report.test(), out).print();
        }
        out.flush();
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
