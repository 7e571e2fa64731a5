package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionTest {
    enum Order {
        BY_KEY,
        FREE
    }

    @Test
    void readsEveryType() {
        Section root =
                Section.parse(
                        "p.yaml",
                        """
                        name: demo
                        cascade:
                          max-batch: 64
                          wait: 5 ms
                          order: by-key
                        memory: 512 mb
                        share: 0.25
                        on: true
                        exits: [0.9, 0.8]
                        stages:
                          - name: a
                          - name: b
                        """);
        assertThat(root.string("name")).isEqualTo("demo");
        assertThat(root.section("cascade").integer("max-batch", 1, 1024)).isEqualTo(64);
        assertThat(root.duration("cascade.wait")).isEqualTo(Duration.ofMillis(5));
        assertThat(root.choice("cascade.order", Order.class)).isEqualTo(Order.BY_KEY);
        assertThat(root.size("memory", 0)).isEqualTo(512L << 20);
        assertThat(root.decimal("share", 0, 1)).isEqualTo(0.25);
        assertThat(root.bool("on", false)).isTrue();
        assertThat(root.decimals("exits", 0, 1)).containsExactly(0.9, 0.8);
        assertThat(root.sections("stages"))
                .extracting(s -> s.string("name"))
                .containsExactly("a", "b");
        root.finish();
    }

    @Test
    void dottedKeysAndNestedMappingsMeanTheSame() {
        Section root = Section.parse("p", "kafka.security.protocol: SSL\nkafka:\n  linger.ms: 5\n");
        assertThat(root.properties("kafka"))
                .isEqualTo(Map.of("security.protocol", "SSL", "linger.ms", "5"));
        root.finish();
    }

    @Test
    void namesAllProblemsAtOnceWithLineValueAndForm() {
        Section root =
                Section.parse(
                        "p.yaml", "max-batch: lots\nwait: 5 parsecs\nmax-bach: 3\norder: odd\n");
        root.integer("max-batch", 1, 8);
        root.duration("wait");
        root.choice("order", Order.class);
        root.string("topic");
        ConfigException failure = catchThrowableOfType(ConfigException.class, root::finish);
        assertThat(failure.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "p.yaml:1: max-batch: 'lots'; expected a whole number from 1 to 8",
                        "p.yaml:2: wait: '5 parsecs'; expected a duration such as '100 ms', '5 s',"
                                + " '2 min' or '1 h'",
                        "p.yaml:4: order: 'odd'; expected by-key | free",
                        "p.yaml:1: topic: missing; expected a text",
                        "p.yaml:3: max-bach: unknown key; expected one of max-batch, topic, wait");
    }

    @Test
    void unknownKeysOfNestedSectionsAreRefused() {
        Section root = Section.parse("p", "sink:\n  topic: t\n  tpic: u\n");
        root.section("sink").string("topic");
        assertThatThrownBy(root::finish)
                .isInstanceOf(ConfigException.class)
                .hasMessage("p:3: sink.tpic: unknown key; expected one of topic");
    }

    @Test
    void takesSecretsFromTheEnvironment() {
        Map<String, String> environment = Map.of("PASSWORD", "s3cret");
        Section root = Section.parse("p", "a: x${PASSWORD}y\nb: ${NOPE}\n", environment::get);
        assertThat(root.string("a")).isEqualTo("xs3crety");
        root.string("b");
        assertThatThrownBy(root::finish)
                .hasMessage(
                        "p:2: b: '${NOPE}' is not set; expected an environment variable named NOPE");
    }

    @Test
    void saysWhereTheYamlIsBroken() {
        assertThatThrownBy(() -> Section.parse("p.yaml", "a: 1\nb: [1, 2\nc: 3\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("p.yaml:3: document:");
        assertThatThrownBy(() -> Section.parse("p.yaml", "- a\n"))
                .hasMessageContaining("no mapping");
        Section twice = Section.parse("p.yaml", "a: 1\na: 2\n");
        twice.string("a");
        assertThatThrownBy(twice::finish)
                .hasMessage("p.yaml:2: a: the key is there twice; expected one value");
    }

    @Test
    void nullCountsAsAbsentAndJsonIsRead() {
        Section root = Section.parse("p", "{\"a\": null, \"b\": [1, 2]}");
        assertThat(root.has("a")).isFalse();
        assertThat(root.integers("b", 0, 9)).isEqualTo(List.of(1L, 2L));
        root.finish();
    }

    @Test
    void offersTheNearestNames() {
        assertThat(NearestName.of("stage1_otu", List.of("image", "stage1_out", "stage2_out"), 2))
                .containsExactly("stage1_out", "stage2_out");
    }
}
