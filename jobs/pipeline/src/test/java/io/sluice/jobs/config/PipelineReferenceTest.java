package io.sluice.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds deploy/docs/pipeline.md to the code: its examples, its keys and its defaults. */
class PipelineReferenceTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(name: .*?)```");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z-]+(?:\\.[a-z-]+)*)` \\| (.*?) \\| (.*?) \\|");

    /** Keys that stand for all below them. */
    private static final Set<String> SECTIONS =
            Set.of("source.registry", "source.mapping", "source.properties", "sink.registry");

    private static final String LEAST_SENSORS =
            """
            name: a
            source:
              bootstrap-servers: kafka:9092
              format: sluice-event
              streams: [{topic: frames}]
            bundle.uri: bundle
            sensors: {period: 100 ms, commands-topic: commands, acks-topic: acks}
            sink.topic: predictions
            """;

    private static final String LEAST_EXPERTS =
            """
            name: a
            source: {bootstrap-servers: 'kafka:9092', topics: [events], format: sluice-event}
            bundle.uri: bundle
            experts: {replies-topic: replies, telemetry-topic: telemetry}
            sink.topic: predictions
            """;

    private static String reference;
    private static List<String> examples;

    @BeforeAll
    static void readReference() throws IOException {
        reference = Files.readString(Path.of("../../deploy/docs/pipeline.md"));
        examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(reference);
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
    }

    @Test
    void everyExampleIsAPipeline() {
        assertThat(examples).hasSize(6);
        assertThat(examples).allSatisfy(PipelineReferenceTest::parse);
    }

    @Test
    void everyKeyOfTheTablesIsKnown() {
        Set<String> used = new TreeSet<>();
        examples.forEach(example -> collect(Section.parse("example", example), used));

        // Every key that is used is known, or its example would not be a pipeline.
        Set<String> documented = defaults().keySet();
        assertThat(documented).hasSizeGreaterThan(30);
        assertThat(documented)
                .allMatch(
                        key ->
                                used.stream()
                                        .anyMatch(u -> u.equals(key) || u.startsWith(key + ".")));
    }

    @Test
    void everyDefaultIsThatOfTheCode() {
        Map<String, String> documented = defaults();
        documented.keySet().removeAll(SECTIONS);
        documented.values().removeIf(text -> text.startsWith("required") || text.equals("none"));
        // Defaults in words, which depend on something else.
        assertThat(documented.remove("bundle.policy")).isEqualTo("the bundle's own");
        assertThat(documented.remove("energy.idle-watts"))
                .isEqualTo("measured at the start, for 2 s");
        assertThat(documented.remove("kernel.device")).isEqualTo("the provider's first");
        assertThat(documented.remove("checkpoints.directory")).isEqualTo("the cluster's own");
        assertThat(documented.remove("source.group-id")).isEqualTo("`sluice-<name>`");
        assertThat(documented.remove("sink.transactional-id-prefix")).isEqualTo("`sluice-<name>`");
        assertThat(documented.remove("dead-letters.topic")).isEqualTo("`<first source topic>.dlq`");
        assertThat(documented.remove("sensors.tolerance")).isEqualTo("half of `sensors.period`");
        assertThat(documented.remove("sensors.max-skew")).isEqualTo("ten times `sensors.period`");
        assertThat(documented.remove("sensors.resend-after")).isEqualTo("5 periods");

        String least = examples.get(4).replaceFirst("  group-id: .*\n", "");
        Map<String, Object> actual = actualDefaults(parse(least));
        assertThat(documented.keySet()).isEqualTo(actual.keySet());
        documented.forEach(
                (key, text) -> assertThat(text).as(key).isEqualTo(form(actual.get(key))));
    }

    /** The defaults in the tables below "Keys", by key. */
    private static Map<String, String> defaults() {
        String keys =
                reference.substring(
                        reference.indexOf("\n## Keys"),
                        reference.indexOf("\n## The mapping of fields"));
        Map<String, String> defaults = new LinkedHashMap<>();
        Matcher matcher = ROW.matcher(keys.replace("\\|", "or"));
        while (matcher.find()) {
            defaults.put(matcher.group(1), matcher.group(3));
        }
        // The table of a registry is relative to its section.
        List.of("url", "user", "password", "timeout").forEach(defaults::remove);
        // So is that of a stream.
        List.of("topic", "modalities", "schema", "mapping").forEach(defaults::remove);
        return defaults;
    }

    private static Map<String, Object> actualDefaults(PipelineConfig config) {
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put("parallelism", config.parallelism());
        actual.put("kernel.provider", config.kernel().provider());
        actual.put("source.start-from", config.source().startFrom());
        actual.put("source.registry-wait", config.source().registryWait());
        actual.put("bundle.require-signature", config.bundle().requireSignature());
        actual.put("policy.mode", config.mode());
        actual.put("cascade.max-batch", config.cascade().maxBatch());
        actual.put("cascade.max-wait", config.cascade().maxWait());
        actual.put("cascade.ordering", config.cascade().ordering());
        actual.put("cascade.probabilities", config.cascade().probabilities());
        actual.put("cascade.inputs", config.cascade().inputs());
        actual.put("cascade.forwarded-headers", config.cascade().forwardedHeaders());
        actual.put("control.require-signature", config.control().trust().requireSignature());
        actual.put("control.max-wait", config.control().maxWait());
        actual.put("guard.shadow-fraction", config.guard().sampling().fraction());
        actual.put("guard.seed", config.guard().sampling().seed());
        PipelineConfig metered = parse(LEAST_EXPERTS + "energy.idle-watts: 4\n");
        actual.put("energy.sources", metered.energy().sources());
        actual.put("budgets.classes", config.budgets().first().classes());
        SensorsConfig sensors = parse(LEAST_SENSORS).sensors();
        actual.put("sensors.max-wait", sensors.maxWait());
        actual.put("sensors.frozen-after", sensors.frozenAfter());
        actual.put("sensors.dead-after", sensors.deadAfter());
        actual.put("sensors.max-batch", sensors.maxBatch());
        ExpertsConfig experts = parse(LEAST_EXPERTS).experts();
        actual.put("experts.max-batch", experts.maxBatch());
        actual.put("experts.max-wait", experts.maxWait());
        actual.put("experts.settle-before", experts.settleBefore());
        actual.put("experts.hedge-after", experts.hedging().kind());
        actual.put("experts.stale-after", experts.staleAfter());
        actual.put("sink.format", config.sink().format());
        actual.put("sink.guarantee", config.sink().guarantee());
        actual.put("sink.transaction-timeout", config.sink().transactionTimeout());
        PipelineConfig passing =
                parse(LEAST_EXPERTS + "pass-on: {topic: unsure, accuracy: 1, inputs: {a: b}}\n");
        actual.put("pass-on.margin", passing.passOn().passOn().rule().margin());
        assertThat(passing.passOn().maxSize()).isEqualTo(960 << 10);
        actual.put("pass-on.max-size", "960 kb");
        actual.put("dead-letters.format", config.deadLetters().format());
        actual.put("dead-letters.header-prefix", config.deadLetters().headerPrefix());
        actual.put("watermarks.disorder", config.watermarks().disorder());
        actual.put("watermarks.idle-after", config.watermarks().idleAfter());
        actual.put("checkpoints.interval", config.checkpoints().interval());
        actual.put("checkpoints.timeout", config.checkpoints().timeout());
        return actual;
    }

    /** A value as the tables write it. */
    private static String form(Object value) {
        if (value instanceof Duration duration) {
            return "`" + form(duration) + "`";
        }
        return value instanceof Enum<?> constant
                ? "`" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`"
                : "`" + value + "`";
    }

    private static String form(Duration duration) {
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h";
        }
        return duration.toSeconds() < 60
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min";
    }

    private static PipelineConfig parse(String example) {
        return PipelineConfig.parse("example", example, Path.of("/etc/sluice"), name -> "secret");
    }

    private static void collect(Section section, Set<String> into) {
        for (String key : section.keys()) {
            if (section.isMapping(key)) {
                collect(section.section(key), into);
            } else {
                into.add(section.path().isEmpty() ? key : section.path() + "." + key);
            }
        }
    }
}
