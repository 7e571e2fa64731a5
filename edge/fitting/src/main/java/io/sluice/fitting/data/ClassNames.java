package io.sluice.fitting.data;

import io.sluice.config.NearestName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The classes of a model, by which labels are understood. */
public final class ClassNames {
    private static final int OFFERED = 3;

    private final List<String> names;
    private final Map<String, Integer> indices = new HashMap<>();

    /** The names in the order of the logits. */
    public ClassNames(List<String> names) {
        this.names = List.copyOf(names);
        for (int i = 0; i < names.size(); i++) {
            indices.putIfAbsent(names.get(i), i);
        }
    }

    public int size() {
        return names.size();
    }

    public List<String> names() {
        return names;
    }

    /**
     * The class that a text means: its name, or else its 0-based index.
     *
     * @param where the row, for messages
     * @throws DataException when it is empty or no class, offering the nearest names
     */
    public int index(String text, String where) {
        String label = text.strip();
        if (label.isEmpty()) {
            throw new DataException(
                    where + ": the label is missing; expected a class's name or index");
        }
        Integer named = indices.get(label);
        if (named != null) {
            return named;
        }
        if (label.matches("\\d{1,9}")) {
            return index(Long.parseLong(label), where);
        }
        throw new DataException(
                where
                        + ": the label '"
                        + label
                        + "' is no class; the nearest are "
                        + String.join(", ", NearestName.of(label, names, OFFERED)));
    }

    /**
     * The class of an index.
     *
     * @throws DataException when there is no such class
     */
    public int index(long label, String where) {
        if (label < 0 || label >= names.size()) {
            throw new DataException(
                    where
                            + ": the label is "
                            + label
                            + "; expected a class's index from 0 to "
                            + (names.size() - 1));
        }
        return (int) label;
    }
}
