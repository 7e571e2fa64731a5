package io.sluice.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of metrics in ARCHITECTURE.md. */
final class MetricTables {
    private static final Path FILE = Path.of("../../ARCHITECTURE.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    private MetricTables() {}

    /** The metrics in the table of an operator that are not among those reported. */
    static Set<String> unknownMetrics(String operator, Set<String> reported) throws IOException {
        String text = Files.readString(FILE);
        int from = text.indexOf("\nAt `" + operator + "` ([");
        String table = text.substring(from, text.indexOf("\n\nAt `", from));
        Set<String> unknown = new TreeSet<>();
        Matcher row = ROW.matcher(table);
        while (row.find()) {
            unknown.add(row.group(1));
        }
        if (unknown.isEmpty()) {
            throw new AssertionError("no table of metrics of " + operator + " in " + FILE);
        }
        unknown.removeIf(metric -> reported.stream().anyMatch(name -> name.endsWith("_" + metric)));
        return unknown;
    }
}
