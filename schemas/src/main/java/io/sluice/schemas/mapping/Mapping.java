package io.sluice.schemas.mapping;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How the fields of a user's records become an event.
 *
 * @param inputs one entry per input of the model
 * @param id path of the event's id (a string, integer or enum); null for {@code
 *     topic-partition-offset}
 * @param key path of its key (a string, bytes, integer or enum); null for the Kafka key
 * @param eventTime its time; null for the Kafka timestamp
 * @param label path of the true class (an integer, enum or boolean); null when there is none
 * @param deadline when the answer is worthless; null when there is no such field
 * @param context path of the outside conditions (a string or enum), for sensor gates; null when
 *     there is none
 */
public record Mapping(
        List<InputMapping> inputs,
        String id,
        String key,
        TimeField eventTime,
        String label,
        DeadlineField deadline,
        String context)
        implements Serializable {
    public Mapping {
        inputs = List.copyOf(inputs);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a mapping; what is not set has its default. */
    public static final class Builder {
        private final List<InputMapping> inputs = new ArrayList<>();
        private String id;
        private String key;
        private TimeField eventTime;
        private String label;
        private DeadlineField deadline;
        private String context;

        private Builder() {}

        public Builder input(InputMapping input) {
            inputs.add(input);
            return this;
        }

        public Builder input(String input, String path) {
            return input(InputMapping.of(input, path));
        }

        public Builder id(String path) {
            FieldSource.requirePath(path);
            id = path;
            return this;
        }

        public Builder key(String path) {
            FieldSource.requirePath(path);
            key = path;
            return this;
        }

        public Builder eventTime(TimeField field) {
            eventTime = field;
            return this;
        }

        public Builder label(String path) {
            FieldSource.requirePath(path);
            label = path;
            return this;
        }

        public Builder deadline(DeadlineField field) {
            deadline = field;
            return this;
        }

        public Builder context(String path) {
            FieldSource.requirePath(path);
            context = path;
            return this;
        }

        public Mapping build() {
            return new Mapping(inputs, id, key, eventTime, label, deadline, context);
        }
    }
}
