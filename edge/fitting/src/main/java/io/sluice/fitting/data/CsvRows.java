package io.sluice.fitting.data;

import io.sluice.kernel.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a CSV file with a header, gzip-compressed or not: a number per element of an input. */
public final class CsvRows {
    private final Path file;
    private final List<TensorSpec> inputs;
    private final ClassNames classes;

    private List<String> header;
    private List<int[]> places;
    private List<NumberWriter> writers;
    private int labelAt;
    private int[] originAt;

    private CsvRows(Path file, List<TensorSpec> inputs, ClassNames classes) {
        this.file = file;
        this.inputs = inputs;
        this.classes = classes;
    }

    /**
     * Reads the file.
     *
     * @throws DataException when a column is not there (offering the nearest), an input has another
     *     number of columns than elements, a value is no finite number of the input's type, or a
     *     label is missing or no class; with file and line
     * @throws UncheckedIOException when the file cannot be read
     */
    public static LabelledRows read(
            Path file, CsvColumns columns, List<TensorSpec> inputs, ClassNames classes) {
        return new CsvRows(file, inputs, classes).read(columns);
    }

    private LabelledRows read(CsvColumns columns) {
        StoredRows rows = new StoredRows(inputs);
        try (CsvLines lines = new CsvLines(file)) {
            begin(lines, columns);
            for (List<String> line = lines.next(); line != null; line = lines.next()) {
                add(rows, line, lines.where());
            }
            return rows;
        } catch (IOException e) {
            rows.close();
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private void begin(CsvLines lines, CsvColumns columns) throws IOException {
        List<String> first = lines.next();
        if (first == null) {
            throw new DataException(file + ": is empty; expected a header and rows");
        }
        header = first.stream().map(String::strip).toList();
        labelAt = columns.labelAt(file, header);
        originAt = columns.originAt(file, header);
        places = columns.inputsAt(file, header, inputs);
        writers = inputs.stream().map(NumberWriter::new).toList();
    }

    private void add(StoredRows rows, List<String> line, String where) {
        if (line.size() != header.size()) {
            throw new DataException(
                    where
                            + ": has "
                            + line.size()
                            + " values; expected "
                            + header.size()
                            + ", as in the header");
        }
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            for (int column : places.get(i)) {
                String cell = where + ", column '" + header.get(column) + "'";
                writers.get(i).put(number(line.get(column), cell), cell);
            }
            values.add(writers.get(i).finish());
        }
        int label = classes.index(line.get(labelAt), where);
        if (originAt.length == 0) {
            rows.add(values, label);
        } else {
            rows.add(values, label, origin(line, where));
        }
    }

    private RowOrigin origin(List<String> line, String where) {
        String context = originAt.length > 2 ? line.get(originAt[2]).strip() : "";
        return new RowOrigin(
                line.get(originAt[0]).strip(),
                time(
                        line.get(originAt[1]).strip(),
                        where + ", column '" + header.get(originAt[1]) + "'"),
                context.isEmpty() ? Optional.empty() : Optional.of(context));
    }

    private static long time(String text, String where) {
        try {
            return text.matches("-?\\d+")
                    ? Long.parseLong(text)
                    : Instant.parse(text).toEpochMilli();
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new DataException(
                    where
                            + ": '"
                            + text
                            + "' is no time; expected whole milliseconds, or ISO 8601 such as"
                            + " 2026-11-21T08:00:00Z",
                    e);
        }
    }

    private static double number(String text, String where) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, with what is not finite.
        }
        throw new DataException(where + ": '" + text + "'; expected a finite number");
    }
}
