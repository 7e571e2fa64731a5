package io.sluice.schemas.mapping;

import java.io.Serializable;

/**
 * A field that holds a time.
 *
 * @param path its path
 * @param unit how to read it
 */
public record TimeField(String path, Unit unit) implements Serializable {
    /** How a field says a time or a duration. */
    public enum Unit {
        /**
         * As the schema says: an Avro timestamp logical type, or a string in ISO 8601 with an
         * offset, such as {@code 2026-11-21T10:15:30.5Z}.
         */
        FROM_SCHEMA(0),
        SECONDS(1_000_000_000),
        MILLIS(1_000_000),
        MICROS(1_000),
        NANOS(1);

        private final long nanos;

        Unit(long nanos) {
            this.nanos = nanos;
        }

        /** Length of the unit in nanoseconds; 0 when the schema says it. */
        long nanos() {
            return nanos;
        }
    }

    public TimeField {
        FieldSource.requirePath(path);
    }

    public static TimeField of(String path, Unit unit) {
        return new TimeField(path, unit);
    }

    public static TimeField fromSchema(String path) {
        return new TimeField(path, Unit.FROM_SCHEMA);
    }
}
