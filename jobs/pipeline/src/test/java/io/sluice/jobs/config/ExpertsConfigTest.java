package io.sluice.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.experts.HedgeRule;
import io.sluice.jobs.config.ExpertsConfig.HttpExpert;
import io.sluice.jobs.config.ExpertsConfig.LocalExpert;
import io.sluice.kernel.config.BundleConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The section {@code experts} of a pipeline. */
class ExpertsConfigTest {
    private static final String LEAST =
            """
            name: a
            source: {bootstrap-servers: 'kafka:9092', topics: [events], format: sluice-event}
            bundle.uri: bundle
            sink.topic: predictions
            experts.replies-topic: replies
            experts.telemetry-topic: telemetry
            """;

    @Test
    void everyDefault() {
        ExpertsConfig experts = parse(LEAST).experts();
        assertThat(experts.repliesTopic()).isEqualTo("replies");
        assertThat(experts.telemetryTopic()).isEqualTo("telemetry");
        assertThat(experts.categoryHeader()).isEmpty();
        assertThat(experts.maxBatch()).isEqualTo(64);
        assertThat(experts.maxWait()).isEqualTo(Duration.ofMillis(1));
        assertThat(experts.settleBefore()).isEqualTo(Duration.ofMillis(5));
        assertThat(experts.hedging()).isEqualTo(HedgeRule.AUTO);
        assertThat(experts.staleAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(experts.local()).isEmpty();
        assertThat(experts.http()).isEmpty();
    }

    @Test
    void everyKey() {
        ExpertsConfig experts =
                parse(
                                LEAST
                                        + """
                                        experts.category-header: kind
                                        experts.max-batch: 8
                                        experts.max-wait: 2 ms
                                        experts.settle-before: 9 ms
                                        experts.hedge-after: 20 ms
                                        experts.stale-after: 4 s
                                        experts.local: [{name: a, bundle: {uri: b}}]
                                        experts.http:
                                          - {name: c, url: 'http://h:1', model: d, timeout: 5 s, retries: 3}
                                          - {name: e, url: 'https://h'}
                                        """)
                        .experts();
        assertThat(experts.categoryHeader()).isEqualTo("kind");
        assertThat(experts.maxBatch()).isEqualTo(8);
        assertThat(experts.maxWait()).isEqualTo(Duration.ofMillis(2));
        assertThat(experts.settleBefore()).isEqualTo(Duration.ofMillis(9));
        assertThat(experts.hedging()).isEqualTo(HedgeRule.after(20_000));
        assertThat(experts.staleAfter()).isEqualTo(Duration.ofSeconds(4));
        assertThat(experts.local())
                .containsExactly(
                        new LocalExpert(
                                "a", new BundleConfig("/pipelines/b", "", "", false, null)));
        assertThat(experts.http())
                .containsExactly(
                        new HttpExpert("c", "http://h:1", "d", Duration.ofSeconds(5), 3),
                        new HttpExpert("e", "https://h", "e", Duration.ofSeconds(1), 1));
        assertThat(parse(LEAST + "experts.hedge-after: never\n").experts().hedging())
                .isEqualTo(HedgeRule.NEVER);
    }

    @Test
    void everyErrorNamesKeyValueAndForm() {
        Map<String, String> wrong =
                Map.of(
                        "experts.hedge-after: soon",
                        "experts.hedge-after: 'soon'; expected auto, never, or a duration",
                        "experts.hedge-after: 100 us",
                        "experts.hedge-after: '100 us'; expected auto, never, or a duration of at"
                                + " least 1 ms",
                        "experts.stale-after: 0 ms",
                        "experts.stale-after: 0 ms; expected a duration of at least 1 ms",
                        "experts.max-batch: 0",
                        "experts.max-batch: '0'; expected",
                        "experts.local: [{name: a, bundle: {uri: b, policy: c}}]",
                        "policy: '/pipelines/c'; expected none",
                        "experts.local: [{name: a, bundle.uri: b}, {name: a, bundle.uri: c}]",
                        "experts.local: 'a' is there twice; expected each expert once",
                        "experts.http: [{name: a, url: 'ftp://h'}]",
                        "url: 'ftp://h'; expected an address such as http://host:8000",
                        "experts.http: [{name: a, url: 'http://h', retries: 99}]",
                        "retries: '99'; expected",
                        "cascade.ordering: key",
                        "cascade.ordering: 'key'; expected free",
                        "control.topic: replies",
                        "experts.replies-topic: 'replies' is in use");
        wrong.forEach(
                (line, message) ->
                        assertThatThrownBy(() -> parse(LEAST + line + "\n"))
                                .as(line)
                                .hasMessageContaining(message));
        assertThatThrownBy(() -> parse(LEAST + "experts.http: [{name: a, url: 'http://a b'}]\n"))
                .hasMessageContaining(
                        "url: 'http://a b'; expected an address such as http://host:8000");
        assertThatThrownBy(
                        () ->
                                parse(
                                        LEAST.replace(
                                                "telemetry-topic: telemetry",
                                                "telemetry-topic: replies")))
                .hasMessageContaining(
                        "experts.telemetry-topic: 'replies' is the topic of replies; expected"
                                + " another topic");
    }

    private static PipelineConfig parse(String text) {
        return PipelineConfig.parse("a.yaml", text, Path.of("/pipelines"), name -> null);
    }
}
