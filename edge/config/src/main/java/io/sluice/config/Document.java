package io.sluice.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A document in the course of being read: its problems, and which of its keys were asked for. */
final class Document {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String source;
    private final Function<String, String> environment;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Map<String, Set<String>> known = new LinkedHashMap<>();

    Document(String source, Function<String, String> environment) {
        this.source = source;
        this.environment = environment;
    }

    Section parse(String text) {
        Optional<Node> root;
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(source).setAllowDuplicateKeys(false).build();
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw fail(line, e.getProblem(), "well-formed YAML");
        } catch (YamlEngineException e) {
            throw fail(0, e.getMessage(), "well-formed YAML");
        }
        if (root.isEmpty() || !(root.get() instanceof MappingNode mapping)) {
            throw fail(1, "no mapping", "'key: value' lines");
        }
        return new Section(this, "", 1, mapping("", mapping));
    }

    /** The one section object of a path, so that every reader of it shares what is known. */
    Section section(String path, Section.Value value) {
        Section existing = sections.get(path);
        if (existing != null) {
            return existing;
        }
        if (!(value.content() instanceof Map<?, ?> content)) {
            problem(value.line(), path, Section.kind(value), "a mapping");
            return new Section(this, path, value.line(), new LinkedHashMap<>());
        }
        Map<String, Section.Value> values = new LinkedHashMap<>();
        content.forEach((key, item) -> values.put((String) key, (Section.Value) item));
        return new Section(this, path, value.line(), values);
    }

    void opened(Section section) {
        sections.putIfAbsent(section.path(), section);
    }

    void known(Section section, Set<String> keys) {
        known.computeIfAbsent(section.path(), path -> new TreeSet<>()).addAll(keys);
    }

    void problem(int line, String key, String found, String expected) {
        problems.add(new Problem(source, line, key, found, expected));
    }

    /** Replaces environment references; empty, after a problem, when one is not set. */
    Optional<String> resolve(int line, String key, String text) {
        if (environment == null) {
            return Optional.of(text);
        }
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            if (value == null) {
                problem(
                        line,
                        key,
                        "'" + matcher.group() + "' is not set",
                        "an environment variable named " + matcher.group(1));
                return Optional.empty();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return Optional.of(matcher.appendTail(resolved).toString());
    }

    void finish() {
        for (Section section : List.copyOf(sections.values())) {
            Set<String> asked = known.getOrDefault(section.path(), Set.of());
            section.values().forEach((key, value) -> refuseUnknown(section, key, value, asked));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private void refuseUnknown(
            Section section, String key, Section.Value value, Set<String> asked) {
        if (asked.contains(key)) {
            return;
        }
        List<String> near = NearestName.of(key, asked, 3);
        String expected = near.isEmpty() ? "no key here" : "one of " + String.join(", ", near);
        problem(value.line(), section.pathOf(key), "unknown key", expected);
    }

    private Map<String, Section.Value> mapping(String path, MappingNode node) {
        Map<String, Section.Value> values = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : node.getValue()) {
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(line, path, "a key that is not a text", "a text");
                continue;
            }
            if (!seen.add(key.getValue())) {
                problem(line, key.getValue(), "the key is there twice", "one value");
            }
            place(values, key.getValue(), line, tuple.getValueNode());
        }
        return values;
    }

    /** Puts a value under its key, expanding a dotted key into nested mappings. */
    private void place(Map<String, Section.Value> values, String key, int line, Node node) {
        int dot = key.indexOf('.');
        if (dot <= 0) {
            Section.Value value = value(node);
            Section.Value earlier = values.get(key);
            if (earlier != null
                    && earlier.content() instanceof Map
                    && value != null
                    && value.content() instanceof Map<?, ?> more) {
                more.forEach((k, v) -> nested(earlier).put((String) k, (Section.Value) v));
            } else if (value != null) {
                values.put(key, value);
            }
            return;
        }
        Section.Value outer =
                values.computeIfAbsent(
                        key.substring(0, dot),
                        k -> new Section.Value(line, new LinkedHashMap<String, Section.Value>()));
        if (outer.content() instanceof Map) {
            place(nested(outer), key.substring(dot + 1), line, node);
        } else {
            problem(line, key, "the key is there twice", "one value");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Section.Value> nested(Section.Value value) {
        return (Map<String, Section.Value>) value.content();
    }

    /** A node's content, or null for YAML's null, which counts as absent. */
    private Section.Value value(Node node) {
        if (node instanceof ScalarNode scalar) {
            return Tag.NULL.equals(scalar.getTag())
                    ? null
                    : new Section.Value(line(node), scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            List<Section.Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                Section.Value value = value(item);
                items.add(value == null ? new Section.Value(line(item), "") : value);
            }
            return new Section.Value(line(node), items);
        }
        return new Section.Value(line(node), mapping("", (MappingNode) node));
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private ConfigException fail(int line, String found, String expected) {
        problem(line, "document", found, expected);
        return new ConfigException(problems);
    }
}
