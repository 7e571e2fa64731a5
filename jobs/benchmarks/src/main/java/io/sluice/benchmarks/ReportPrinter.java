package io.sluice.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.Spread;
import io.sluice.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;

/** Prints reports as a table for people or as JSON for programs. */
final class ReportPrinter {
    private ReportPrinter() {}

    static void table(Report report, PrintWriter out) {
        out.println();
        out.println(report.benchmark() + " on " + report.machine());
        Table table = new Table(report.rows().get(0).keySet().toArray(String[]::new));
        for (Map<String, Object> row : report.rows()) {
            table.row(row.values().stream().map(ReportPrinter::cell).toArray());
        }
        table.print(out);
    }

    static void json(Report report, PrintWriter out) throws IOException {
        ObjectMapper mapper =
                new ObjectMapper()
                        .registerModule(
                                new SimpleModule()
                                        .addSerializer(
                                                Duration.class,
                                                new ToStringSerializer(Duration.class)))
                        .enable(SerializationFeature.INDENT_OUTPUT);
        out.println(mapper.writeValueAsString(report));
        out.flush();
    }

    private static String cell(Object value) {
        if (!(value instanceof Spread spread)) {
            return String.valueOf(value);
        }
        if (spread.min() == spread.max()) {
            return spread.median() % 1 == 0
                    ? String.valueOf((long) spread.median())
                    : String.format(java.util.Locale.ROOT, "%.2f", spread.median());
        }
        return spread.text(spread.median() >= 1000 ? 0 : spread.median() >= 100 ? 1 : 2);
    }
}
