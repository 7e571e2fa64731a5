package io.sluice.kernel.tornado;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Measurements as a table for people and as JSON for machines. */
final class BenchmarkReport {
    private static final String HEADER =
            """
            | stage | batch | ONNX Runtime, ms | TornadoVM, ms | TornadoVM / ONNX Runtime | dispatch, µs | copy, µs | compute, µs | 10⁹ multiply-adds/s | of the roofline | rounds |
            |---|---|---|---|---|---|---|---|---|---|---|
            """;

    private BenchmarkReport() {}

    static String markdown(List<BenchmarkRow> rows) {
        return rows.stream()
                .map(BenchmarkReport::line)
                .collect(Collectors.joining("\n", HEADER, "\n"));
    }

    private static String line(BenchmarkRow row) {
        return format(
                "| %s | %d | %s | %s | %.1f | %s | %.0f | %.0f | %.2f | %s | %d |",
                row.stage(),
                row.batch(),
                milliseconds(row.onnxRuntime()),
                milliseconds(row.tornado()),
                row.ratio(),
                known(row.dispatch(), "%.0f", "—"),
                row.copy(),
                row.compute(),
                row.rate(),
                known(100 * row.roofline(), "%.0f %%", "—"),
                row.rounds());
    }

    static String json(String device, List<BenchmarkRow> rows) {
        return rows.stream()
                .map(BenchmarkReport::object)
                .collect(
                        Collectors.joining(
                                ",\n    ",
                                format("{%n  \"device\": \"%s\",%n  \"rows\": [%n    ", device),
                                "\n  ]\n}\n"));
    }

    private static String object(BenchmarkRow row) {
        return format(
                "{\"stage\": \"%s\", \"batch\": %d, \"onnxruntime_us\": %.2f, \"tornado_us\": %.2f,"
                        + " \"ratio\": %.4f, \"dispatch_us\": %s, \"copy_us\": %.2f,"
                        + " \"compute_us\": %.2f, \"multiply_adds\": %d, \"bytes\": %d,"
                        + " \"roofline\": %s, \"rounds\": %d}",
                row.stage(),
                row.batch(),
                row.onnxRuntime(),
                row.tornado(),
                row.ratio(),
                known(row.dispatch(), "%.2f", "null"),
                row.copy(),
                row.compute(),
                row.work().multiplyAdds(),
                row.work().bytes(),
                known(row.roofline(), "%.4f", "null"),
                row.rounds());
    }

    private static String milliseconds(double microseconds) {
        return format(microseconds < 1e5 ? "%.3g" : "%.0f", microseconds / 1e3);
    }

    private static String known(double value, String pattern, String otherwise) {
        return Double.isNaN(value) ? otherwise : format(pattern, value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
