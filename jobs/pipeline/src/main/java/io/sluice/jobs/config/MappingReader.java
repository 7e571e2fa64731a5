package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.schemas.DType;
import io.sluice.schemas.mapping.DeadlineField;
import io.sluice.schemas.mapping.FieldSource;
import io.sluice.schemas.mapping.InputMapping;
import io.sluice.schemas.mapping.Mapping;
import io.sluice.schemas.mapping.TimeField;
import java.util.List;
import java.util.function.Consumer;

/** Reads the {@code mapping} of a pipeline: which fields of the user's records mean what. */
final class MappingReader {
    private static final String PATH_FORM = "names joined by dots, such as payload.image";

    private MappingReader() {}

    static Mapping read(Section section) {
        Mapping.Builder mapping = Mapping.builder();
        path(section, "id", mapping::id);
        path(section, "key", mapping::key);
        path(section, "label", mapping::label);
        path(section, "context", mapping::context);
        if (section.has("event-time")) {
            attempt(section, "event-time", () -> mapping.eventTime(time(section, "event-time")));
        }
        if (section.has("deadline")) {
            attempt(section, "deadline", () -> mapping.deadline(deadline(section)));
        }
        Section inputs = section.section("inputs");
        for (String input : inputs.keys()) {
            attempt(inputs, input, () -> mapping.input(input(inputs, input)));
        }
        if (section.has("inputs") && inputs.keys().isEmpty()) {
            section.problem("inputs", "no input", "a field for each input of the bundle");
        }
        return mapping.build();
    }

    private static void path(Section section, String key, Consumer<String> setter) {
        if (section.has(key)) {
            attempt(section, key, () -> setter.accept(section.string(key)));
        }
    }

    /** Short form: the field's path. Long form: {@code field} and {@code unit}. */
    private static TimeField time(Section section, String key) {
        if (!section.isMapping(key)) {
            return TimeField.fromSchema(section.string(key));
        }
        Section field = section.section(key);
        return TimeField.of(
                field.string("field"),
                field.choice("unit", TimeField.Unit.class, TimeField.Unit.FROM_SCHEMA));
    }

    private static DeadlineField deadline(Section section) {
        TimeField field = time(section, "deadline");
        boolean relative =
                section.isMapping("deadline")
                        && section.section("deadline").bool("relative", false);
        return relative
                ? DeadlineField.relative(field.path(), field.unit())
                : DeadlineField.absolute(field);
    }

    /** Short form: the field's path. Long form: {@code field} or {@code fields} with settings. */
    private static InputMapping input(Section inputs, String name) {
        if (!inputs.isMapping(name)) {
            return InputMapping.of(name, inputs.string(name));
        }
        Section section = inputs.section(name);
        List<String> paths =
                section.has("fields")
                        ? section.strings("fields")
                        : List.of(section.string("field"));
        return new InputMapping(
                name,
                paths.stream().map(path -> source(section, path)).toList(),
                section.has("dtype") ? section.choice("dtype", DType.class) : null,
                section.decimal("scale", -Double.MAX_VALUE, Double.MAX_VALUE, 1),
                section.decimal("offset", -Double.MAX_VALUE, Double.MAX_VALUE, 0),
                section.bool("allow-non-finite", false));
    }

    private static FieldSource source(Section section, String path) {
        FieldSource source = FieldSource.of(path);
        return section.has("default")
                ? source.withDefault(
                        section.decimal("default", -Double.MAX_VALUE, Double.MAX_VALUE))
                : source;
    }

    /** Turns what the mapping's own types refuse into a problem of the key. */
    private static void attempt(Section section, String key, Runnable read) {
        try {
            read.run();
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage(), PATH_FORM);
        }
    }
}
