package io.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.PredictionJson;
import io.sluice.schemas.Provenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Receipts of predictions on a real topic, in both forms, with tenants of a header or of the key.
 */
class ReportIT {
    private static final List<Prediction> PREDICTIONS =
            List.of(
                    prediction("a", "acme/1", 0, "early", List.of("cnn"), 1),
                    prediction("b", "acme/2", 1, "late", List.of("mlp", "cnn"), 3),
                    prediction("c", "zeta/1", 0, "early", List.of("cnn"), 2),
                    prediction("d", "zeta/1", -1, "", List.of(), Double.NaN));

    @TempDir private Path directory;

    @Test
    void addsUpWhatTheTopicSays() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("avro", 2);
            kafka.createTopic("json", 1);
            kafka.createTopic("empty", 1);
            produce(kafka);

            JsonNode avro = report(pipeline(kafka, "avro", "avro"));
            JsonNode json = report(pipeline(kafka, "json", "json"), "--tenant-key-separator", "/");

            assertThat(json.get("total")).isEqualTo(avro.get("total"));
            assertThat(json.get("by")).isEqualTo(avro.get("by"));
            assertThat(avro.get("unreadable").asLong()).isEqualTo(1);
            assertThat(avro.at("/total/events").asLong()).isEqualTo(4);
            assertThat(avro.at("/total/joules").asDouble()).isEqualTo(6);
            assertThat(avro.at("/total/unknown").asDouble()).isEqualTo(.25);
            assertThat(avro.at("/total/per1000/joules").asDouble()).isEqualTo(2000);
            assertThat(avro.at("/total/per1000/gramsCo2e").asDouble())
                    .isEqualTo(2000 / 3.6e6 * 380);
            assertThat(groups(avro, "exit")).containsExactly("(none) 1", "early 2", "late 1");
            assertThat(groups(avro, "expert")).containsExactly("(none) 1", "cnn 2", "cnn+mlp 1");
            assertThat(groups(avro, "tenant")).containsExactly("acme 2", "zeta 2");
            assertThat(avro.at("/by").has("configuration")).isFalse();

            assertRefused(pipeline(kafka, "empty", "avro"), "has no prediction");
            Path pipeline = pipeline(kafka, "avro", "avro");
            assertRefused(pipeline, "'NaN'; expected a number", "--price-per-kwh", "NaN");
            assertRefused(pipeline, "'-1.0'; expected a number", "--grams-per-kwh", "-1");
            assertRefused(
                    pipeline, "found both", "--tenant-header", "h", "--tenant-key-separator", "/");
        }
    }

    private static JsonNode report(Path pipeline, String... options) throws Exception {
        SluiceCommandLine.Run run =
                run(pipeline, options, "--output", "json", "--grams-per-kwh", "380");
        assertThat(run.exitCode()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static void assertRefused(Path pipeline, String because, String... options) {
        SluiceCommandLine.Run run = run(pipeline, options);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(because);
    }

    private static SluiceCommandLine.Run run(Path pipeline, String[] options, String... more) {
        return SluiceCommandLine.run(
                Stream.of(List.of("report", pipeline.toString()), List.of(options), List.of(more))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    private static List<String> groups(JsonNode report, String dimension) {
        return report.at("/by/" + dimension).findParents("group").stream()
                .map(group -> group.get("group").asText() + " " + group.get("events").asText())
                .toList();
    }

    private static Prediction prediction(
            String id, String key, int exit, String exitName, List<String> experts, double joules) {
        Provenance energy = Double.isNaN(joules) ? Provenance.UNKNOWN : Provenance.ESTIMATED;
        return new Prediction(
                id,
                key.getBytes(StandardCharsets.UTF_8),
                0,
                0,
                "",
                .5f,
                null,
                OptionalLong.empty(),
                new DecisionRecord(
                        1,
                        "p",
                        "b@1#0",
                        "onnxruntime",
                        exit,
                        exitName,
                        .5f,
                        List.of(),
                        experts.stream().map(name -> new ExpertUse(name, .5f)).toList(),
                        List.of(),
                        Cost.NONE,
                        new Cost(100, .25, joules, 8, energy),
                        "EXIT",
                        1_000,
                        3_000,
                        "",
                        "",
                        List.of()),
                List.of(),
                null);
    }

    private static void produce(EmbeddedKafka kafka) throws Exception {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
            for (Prediction prediction : PREDICTIONS) {
                String key = new String(prediction.key(), StandardCharsets.UTF_8);
                ProducerRecord<byte[], byte[]> avro =
                        new ProducerRecord<>(
                                "avro", prediction.key(), PredictionCodec.encode(prediction));
                avro.headers()
                        .add("x-tenant", key.substring(0, 4).getBytes(StandardCharsets.UTF_8));
                producer.send(avro).get();
                producer.send(
                                new ProducerRecord<>(
                                        "json", prediction.key(), PredictionJson.write(prediction)))
                        .get();
            }
            producer.send(new ProducerRecord<>("avro", new byte[] {1, 2, 3})).get();
            producer.send(new ProducerRecord<>("json", new byte[] {1, 2, 3})).get();
        }
    }

    private Path pipeline(EmbeddedKafka kafka, String topic, String format) throws Exception {
        return Files.writeString(
                directory.resolve(topic + ".yaml"),
                """
                name: test
                source: {bootstrap-servers: '%s', topics: [events], format: sluice-event}
                bundle.uri: bundle
                sink: {topic: %s, format: %s}
                budgets.tenant-header: x-tenant
                """
                        .formatted(kafka.bootstrapServers(), topic, format));
    }
}
