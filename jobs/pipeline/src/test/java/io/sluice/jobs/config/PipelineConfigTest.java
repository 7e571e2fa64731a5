package io.sluice.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.ConfigException;
import io.sluice.config.Problem;
import io.sluice.gates.GateMode;
import io.sluice.gates.PassOnRule;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.PassOn;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.cascade.CascadeOptions;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.schemas.DType;
import io.sluice.schemas.mapping.InputMapping;
import io.sluice.schemas.mapping.TimeField;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineConfigTest {
    private static final Path HERE = Path.of("/pipelines");

    private static final String LEAST =
            """
            name: shop
            source:
              bootstrap-servers: kafka:9092
              topics: [images, more]
              format: json
              mapping:
                inputs:
                  image: pixels
            bundle:
              uri: bundle
            sink:
              topic: predictions
            """;

    @Test
    void aDeviceIsOneOfANamedProvider() {
        String device = LEAST + "kernel.device: opencl:0:1\n";

        assertThat(parse(device + "kernel.provider: tornado\n").kernel())
                .isEqualTo(new KernelConfig("tornado", "opencl:0:1"));
        assertThatThrownBy(() -> parse(device))
                .hasMessageContaining("kernel.device: 'opencl:0:1' of no provider")
                .hasMessageContaining("kernel.provider");
    }

    @Test
    void everyDefault() {
        PipelineConfig config = parse(LEAST);
        assertThat(config.name()).isEqualTo("shop");
        assertThat(config.parallelism()).isEqualTo(1);
        assertThat(config.kernel()).isEqualTo(new KernelConfig("auto", null));
        assertThat(config.mode()).isEqualTo(GateMode.ENFORCE);
        assertThat(config.source().groupId()).isEqualTo("sluice-shop");
        assertThat(config.source().startFrom()).isEqualTo(SourceConfig.StartFrom.COMMITTED);
        assertThat(config.source().schemaFile()).isNull();
        assertThat(config.source().registry()).isNull();
        assertThat(config.source().registryWait()).isEqualTo(Duration.ofHours(1));
        assertThat(config.source().properties()).isEmpty();
        assertThat(config.source().mapping().id()).isNull();
        assertThat(config.source().mapping().eventTime()).isNull();
        assertThat(config.source().mapping().inputs())
                .containsExactly(InputMapping.of("image", "pixels"));
        assertThat(config.bundle())
                .isEqualTo(new BundleConfig("/pipelines/bundle", "", "", false, null));
        assertThat(config.cascade())
                .isEqualTo(
                        new CascadeOptions(
                                64,
                                Duration.ofMillis(10),
                                CascadeOptions.Ordering.FREE,
                                false,
                                false,
                                List.of("traceparent", "tracestate")));
        assertThat(config.control())
                .isEqualTo(
                        new PipelineConfig.ControlConfig(
                                "", "", ControlTrust.ANYONE, Duration.ofSeconds(10)));
        assertThat(config.guard())
                .isEqualTo(new GuardConfig(new ShadowSampling(.005, 0), ControlSigning.NONE));
        assertThat(config.sink())
                .isEqualTo(
                        new SinkConfig(
                                "predictions",
                                SinkConfig.Format.AVRO,
                                SinkConfig.Guarantee.EXACTLY_ONCE,
                                "sluice-shop",
                                Duration.ofMinutes(15),
                                null,
                                Map.of()));
        assertThat(config.deadLetters())
                .isEqualTo(
                        new DeadLetterConfig(
                                "images.dlq", DeadLetterConfig.Format.RECORD, "sluice.dlq"));
        assertThat(config.watermarks())
                .isEqualTo(
                        new PipelineConfig.WatermarkConfig(
                                Duration.ofSeconds(1), Duration.ofSeconds(30)));
        assertThat(config.checkpoints())
                .isEqualTo(
                        new PipelineConfig.CheckpointConfig(
                                Duration.ofSeconds(1), Duration.ofMinutes(10), ""));
    }

    @Test
    void everyKey() {
        PipelineConfig config =
                parse(
                        """
                        name: shop
                        parallelism: 4
                        kernel.provider: onnxruntime
                        policy.mode: shadow
                        source:
                          bootstrap-servers: ${SERVERS}
                          topics: [images]
                          group-id: g
                          start-from: latest
                          format: confluent-avro
                          registry: {url: "http://r:8081", user: u, password: "${PASSWORD}", timeout: 2 s}
                          registry-wait: 5 min
                          properties: {security.protocol: SSL}
                          mapping:
                            id: meta.id
                            key: meta.device
                            event-time: {field: at, unit: micros}
                            label: label
                            deadline: {field: within, unit: millis, relative: true}
                            inputs:
                              image: {field: pixels, dtype: uint8, scale: 0.5, offset: 1}
                              extra: {fields: [a, b], default: 3, allow-non-finite: true}
                        bundle:
                          uri: https://models/b.zip
                          sha256: %s
                          trust-store: keys
                          require-signature: true
                          policy: policy.json
                        cascade:
                          max-batch: 8
                          max-wait: 1 ms
                          ordering: key
                          probabilities: true
                          inputs: true
                          forwarded-headers: [trace]
                        control: {topic: control, status-topic: status, max-wait: 3 s, trust-store: ops, require-signature: true}
                        guard: {shadow-fraction: 0.1, seed: 7, sign-with: ops.key, key-id: ops}
                        sink:
                          topic: out
                          format: confluent-avro
                          registry.url: http://r:8081
                          guarantee: at-least-once
                          transactional-id-prefix: p
                          transaction-timeout: 1 h
                          properties.compression.type: lz4
                        dead-letters: {topic: bad, format: avro, header-prefix: x}
                        watermarks: {disorder: 2 s, idle-after: 1 min}
                        checkpoints: {interval: 10 s, timeout: 1 min, directory: "s3://c"}
                        """
                                .formatted("ab".repeat(32)));
        var source = config.source();
        assertThat(source.bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(source.registry())
                .isEqualTo(
                        new RegistryConfig("http://r:8081", "u", "s3cret", Duration.ofSeconds(2)));
        assertThat(source.registry()).asString().doesNotContain("s3cret");
        assertThat(source.properties()).isEqualTo(Map.of("security.protocol", "SSL"));
        assertThat(source.mapping().eventTime())
                .isEqualTo(TimeField.of("at", TimeField.Unit.MICROS));
        assertThat(source.mapping().deadline().field().path()).isEqualTo("within");
        assertThat(source.mapping().inputs().get(0))
                .isEqualTo(
                        InputMapping.of("image", "pixels")
                                .withSourceDtype(DType.UINT8)
                                .withScale(.5, 1));
        assertThat(source.mapping().inputs().get(1).sources())
                .extracting(field -> field.path() + "=" + field.defaultValue())
                .containsExactly("a=3.0", "b=3.0");
        assertThat(config.bundle())
                .isEqualTo(
                        new BundleConfig(
                                "https://models/b.zip",
                                "ab".repeat(32),
                                "/pipelines/keys",
                                true,
                                "/pipelines/policy.json"));
        assertThat(config.mode()).isEqualTo(GateMode.SHADOW);
        assertThat(config.cascade().maxBatch()).isEqualTo(8);
        assertThat(config.cascade().ordering()).isEqualTo(CascadeOptions.Ordering.KEY);
        assertThat(config.cascade().probabilities()).isTrue();
        assertThat(config.cascade().inputs()).isTrue();
        assertThat(config.sink().properties()).isEqualTo(Map.of("compression.type", "lz4"));
        assertThat(config.sink().exactlyOnce()).isFalse();
        assertThat(config.deadLetters())
                .isEqualTo(new DeadLetterConfig("bad", DeadLetterConfig.Format.AVRO, "x"));
        assertThat(config.control())
                .isEqualTo(
                        new PipelineConfig.ControlConfig(
                                "control",
                                "status",
                                new ControlTrust("/pipelines/ops", true),
                                Duration.ofSeconds(3)));
        assertThat(config.guard())
                .isEqualTo(
                        new GuardConfig(
                                new ShadowSampling(.1, 7),
                                new ControlSigning("ops", "/pipelines/ops.key")));
        assertThat(config.checkpoints().directory()).isEqualTo("s3://c");
    }

    @Test
    void namesAllProblemsAtOnce() {
        ConfigException failure =
                refused(
                        """
                        source:
                          topics: []
                          format: xml
                          mapping: {inputs: {image: .bad.}, event-time: {unit: millis}}
                        bundle: {uri: b, sha256: zz, require-signature: true}
                        cascade: {max-batch: 0, max-wait: soon, ordering: random}
                        policy.mode: trial
                        sink: {topic: t, transaction-timeout: 500 ms}
                        colour: blue
                        """);
        assertThat(failure.problems())
                .extracting(Problem::key)
                .contains(
                        "name",
                        "source.bootstrap-servers",
                        "source.topics",
                        "source.format",
                        "source.mapping.inputs.image",
                        "source.mapping.event-time.field",
                        "bundle.sha256",
                        "bundle.trust-store",
                        "cascade.max-batch",
                        "cascade.max-wait",
                        "cascade.ordering",
                        "sink.transaction-timeout",
                        "colour");
        assertThat(failure)
                .hasMessageContaining(
                        "p.yaml:6: cascade.max-batch: '0'; expected a whole number from 1 to 65536")
                .hasMessageContaining("policy.mode: 'trial'; expected enforce | shadow | off")
                .hasMessageContaining("p.yaml:9: colour: unknown key; expected one of");
    }

    @Test
    void whatGoesOnIsInAnswersAndTheHeadersOfEarlierJobsGoThrough() {
        PipelineConfig config =
                parse(
                        SENSORS
                                + "pass-on: {topic: unsure, accuracy: 0.9, accuracies: {fog: 0.4},"
                                + " inputs: {image: picture}}\n");
        assertThat(config.passOn().topic()).isEqualTo("unsure");
        assertThat(config.passOn().passOn())
                .isEqualTo(
                        new PassOn(
                                new PassOnRule(.9, Map.of("fog", .4), .02),
                                Map.of("image", "picture")));
        assertThat(config.cascade().inputs()).isFalse();
        assertThat(config.answering().inputs()).isTrue();
        assertThat(config.answering().forwardedHeaders())
                .containsExactly("traceparent", "tracestate", "sluice-passed-on");
    }

    @Test
    void everyProblemOfPassingOnAndSharingNamesItsKeyValueAndForm() {
        assertThat(refused(SENSORS + "pass-on: {topic: cameras, accuracy: 2}\n"))
                .hasMessageContaining("pass-on.topic: 'cameras' is in use by source")
                .hasMessageContaining("pass-on.accuracy: '2'; expected a number from 0.0 to 1.0")
                .hasMessageContaining("pass-on.inputs: missing; expected the inputs that go on");
        String alone =
                SENSORS.replaceFirst("sensors: .*", "")
                        .replaceFirst(
                                "(?s)  streams:.*?bundle",
                                "  topics: [a]\n  mapping: {inputs: {image: pixels}}\nbundle");
        assertThat(
                        refused(
                                alone
                                        + "pass-on: {topic: b, accuracy: 1, accuracies: {fog: 0}, inputs: {image: image}}\n"))
                .hasMessageContaining("pass-on.accuracies: [fog]; expected none");
        assertThat(
                        refused(
                                SENSORS
                                        + "pass-on: {topic: acks, accuracy: 1, inputs: {image: x, echoes: x}}\n"))
                .hasMessageContaining("pass-on.topic: 'acks' is in use by")
                .hasMessageContaining("expected another name there for each input");
        assertThat(refused(SENSORS + "budgets.shared-by: {other: 1, job: 1}\n"))
                .hasMessageContaining(
                        "budgets.shared-by: [other, job]; expected also shop: 1, as this pipeline's")
                .hasMessageContaining("budgets.shared-by: a pipeline named 'job'")
                .hasMessageContaining("control.topic: missing; expected the topic that all of");
        assertThat(
                        refused(
                                SENSORS
                                        + "control.topic: control\nbudgets.shared-by: {shop: 2, other: 1}\n"))
                .hasMessageContaining("budgets.shared-by.shop: 2; expected shop: 1")
                .hasMessageContaining("control.status-topic: missing");
    }

    private static final String SENSORS =
            """
            name: shop
            source:
              bootstrap-servers: kafka:9092
              format: json
              streams:
                - {topic: cameras, modalities: [camera], mapping: {context: weather, inputs: {image: pixels}}}
                - {topic: radars, modalities: [radar], mapping: {inputs: {echoes: echoes}}}
            bundle.uri: bundle
            sink.topic: predictions
            sensors: {period: 100 ms, commands-topic: commands, acks-topic: acks}
            """;

    @Test
    void sensorsAndTheirStreams() {
        PipelineConfig config = parse(SENSORS);
        assertThat(config.sensors())
                .isEqualTo(
                        new SensorsConfig(
                                Duration.ofMillis(100),
                                Duration.ofMillis(50),
                                Duration.ofMillis(200),
                                Map.of(),
                                Duration.ofSeconds(1),
                                0,
                                Duration.ofSeconds(10),
                                "commands",
                                "acks",
                                Duration.ofMillis(500),
                                64,
                                Map.of()));
        assertThat(config.source().topics()).containsExactly("cameras", "radars");
        assertThat(config.source().mapping()).isNull();
        assertThat(config.deadLetters().topic()).isEqualTo("cameras.dlq");
        StreamConfig cameras = config.source().streams().get(0);
        assertThat(cameras.modalities()).containsExactly("camera");
        assertThat(cameras.mapping().context()).isEqualTo("weather");
        assertThat(config.source().of(cameras).mapping()).isEqualTo(cameras.mapping());

        SensorsConfig set =
                parse(
                                SENSORS.replace(
                                        "period: 100 ms,",
                                        "period: 1 s, tolerance: 200 ms, max-wait: 2 s, max-skew: 5 s,"
                                                + " max-age: {radar: 3 s}, frozen-after: 7, dead-after: 1 min,"
                                                + " resend-after: 3 s, max-batch: 8, send-on-delta: {camera: 0.5},"))
                        .sensors();
        assertThat(set)
                .isEqualTo(
                        new SensorsConfig(
                                Duration.ofSeconds(1),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(2),
                                Map.of("radar", Duration.ofSeconds(3)),
                                Duration.ofSeconds(5),
                                7,
                                Duration.ofMinutes(1),
                                "commands",
                                "acks",
                                Duration.ofSeconds(3),
                                8,
                                Map.of("camera", .5)));
    }

    @Test
    void everyProblemOfSensorsNamesItsKeyValueAndForm() {
        assertThat(refused(SENSORS.replace("period: 100 ms", "period: 0 ms")))
                .hasMessageContaining("sensors.period: 0 ms; expected a duration of at least 1 ms");
        assertThat(
                        refused(
                                SENSORS.replace(
                                        "period: 100 ms,",
                                        "period: 100 ms, tolerance: 101 ms, max-wait: 0 ms,"
                                                + " max-skew: 99 ms, dead-after: 0 ms,"
                                                + " frozen-after: -1, max-batch: 0,"
                                                + " max-age: {lidar: soon}, send-on-delta: {lidar: -1},")))
                .hasMessageContaining(
                        "sensors.tolerance: 101 ms; expected a duration of at most the period, 100 ms")
                .hasMessageContaining(
                        "sensors.max-wait: 0 ms; expected a duration of at least 1 ms")
                .hasMessageContaining(
                        "sensors.max-skew: 99 ms; expected a duration of at least the period, 100 ms")
                .hasMessageContaining(
                        "sensors.dead-after: 0 ms; expected a duration longer than max-wait, 0 ms")
                .hasMessageContaining("sensors.frozen-after: '-1'; expected a whole number from 0")
                .hasMessageContaining("sensors.max-batch: '0'; expected a whole number from 1")
                .hasMessageContaining("sensors.max-age.lidar: 'soon'; expected a duration")
                .hasMessageContaining("sensors.send-on-delta.lidar: '-1'; expected a number");
        assertThat(refused(SENSORS.replace("acks-topic: acks", "acks-topic: commands")))
                .hasMessageContaining("sensors.acks-topic: 'commands' is the topic of commands");
        assertThat(refused(SENSORS.replace("acks-topic: acks", "acks-topic: cameras")))
                .hasMessageContaining("sensors.acks-topic: 'cameras' is in use by source");
        assertThat(refused(SENSORS.replace("topic: radars", "topic: cameras")))
                .hasMessageContaining(
                        "topic: 'cameras' is there twice; expected a topic per stream");
        assertThat(refused(SENSORS.replace("[radar]", "[]")))
                .hasMessageContaining("modalities: an empty list; expected at least one modality");
        assertThat(refused(SENSORS.replaceFirst("sensors: .*", "")))
                .hasMessageContaining("sensors: missing; expected a mapping with period");
        assertThat(refused(LEAST + "sensors: {period: 1 s, commands-topic: c, acks-topic: a}\n"))
                .hasMessageContaining("source.streams: missing; expected a list");
    }

    @Test
    void topicsMayNotCollide() {
        assertThat(refused(LEAST.replace("topic: predictions", "topic: images")))
                .hasMessageContaining("sink.topic: 'images' is a source topic");
        assertThat(refused(LEAST + "dead-letters.topic: predictions\n"))
                .hasMessageContaining("dead-letters.topic: 'predictions' is in use");
    }

    @Test
    void aGuardWhoseMessagesNobodyWouldBelieveIsRefused() {
        String signed = LEAST + "control: {topic: c, trust-store: keys, require-signature: true}\n";
        assertThat(refused(signed))
                .hasMessageContaining("guard.sign-with: missing; expected the PEM file");
        assertThat(refused(LEAST + "guard.key-id: ops\n"))
                .hasMessageContaining("guard.sign-with: missing; expected the PEM file");
        assertThat(refused(LEAST + "guard.sign-with: ops.key\n"))
                .hasMessageContaining("guard.key-id: missing; expected the id");
        parse(signed + "guard.shadow-fraction: 0\n");
        parse(signed + "guard: {sign-with: ops.key, key-id: ops}\n");
    }

    private static PipelineConfig parse(String text) {
        Map<String, String> environment = Map.of("SERVERS", "kafka:9092", "PASSWORD", "s3cret");
        return PipelineConfig.parse("p.yaml", text, HERE, environment::get);
    }

    private static ConfigException refused(String text) {
        return catchThrowableOfType(ConfigException.class, () -> parse(text));
    }
}
