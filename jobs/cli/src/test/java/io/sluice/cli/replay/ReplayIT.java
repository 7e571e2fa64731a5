package io.sluice.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.simulator.LabelledImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist").toAbsolutePath();
    private static final int EVENTS = 400;

    @TempDir private Path directory;

    @Test
    void theSameRangeUnderTwoPolicies() throws Exception {
        String hash = Bundle.open(EXAMPLE.resolve("bundle")).hash();
        Path cheap = policy(new Policy("cheap", hash, new FixedExit(0)));
        Path sure = policy(new Policy("sure", hash, CertaintyThreshold.confidence(.9f, .9f)));
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("images", 2);
            produce(kafka);
            Path pipeline = pipeline(kafka);

            SluiceCommandLine.Run run =
                    SluiceCommandLine.run(
                            "replay",
                            pipeline.toString(),
                            "--policy",
                            cheap.toString(),
                            "--policy",
                            sure.toString(),
                            "--output",
                            "json");

            assertThat(run.exitCode()).as(run.err()).isZero();
            JsonNode replay = new ObjectMapper().readTree(run.out());
            JsonNode differences = replay.get("differences");
            assertThat(differences.get("events").asInt()).isEqualTo(EVENTS);
            assertThat(replay.get("broken").asLong()).isEqualTo(1);
            assertThat(differences.at("/before/policy").asText()).isEqualTo("cheap");
            assertThat(differences.at("/after/disagreement").asDouble())
                    .isLessThan(differences.at("/before/disagreement").asDouble());
            assertThat(differences.at("/after/cost").asDouble())
                    .isGreaterThan(differences.at("/before/cost").asDouble());
            assertThat(differences.at("/after/accuracy").asDouble()).isGreaterThan(.85);
            assertThat(differences.get("otherExit").asInt()).isPositive();
            assertThat(differences.get("examples")).hasSize(10);
            replay.get("repeated")
                    .forEach(
                            again ->
                                    assertThat(again.get("differ").asInt())
                                            .isEqualTo(again.get("withinTie").asInt()));
        }
    }

    @Test
    void wantsTwoPolicies() throws Exception {
        SluiceCommandLine.Run run =
                SluiceCommandLine.run("replay", "none.yaml", "--policy", "bundle");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("replay compares two policies; --policy was given 1 time");
    }

    private Path policy(Policy policy) throws Exception {
        return Files.write(directory.resolve(policy.version() + ".json"), policy.document());
    }

    private Path pipeline(EmbeddedKafka kafka) throws Exception {
        return Files.writeString(
                directory.resolve("pipeline.yaml"),
                """
                name: replay
                source:
                  bootstrap-servers: %s
                  topics: [images]
                  group-id: replay
                  format: json
                  mapping:
                    id: id
                    label: label
                    inputs:
                      image: pixels
                bundle:
                  uri: %s
                sink:
                  topic: predictions
                """
                        .formatted(kafka.bootstrapServers(), EXAMPLE.resolve("bundle")));
    }

    /** Some images, and one record that is none. */
    private static void produce(EmbeddedKafka kafka) {
        LabelledImages images =
                LabelledImages.read(
                        EXAMPLE.resolve("sample/images-idx3-ubyte.gz"),
                        EXAMPLE.resolve("sample/labels-idx1-ubyte.gz"));
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
            for (int i = 0; i < EVENTS; i++) {
                send(producer, json(i, images.pixels()[i], images.labels()[i]));
            }
            send(producer, "{\"id\": \"broken\"}");
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String json) {
        producer.send(new ProducerRecord<>("images", json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(int id, byte[] pixels, int label) {
        StringBuilder values = new StringBuilder();
        for (byte pixel : pixels) {
            values.append(values.isEmpty() ? "" : ",").append(pixel & 0xff);
        }
        return "{\"id\":\"image-%d\",\"label\":%d,\"pixels\":[%s]}".formatted(id, label, values);
    }
}
