package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The agent's file, and that deploy/docs/agents.md says all of it. */
class AgentConfigTest {
    private static final Path DOCUMENT = Path.of("../../deploy/docs/agents.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z-]+(?:\\[])?(?:\\.[a-z-]+)*)` \\| (.*?) \\| (.*?) \\|");
    private static final String LEAST =
            """
            device: edge-3
            kafka.bootstrap-servers: kafka:9092
            experts: [{name: small, bundle.uri: bundles/small}]
            """;

    @Test
    void everyExampleIsAnAgent() throws IOException {
        assertThat(examples()).hasSize(2).allSatisfy(AgentConfigTest::parse);
    }

    @Test
    void everyKeyIsInTheDocument() throws IOException {
        Map<String, String> documented = documented();
        Set<String> used = new TreeSet<>();
        Section root = Section.parse("example", examples().get(0));
        collect(root, "", used);
        used.add("simulate.slowdown");

        for (String key : used) {
            assertThat(documented.keySet())
                    .as(key)
                    .anyMatch(known -> key.equals(known) || key.startsWith(known + "."));
        }
    }

    @Test
    void everyDefaultIsThatOfTheCode() throws IOException {
        Map<String, String> documented = documented();
        AgentConfig config = parse(LEAST);
        AgentConfig.Http http = parse(LEAST + "http: {}\n").http();
        AgentConfig simulated = parse(LEAST + "simulate: {}\n");
        Map<String, Object> actual = new LinkedHashMap<>();
        actual.put("kafka.request-topic-prefix", "sluice-experts");
        actual.put("kafka.telemetry-topic", config.kafka().telemetryTopic());
        actual.put("kafka.telemetry-period", "500 ms");
        actual.put("kafka.create-topics", config.kafka().createTopics());
        actual.put("kernel.provider", config.kernel().provider());
        actual.put("engine.max-batch", config.engine().maxBatch());
        actual.put("engine.max-queue", config.engine().maxQueue());
        actual.put("energy.sources", String.join(", ", config.energy().sources()));
        actual.put("http.host", http.host());
        actual.put("http.port", http.port());
        actual.put("http.default-budget", "10 s");
        actual.put("peers.forward", config.peers().forward());
        actual.put("peers.stale-after", "3 s");
        actual.put("simulate.slowdown", (int) simulated.simulate().slowdown());

        actual.forEach(
                (key, value) ->
                        assertThat(documented.get(key)).as(key).isEqualTo("`" + value + "`"));
        assertThat(config.kafka().period()).isEqualTo(Duration.ofMillis(500));
        assertThat(http.budget()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.peers().staleAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.kafka().requestTopic()).isEqualTo("sluice-experts.edge-3");
        assertThat(config.kafka().groupId()).isEqualTo("sluice-agent-edge-3");
        assertThat(config.engine().slots()).isEqualTo(1);
        assertThat(config.experts().get(0).bundle().uri()).isEqualTo("/etc/sluice/bundles/small");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device: 'edge 3' | device: 'edge 3'; expected 1 to 100 of a-z A-Z 0-9 . _ -",
                "experts: [] | experts: none; expected at least one expert",
                "experts: [{name: a, bundle.uri: a}, {name: a, bundle.uri: b}] | 'a' is there twice",
                "energy: {idle-watts: 5, active-watts: 2} | energy.active-watts: '2.0'; expected at least idle-watts",
                "http.url: edge-3 | http.url: 'edge-3'; expected an address such as http://edge-3:8008",
                "peers.forward: true | peers.forward: 'true' without http; expected the section http",
                "peers.urls: ['nowhere'] | peers.urls: 'nowhere'; expected addresses such as",
                "peers.stale-after: 0 s | peers.stale-after: 'PT0S'; expected a duration above 0",
                "kafka.request-topic: 'a b' | kafka.request-topic: 'a b'; expected a topic's name",
                "engine.slots: 0 | engine.slots: '0'; expected a whole number from 1 to 1000000",
                "engine.batch: 3 | engine.batch",
            })
    void whatIsWrongIsNamed(String line, String expected) {
        String key = line.substring(0, line.indexOf(':'));
        String least =
                LEAST.lines()
                        .filter(other -> !other.startsWith(key + ":"))
                        .reduce("", (a, b) -> a + b + "\n");

        assertThatThrownBy(() -> parse(least + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected);
    }

    private static AgentConfig parse(String text) {
        return AgentConfig.parse("agent.yaml", text, Path.of("/etc/sluice"), name -> null);
    }

    private static List<String> examples() throws IOException {
        List<String> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(DOCUMENT));
        while (matcher.find()) {
            examples.add(matcher.group(1));
        }
        return examples;
    }

    /** The defaults of the tables by key. */
    private static Map<String, String> documented() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        String document = Files.readString(DOCUMENT);
        String keys =
                document.substring(
                        document.indexOf("\n## Keys"), document.indexOf("\n## What it promises"));
        Matcher matcher = ROW.matcher(keys);
        while (matcher.find()) {
            defaults.put(matcher.group(1), matcher.group(3));
        }
        return defaults;
    }

    private static void collect(Section section, String path, Set<String> into) {
        for (String key : section.keys()) {
            String at = path.isEmpty() ? key : path + "." + key;
            if (section.isMapping(key)) {
                collect(section.section(key), at, into);
            } else if (key.equals("experts")) {
                section.sections(key).forEach(item -> collect(item, "experts[]", into));
            } else {
                into.add(at);
            }
        }
    }
}
