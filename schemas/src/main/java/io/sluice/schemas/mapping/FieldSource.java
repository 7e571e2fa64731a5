package io.sluice.schemas.mapping;

import java.io.Serializable;

/**
 * A field of the user's record.
 *
 * @param path the names from the root, joined by dots
 * @param defaultValue what a scalar is when the field is absent or null; null when that is an error
 */
public record FieldSource(String path, Double defaultValue) implements Serializable {
    public FieldSource {
        requirePath(path);
    }

    public static FieldSource of(String path) {
        return new FieldSource(path, null);
    }

    /** The same field with a value for when it is absent or null. */
    public FieldSource withDefault(double value) {
        return new FieldSource(path, value);
    }

    static void requirePath(String path) {
        if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
            throw new IllegalArgumentException(
                    "a field's path is names joined by dots, such as payload.image, not '"
                            + path
                            + "'");
        }
    }
}
