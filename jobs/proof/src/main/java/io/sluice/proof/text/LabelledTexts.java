package io.sluice.proof.text;

import io.sluice.config.NearestName;
import io.sluice.fitting.data.CsvLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The texts of a CSV file with the class of each.
 *
 * @param texts in the file's order
 * @param labels the index of each text's class
 * @param classes the names of all classes, sorted
 */
public record LabelledTexts(List<String> texts, int[] labels, List<String> classes) {
    /**
     * Which rows and columns are taken.
     *
     * @param text the column with the text
     * @param label the column with the class's name
     * @param only columns that must have a value for a row to be taken
     * @param suffix what is taken off the end of every text that has it, or nothing
     */
    public record Columns(String text, String label, Map<String, String> only, String suffix) {}

    /**
     * Reads a file, gzip-compressed or not.
     *
     * @throws IllegalArgumentException when a column is not there (offering the nearest), a row has
     *     no text or class, or no row is left
     */
    public static LabelledTexts read(Path file, Columns columns) throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (CsvLines lines = new CsvLines(file)) {
            List<String> header = lines.next();
            if (header == null) {
                throw new IllegalArgumentException(file + ": is empty; expected a header and rows");
            }
            int text = at(file, header, columns.text());
            int label = at(file, header, columns.label());
            for (List<String> line = lines.next(); line != null; line = lines.next()) {
                if (line.size() != header.size()) {
                    throw new IllegalArgumentException(
                            lines.where()
                                    + ": has "
                                    + line.size()
                                    + " values; expected "
                                    + header.size()
                                    + ", as in the header");
                }
                if (!isTaken(file, header, line, columns.only())) {
                    continue;
                }
                if (line.get(text).isBlank() || line.get(label).isBlank()) {
                    throw new IllegalArgumentException(
                            lines.where() + ": no text or no class; expected both");
                }
                texts.add(without(line.get(text), columns.suffix()));
                names.add(line.get(label).strip());
            }
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(
                    file + ": no row has " + columns.only() + "; expected at least one");
        }
        List<String> classes = List.copyOf(new TreeSet<>(names));
        return new LabelledTexts(
                texts, names.stream().mapToInt(classes::indexOf).toArray(), classes);
    }

    private static boolean isTaken(
            Path file, List<String> header, List<String> line, Map<String, String> only) {
        return only.entrySet().stream()
                .allMatch(one -> line.get(at(file, header, one.getKey())).equals(one.getValue()));
    }

    private static String without(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    private static int at(Path file, List<String> header, String column) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(
                    file
                            + ": has no column '"
                            + column
                            + "'; the nearest are "
                            + String.join(", ", NearestName.of(column, header, 3)));
        }
        return at;
    }
}
