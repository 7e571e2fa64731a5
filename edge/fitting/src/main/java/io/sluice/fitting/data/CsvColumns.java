package io.sluice.fitting.data;

import io.sluice.config.NearestName;
import io.sluice.kernel.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which columns of a CSV file are what.
 *
 * @param label the column with the class's name or index
 * @param inputs for each input of the model its columns: names divided by commas, {@code prefix*}
 *     for all that begin so, or {@code first..last} for all between in the file's order. A model
 *     with one input that is not named here takes all columns but the label and the origin's
 * @param origin which columns say what sequence a row belongs to, if any do
 */
public record CsvColumns(String label, Map<String, String> inputs, Optional<Origin> origin) {
    private static final int OFFERED = 3;

    /**
     * The columns of a row's {@link RowOrigin}.
     *
     * @param key the column with the device, person or place
     * @param time the column with the time: whole milliseconds, or ISO 8601 such as {@code
     *     2026-11-21T08:00:00Z}
     * @param context the column with the context, if there is one; an empty cell is none
     */
    public record Origin(String key, String time, Optional<String> context) {}

    public CsvColumns {
        inputs = new LinkedHashMap<>(inputs);
    }

    /** Columns of rows that belong to no sequence. */
    public CsvColumns(String label, Map<String, String> inputs) {
        this(label, inputs, Optional.empty());
    }

    /** Where key, time and, if it is there, context are. */
    int[] originAt(Path file, List<String> header) {
        return origin.map(
                        columns ->
                                Stream.concat(
                                                Stream.of(columns.key(), columns.time()),
                                                columns.context().stream())
                                        .mapToInt(column -> at(file, header, column))
                                        .toArray())
                .orElse(new int[0]);
    }

    /** Where the label is. */
    int labelAt(Path file, List<String> header) {
        return at(file, header, label);
    }

    /** Where the elements of every input are, in the order of the model's inputs. */
    List<int[]> inputsAt(Path file, List<String> header, List<TensorSpec> model) {
        List<String> known = model.stream().map(TensorSpec::name).toList();
        for (String name : inputs.keySet()) {
            if (!known.contains(name)) {
                throw new DataException(
                        "columns are given for input '"
                                + name
                                + "', the model has no such input; the nearest are "
                                + String.join(", ", NearestName.of(name, known, OFFERED)));
            }
        }
        List<int[]> places = new ArrayList<>();
        for (TensorSpec input : model) {
            int[] columns = columns(file, header, input, model.size());
            if (columns.length != input.rowElements()) {
                throw new DataException(
                        file
                                + ": input "
                                + input
                                + " has "
                                + columns.length
                                + " columns; expected "
                                + input.rowElements());
            }
            places.add(columns);
        }
        return places;
    }

    private int[] columns(Path file, List<String> header, TensorSpec input, int modelInputs) {
        String form = inputs.get(input.name());
        if (form == null && modelInputs > 1) {
            throw new DataException(
                    file + ": no columns are given for input " + input + "; expected NAME=COLUMNS");
        }
        List<Integer> places = new ArrayList<>();
        if (form == null) {
            int labelAt = labelAt(file, header);
            List<Integer> taken =
                    Arrays.stream(originAt(file, header)).boxed().collect(Collectors.toList());
            taken.add(labelAt);
            for (int i = 0; i < header.size(); i++) {
                if (!taken.contains(i)) {
                    places.add(i);
                }
            }
        } else {
            for (String part : form.split(",")) {
                add(file, header, part.strip(), places);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void add(Path file, List<String> header, String part, List<Integer> places) {
        int range = part.indexOf("..");
        if (range > 0) {
            int last = at(file, header, part.substring(range + 2));
            for (int i = at(file, header, part.substring(0, range)); i <= last; i++) {
                places.add(i);
            }
        } else if (part.endsWith("*")) {
            String prefix = part.substring(0, part.length() - 1);
            for (int i = 0; i < header.size(); i++) {
                if (header.get(i).startsWith(prefix)) {
                    places.add(i);
                }
            }
        } else {
            places.add(at(file, header, part));
        }
    }

    private static int at(Path file, List<String> header, String column) {
        int at = header.indexOf(column);
        if (at < 0) {
            throw new DataException(
                    file
                            + ": has no column '"
                            + column
                            + "'; the nearest are "
                            + String.join(", ", NearestName.of(column, header, OFFERED)));
        }
        return at;
    }
}
