package io.sluice.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real agent in a process of its own against a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AgentProcessIT {
    private static final String TOPIC = "sluice-experts.edge-1";
    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    @TempDir private static Path directory;
    private static EmbeddedKafka kafka;
    private static Path config;
    private static String small;

    @BeforeAll
    static void prepare() throws IOException {
        kafka = EmbeddedKafka.start();
        for (String topic : List.of("replies", "replies-behind", "replies-ahead")) {
            kafka.createTopic(topic, 1);
        }
        kafka.createTopic(Asker.TELEMETRY, 1, Map.of("cleanup.policy", "compact"));
        small = TestBundles.ladder().open().hash();
        TestBundles.ladder().writeTo(directory.resolve("small"));
        TestBundles.ladder().version("2.0.0").writeTo(directory.resolve("large"));
        config = directory.resolve("agent.yaml");
        Files.writeString(
                config,
                """
                device: edge-1
                kafka: {bootstrap-servers: "%s", telemetry-period: 200 ms}
                experts:
                  - {name: small, bundle: {uri: small}}
                  - {name: large, bundle: {uri: large}}
                engine: {slots: 1}
                energy: {idle-watts: 2, active-watts: 12}
                http: {host: localhost, port: 0}
                """
                        .formatted(kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void answersLeavesAndComesBack() throws Exception {
        Path log = directory.resolve("agent.log");
        try (Asker asker = new Asker(kafka.bootstrapServers(), "replies", 0);
                AgentProcess agent = AgentProcess.start(config, log)) {
            ExpertTelemetry first = asker.telemetry("edge-1", t -> t != null);
            assertThat(first.requestTopic()).isEqualTo(TOPIC);
            assertThat(first.url()).startsWith("http://localhost:");
            assertThat(first.experts())
                    .extracting(HostedExpert::name)
                    .containsExactly("small", "large");
            assertThat(first.experts().get(0).energy()).isEqualTo(Provenance.ESTIMATED);

            answersBothExperts(asker);
            anotherBundleIsRefused(asker);
            aClockThatIsOffChangesNothing("replies-behind", -HOUR_MICROS);
            aClockThatIsOffChangesNothing("replies-ahead", HOUR_MICROS);
            badBytesAreStepped(asker);

            asker.ask(TOPIC, asker.request("again", "small", 1));
            assertThat(asker.reply("again").status()).isEqualTo(Status.OK);

            assertThat(agent.terminate()).as("exit code: SIGTERM").isEqualTo(143);
            assertThat(asker.telemetry("edge-1", t -> t == null)).isNull();
            assertThat(Files.readString(log)).contains("device edge-1 runs, serving http://");
            assertThat(committed()).isPositive();
            comesBackAfterAKill(asker, first, log);
        }
    }

    private static void answersBothExperts(Asker asker) throws Exception {
        for (int i = 0; i < 40; i++) {
            asker.ask(TOPIC, asker.request("r" + i, i % 2 == 0 ? "small" : "large", i % 10));
        }
        for (int i = 0; i < 40; i++) {
            ExpertReply reply = asker.reply("r" + i);
            assertThat(reply.status()).as(reply.message()).isEqualTo(Status.OK);
            assertThat(reply.device()).isEqualTo("edge-1");
            assertThat(reply.logits().floatAt(i % 10)).isEqualTo(8f);
            assertThat(reply.joules()).isPositive();
        }
    }

    private static void anotherBundleIsRefused(Asker asker) throws Exception {
        asker.ask(TOPIC, asker.request("other", "small", "0".repeat(64), 1, 0, 20_000_000));
        assertThat(asker.reply("other").status()).isEqualTo(Status.WRONG_BUNDLE);
        assertThat(asker.reply("other").message()).contains(small);
    }

    private static void aClockThatIsOffChangesNothing(String replies, long error) throws Exception {
        try (Asker asker = new Asker(kafka.bootstrapServers(), replies, error)) {
            for (int i = 0; i < 5; i++) {
                asker.ask(TOPIC, asker.request("clock" + i, "small", "", 3, 0, 5_000_000));
                assertThat(asker.reply("clock" + i).status()).isEqualTo(Status.OK);
            }
            asker.ask(TOPIC, asker.request("set back", "small", "", 3, 6_000_000, 5_000_000));
            assertThat(asker.reply("set back").status()).isEqualTo(Status.OK);
        }
    }

    private static void badBytesAreStepped(Asker asker) {
        asker.sendBytes(TOPIC, new byte[] {1, 2, 3});
        asker.sendBytes(TOPIC, null);
    }

    private static void comesBackAfterAKill(Asker asker, ExpertTelemetry first, Path log)
            throws Exception {
        asker.ask(TOPIC, asker.request("while away", "small", 4));
        ExpertTelemetry second;
        try (AgentProcess agent = AgentProcess.start(config, log)) {
            second = asker.telemetry("edge-1", t -> t != null);
            assertThat(second.incarnation()).isGreaterThan(first.incarnation());
            assertThat(asker.reply("while away").status()).isEqualTo(Status.OK);
            agent.kill();
        }
        asker.ask(TOPIC, asker.request("while dead", "large", 5));
        try (AgentProcess agent = AgentProcess.start(config, log)) {
            long incarnation = second.incarnation();
            asker.telemetry("edge-1", t -> t != null && t.incarnation() > incarnation);
            assertThat(asker.reply("while dead").status()).isEqualTo(Status.OK);
            assertThat(agent.isAlive()).isTrue();
        }
    }

    private static long committed() throws Exception {
        try (var admin = kafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    admin.listConsumerGroupOffsets("sluice-agent-edge-1")
                            .partitionsToOffsetAndMetadata()
                            .get();
            return offsets.get(new TopicPartition(TOPIC, 0)).offset();
        }
    }
}
