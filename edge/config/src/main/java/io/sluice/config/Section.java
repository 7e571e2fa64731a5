package io.sluice.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A mapping of a YAML (or JSON) document, read key by key with types.
 *
 * <p>Reading never throws: a missing or ill-formed value is recorded with its line, and a neutral
 * value is returned so that the rest can be read too. {@link #finish} on the root then throws one
 * {@link ConfigException} that lists every problem, unknown keys included. Nested mappings and
 * dotted keys mean the same.
 */
public final class Section {
    private final Document document;
    private final String path;
    private final int line;
    private final Map<String, Value> values;

    /** A key's value with its line; {@code content} is a String, a List of Value or a Map. */
    record Value(int line, Object content) {}

    Section(Document document, String path, int line, Map<String, Value> values) {
        this.document = document;
        this.path = path;
        this.line = line;
        this.values = values;
        document.opened(this);
    }

    /**
     * Parses a document whose root is a mapping.
     *
     * @param source what to call it in messages, usually the file name
     * @param environment gives the value of {@code ${NAME}} references, null when it is not set
     * @throws ConfigException when the text is not YAML or its root is not a mapping
     */
    public static Section parse(String source, String text, Function<String, String> environment) {
        return new Document(source, environment).parse(text);
    }

    /** Parses a document in which {@code ${NAME}} has no meaning. */
    public static Section parse(String source, String text) {
        return parse(source, text, null);
    }

    /** The dotted key of this section, empty for the root. */
    public String path() {
        return path;
    }

    public boolean has(String key) {
        return find(key).isPresent();
    }

    /** Whether the key's value is a mapping, for keys with a short and a long form. */
    public boolean isMapping(String key) {
        return find(key).map(value -> value.content() instanceof Map).orElse(false);
    }

    /** The keys as written, in order; reading them counts as knowing them. */
    public Set<String> keys() {
        document.known(this, values.keySet());
        return values.keySet();
    }

    public String string(String key) {
        return required(key, "a text", "", Optional::of);
    }

    public String string(String key, String fallback) {
        return has(key) ? string(key) : fallback;
    }

    public long integer(String key, long min, long max) {
        return required(key, integerForm(min, max), min, text -> parseInteger(text, min, max));
    }

    public long integer(String key, long min, long max, long fallback) {
        return has(key) ? integer(key, min, max) : fallback;
    }

    public double decimal(String key, double min, double max) {
        return required(key, decimalForm(min, max), min, text -> parseDecimal(text, min, max));
    }

    public double decimal(String key, double min, double max, double fallback) {
        return has(key) ? decimal(key, min, max) : fallback;
    }

    public boolean bool(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        return required(
                key,
                "true or false",
                fallback,
                text ->
                        switch (text) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    public Duration duration(String key) {
        return required(key, Quantities.DURATION_FORM, Duration.ZERO, Quantities::duration);
    }

    public Duration duration(String key, Duration fallback) {
        return has(key) ? duration(key) : fallback;
    }

    /** A size in bytes. */
    public long size(String key, long fallback) {
        return has(key)
                ? required(key, Quantities.SIZE_FORM, fallback, Quantities::size)
                : fallback;
    }

    /** One of an enum's constants, written in kebab-case. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        E[] constants = type.getEnumConstants();
        String form =
                Arrays.stream(constants).map(Section::kebab).collect(Collectors.joining(" | "));
        return required(
                key,
                form,
                constants[0],
                text ->
                        Arrays.stream(constants)
                                .filter(constant -> kebab(constant).equals(text))
                                .findFirst());
    }

    public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        return has(key) ? choice(key, type) : fallback;
    }

    /** A required nested mapping; empty after a problem. */
    public Section section(String key) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            missing(key, "a mapping");
            return empty(key);
        }
        return asSection(pathOf(key), value.get());
    }

    /** A nested mapping, or an empty one when the key is absent. */
    public Section sectionOrEmpty(String key) {
        return has(key) ? section(key) : empty(key);
    }

    /** A required list of mappings. */
    public List<Section> sections(String key) {
        return list(key, "a list of mappings", this::asSection);
    }

    /** A list of texts; one text alone is a list of one. */
    public List<String> strings(String key) {
        if (find(key).map(value -> value.content() instanceof String).orElse(false)) {
            return List.of(string(key));
        }
        return list(
                key, "a list of texts", (at, item) -> scalar(at, item, "a text", "", Optional::of));
    }

    public List<Long> integers(String key, long min, long max) {
        return list(
                key,
                "a list of numbers",
                (at, item) ->
                        scalar(
                                at,
                                item,
                                integerForm(min, max),
                                min,
                                t -> parseInteger(t, min, max)));
    }

    public List<Double> decimals(String key, double min, double max) {
        return list(
                key,
                "a list of numbers",
                (at, item) ->
                        scalar(
                                at,
                                item,
                                decimalForm(min, max),
                                min,
                                t -> parseDecimal(t, min, max)));
    }

    /** All scalars below a key by their dotted names relative to it, such as client properties. */
    public Map<String, String> properties(String key) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (has(key)) {
            section(key).collect("", properties);
        }
        return properties;
    }

    /** Records that the value of a key is not usable, for rules beyond its type. */
    public void problem(String key, String found, String expected) {
        int at = find(key).map(Value::line).orElse(line);
        document.problem(at, pathOf(key), found, expected);
    }

    /**
     * Ends the reading of the whole document.
     *
     * @throws ConfigException when any key was missing, ill-formed or unknown
     */
    public void finish() {
        document.finish();
    }

    int line() {
        return line;
    }

    Map<String, Value> values() {
        return values;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void collect(String prefix, Map<String, String> into) {
        for (String key : keys()) {
            Value value = values.get(key);
            if (value.content() instanceof Map) {
                section(key).collect(prefix + key + ".", into);
            } else {
                into.put(prefix + key, string(key));
            }
        }
    }

    /** Follows a dotted key through nested mappings. */
    private Optional<Value> find(String key) {
        document.known(this, Set.of(key));
        int dot = key.indexOf('.');
        if (dot < 0) {
            return Optional.ofNullable(values.get(key));
        }
        Value outer = values.get(key.substring(0, dot));
        document.known(this, Set.of(key.substring(0, dot)));
        if (outer == null || !(outer.content() instanceof Map)) {
            return Optional.empty();
        }
        return asSection(pathOf(key.substring(0, dot)), outer).find(key.substring(dot + 1));
    }

    private <T> T required(
            String key, String form, T neutral, Function<String, Optional<T>> parser) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            missing(key, form);
            return neutral;
        }
        return scalar(pathOf(key), value.get(), form, neutral, parser);
    }

    private <T> T scalar(
            String at, Value value, String form, T neutral, Function<String, Optional<T>> parser) {
        if (!(value.content() instanceof String text)) {
            document.problem(value.line(), at, kind(value), form);
            return neutral;
        }
        Optional<String> resolved = document.resolve(value.line(), at, text);
        if (resolved.isEmpty()) {
            return neutral;
        }
        Optional<T> parsed = parser.apply(resolved.get());
        if (parsed.isEmpty()) {
            document.problem(value.line(), at, "'" + text + "'", form);
        }
        return parsed.orElse(neutral);
    }

    private interface Item<T> {
        T read(String at, Value item);
    }

    private <T> List<T> list(String key, String form, Item<T> reader) {
        Optional<Value> value = find(key);
        if (value.isEmpty()) {
            missing(key, form);
            return List.of();
        }
        if (!(value.get().content() instanceof List<?> items)) {
            document.problem(value.get().line(), pathOf(key), kind(value.get()), form);
            return List.of();
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            read.add(reader.read(pathOf(key) + "[" + i + "]", (Value) items.get(i)));
        }
        return read;
    }

    private Section asSection(String at, Value value) {
        return document.section(at, value);
    }

    private Section empty(String key) {
        return new Section(document, pathOf(key), line, new LinkedHashMap<>());
    }

    private void missing(String key, String form) {
        document.problem(line, pathOf(key), "missing", form);
    }

    static String kind(Value value) {
        if (value.content() instanceof Map) {
            return "a mapping";
        }
        return value.content() instanceof List ? "a list" : "'" + value.content() + "'";
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String integerForm(long min, long max) {
        return max == Long.MAX_VALUE
                ? "a whole number of at least " + min
                : "a whole number from " + min + " to " + max;
    }

    private static String decimalForm(double min, double max) {
        return max == Double.MAX_VALUE
                ? "a number of at least " + min
                : "a number from " + min + " to " + max;
    }

    private static Optional<Long> parseInteger(String text, long min, long max) {
        try {
            long value = Long.parseLong(text.replace("_", ""));
            return value < min || value > max ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static Optional<Double> parseDecimal(String text, double min, double max) {
        try {
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
