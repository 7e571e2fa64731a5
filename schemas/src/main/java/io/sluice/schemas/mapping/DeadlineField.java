package io.sluice.schemas.mapping;

import java.io.Serializable;

/**
 * A field that holds an event's deadline. Absent or null: the event has none.
 *
 * @param field where it is and how to read it
 * @param kind whether it is a time or a duration from the event time on
 */
public record DeadlineField(TimeField field, Kind kind) implements Serializable {
    /** What the field's value counts from. */
    public enum Kind {
        /** From the epoch: a point in time. */
        ABSOLUTE,
        /** From the event time; needs a unit. */
        RELATIVE
    }

    public DeadlineField {
        if (kind == Kind.RELATIVE && field.unit() == TimeField.Unit.FROM_SCHEMA) {
            throw new IllegalArgumentException(
                    "the relative deadline '" + field.path() + "' needs a unit, such as MILLIS");
        }
    }

    public static DeadlineField absolute(TimeField field) {
        return new DeadlineField(field, Kind.ABSOLUTE);
    }

    public static DeadlineField relative(String path, TimeField.Unit unit) {
        return new DeadlineField(new TimeField(path, unit), Kind.RELATIVE);
    }
}
