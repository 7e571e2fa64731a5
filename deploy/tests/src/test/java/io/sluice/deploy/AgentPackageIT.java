package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The package for devices, started by its script against a real broker. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AgentPackageIT {
    private static final Path PACKAGE = Checkout.file("deploy/agent/target/sluice-agent");
    private static final TopicPartition REPLIES = new TopicPartition("replies", 0);

    @TempDir private Path directory;

    @Test
    void holdsNoFlinkAndOneProvider() throws IOException {
        List<String> jars;
        try (Stream<Path> files = Files.list(PACKAGE.resolve("lib"))) {
            jars = files.map(file -> file.getFileName().toString()).toList();
        }
        assertThat(jars).noneMatch(jar -> jar.startsWith("flink-"));
        assertThat(jars)
                .anyMatch(jar -> jar.startsWith("sluice-agent-"))
                .anyMatch(jar -> jar.startsWith("sluice-kernel-onnxruntime-"));
    }

    @Test
    void startsAndAnswers() throws Exception {
        TestBundles.ladder().writeTo(directory.resolve("bundle"));
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic(REPLIES.topic(), 1);
            kafka.createTopic("sluice-experts.edge-1", 1);
            Path config = directory.resolve("agent.yaml");
            Files.writeString(
                    config,
                    """
                    device: edge-1
                    kafka.bootstrap-servers: "%s"
                    experts: [{name: ladder, bundle: {uri: bundle}}]
                    """
                            .formatted(kafka.bootstrapServers()));
            Path log = directory.resolve("agent.log");
            Process agent = start(config, log);
            try {
                ExpertReply reply = ask(kafka.bootstrapServers(), agent);

                assertThat(reply.status()).as(reply.message()).isEqualTo(ExpertReply.Status.OK);
                assertThat(reply.logits().floatAt(4)).isEqualTo(8f);
                agent.destroy();
                assertThat(agent.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(log)).contains("device edge-1 runs");
            } finally {
                agent.destroyForcibly();
            }
        }
    }

    private static Process start(Path config, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "sh",
                        PACKAGE.resolve("sluice-agent").toString(),
                        "--config",
                        config.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static ExpertReply ask(String servers, Process agent) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        Tensor image = Tensor.ofBytes(new int[] {10}, TestBundles.row(4, 100));
        ExpertRequest request =
                new ExpertRequest(
                        "r",
                        "ladder",
                        "",
                        REPLIES.topic(),
                        List.of(new NamedTensor(TestBundles.INPUT, image)),
                        System.currentTimeMillis() * 1_000,
                        120_000_000);
        try (var producer =
                        new KafkaProducer<>(
                                settings, new ByteArraySerializer(), new ByteArraySerializer());
                var consumer =
                        new KafkaConsumer<>(
                                settings,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    "sluice-experts.edge-1", ExpertRequestCodec.encode(request)))
                    .get();
            consumer.assign(List.of(REPLIES));
            consumer.seekToBeginning(List.of(REPLIES));
            while (agent.isAlive()) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    return ExpertReplyCodec.decode(record.value());
                }
            }
            throw new AssertionError("the agent ended with " + agent.exitValue());
        }
    }
}
