package io.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.LocalFlink;
import io.sluice.cli.SluiceCommandLine;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.jobs.PipelineJob;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts of what jobs of experts and of sensors wrote say what their predictions say. */
class ReportOfJobsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long START_MILLIS = 1_700_000_000_000L;

    private static final String SCHEMA =
            """
            {"type": "record", "name": "Reading", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": "long"},
              {"name": "values", "type": "bytes"}]}
            """;

    private static final String EXPERTS =
            """
            name: experts
            source:
              bootstrap-servers: ${KAFKA}
              topics: [events]
              start-from: earliest
              format: avro
              schema: reading.avsc
              mapping: {id: id, event-time: {field: at, unit: millis}, inputs: {image: values}}
            bundle.uri: bundle
            cascade.forwarded-headers: [tenant]
            budgets.tenant-header: tenant
            sink.topic: predictions
            checkpoints.interval: 200 ms
            experts:
              replies-topic: replies
              telemetry-topic: telemetry
              hedge-after: never
              local:
                - {name: all, bundle.uri: all}
                - {name: low, bundle.uri: low}
                - {name: high, bundle.uri: high}
            """;

    @TempDir private Path directory;

    @Test
    void ofExpertsByThoseThatWereAskedAndByTenant() throws Exception {
        int events = 40;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (String topic : List.of("events", "predictions", "replies", "telemetry")) {
                kafka.createTopic(topic, 1);
            }
            writeExperts();
            Path pipeline = write(kafka, EXPERTS);
            JobClient job = start(pipeline);
            try {
                List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
                for (int i = 0; i < events; i++) {
                    ProducerRecord<byte[], byte[]> event =
                            record("events", "e" + i, i, TestBundles.row(i % 10, 100));
                    String tenant = i % 4 == 0 ? "acme" : "zeta";
                    event.headers().add("tenant", tenant.getBytes(StandardCharsets.UTF_8));
                    sent.add(event);
                }
                send(kafka, sent);
                JsonNode report = await(pipeline, events);
                List<Prediction> predictions = predictions(kafka);

                assertThat(predictions).hasSize(events);
                assertIsSumOf(report.get("total"), predictions);
                assertGroups(report, "expert", predictions, ReportOfJobsIT::experts);
                assertThat(groups(report, "expert")).contains("all+high", "all+low");
                assertThat(groups(report, "tenant")).containsExactly("acme", "zeta");
                assertThat(report.at("/by/tenant/0/events").asInt()).isEqualTo(events / 4);
                assertThat(report.get("by").has("exit")).as("no exits are known").isFalse();
                assertThat(report.get("by").has("configuration")).isFalse();
                assertThat(report.at("/total/joules").asDouble())
                        .as("4 J of all and 1 J of another, as the policy knows them")
                        .isEqualTo(events * 5);
                assertThat(report.at("/total/estimated").asDouble()).isEqualTo(1);
            } finally {
                job.cancel().get();
            }
        }
    }

    @Test
    void ofSensorsByConfiguration() throws Exception {
        int ticks = 20;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (String topic : List.of("camera", "radar", "lidar", "predictions")) {
                kafka.createTopic(topic, 1);
            }
            kafka.createTopic("commands", 1, Map.of("cleanup.policy", "compact"));
            kafka.createTopic("acks", 1, Map.of("cleanup.policy", "compact"));
            SensorTestBundle.roads()
                    .policy(SensorTestPolicy.of("1", ""))
                    .writeTo(directory.resolve("bundle"));
            Path pipeline = write(kafka, sensors());
            JobClient job = start(pipeline);
            try {
                List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
                for (int tick = 0; tick < ticks; tick++) {
                    for (Sensor sensor : Sensor.values()) {
                        byte[] row = SensorTestBundle.row(sensor, 3, 100);
                        // After the first half it is dark, and the camera sees little.
                        if (sensor == Sensor.CAMERA && tick >= ticks / 2) {
                            row[0] = (byte) SensorTestPolicy.DARK;
                        }
                        long at = START_MILLIS + tick * SensorTestPolicy.PERIOD_MILLIS;
                        sent.add(record(sensor.modality(), "car", at, row));
                    }
                }
                send(kafka, sent);
                JsonNode report = await(pipeline, ticks);
                List<Prediction> predictions = predictions(kafka);

                assertThat(predictions).hasSize(ticks);
                assertIsSumOf(report.get("total"), predictions);
                assertGroups(
                        report,
                        "configuration",
                        predictions,
                        prediction -> prediction.decision().configuration());
                assertThat(groups(report, "configuration")).hasSizeGreaterThan(1);
                assertThat(report.get("by").has("exit")).as("no exits are known").isFalse();
                assertThat(report.get("by").has("expert")).isFalse();
                assertThat(report.at("/total/joules").asDouble())
                        .as("all sensors are on all the time")
                        .isGreaterThan(ticks * 18);
                assertThat(report.at("/total/estimated").asDouble()).isEqualTo(1);
            } finally {
                job.cancel().get();
            }
        }
    }

    private static String sensors() {
        StringBuilder streams = new StringBuilder();
        for (Sensor sensor : Sensor.values()) {
            streams.append(
                    """
                        - topic: %s
                          modalities: [%s]
                          schema: reading.avsc
                          mapping: {key: id, event-time: {field: at, unit: millis}, inputs: {%s: values}}
                    """
                            .formatted(sensor.modality(), sensor.modality(), sensor.input()));
        }
        return """
                name: sensors
                source:
                  bootstrap-servers: ${KAFKA}
                  start-from: earliest
                  format: avro
                  streams:
                %s
                bundle.uri: bundle
                sink.topic: predictions
                checkpoints.interval: 200 ms
                sensors: {period: 1 s, commands-topic: commands, acks-topic: acks}
                """
                .formatted(streams);
    }

    /** The test router with time to answer in on a slow machine, and its experts. */
    private void writeExperts() throws Exception {
        ExpertPolicy patient =
                RouterTestBundle.choice(
                        new ExpertCategory("default", 30_000, Double.POSITIVE_INFINITY, 2));
        RouterTestBundle.router()
                .policy(new Policy("1", "", FixedExit.full()).with(patient))
                .writeTo(directory.resolve("bundle"));
        for (String name : List.of("all", "low", "high")) {
            RouterTestBundle.expert(name).writeDirectory(directory.resolve(name));
        }
    }

    private Path write(EmbeddedKafka kafka, String text) throws Exception {
        Files.writeString(directory.resolve("reading.avsc"), SCHEMA);
        return Files.writeString(
                directory.resolve("pipeline.yaml"),
                text.replace("${KAFKA}", kafka.bootstrapServers()));
    }

    private static JobClient start(Path pipeline) throws Exception {
        PipelineConfig config = PipelineConfig.load(pipeline);
        LocalFlink flink = LocalFlink.start(config.parallelism(), 0, null);
        PipelineJob.prepare(config).addTo(flink.environment());
        return flink.environment().executeAsync(config.name());
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, String id, long at, byte[] values) {
        AvroWriter value = new AvroWriter(64);
        value.writeString(id);
        value.writeLong(at);
        value.writeBytes(values);
        return new ProducerRecord<>(
                topic, id.getBytes(StandardCharsets.UTF_8), value.toByteArray());
    }

    private static void send(EmbeddedKafka kafka, List<ProducerRecord<byte[], byte[]>> records) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
            records.forEach(producer::send);
        }
    }

    /** The report, once it has all events. */
    private static JsonNode await(Path pipeline, int events) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            SluiceCommandLine.Run run =
                    SluiceCommandLine.run("report", pipeline.toString(), "--output", "json");
            JsonNode report = run.exitCode() == 0 ? new ObjectMapper().readTree(run.out()) : null;
            if (report != null && report.at("/total/events").asInt() == events) {
                return report;
            }
            assertThat(System.nanoTime()).as(run.out() + run.err()).isLessThan(end);
        }
    }

    /** What is on the topic, read by itself. */
    private static List<Prediction> predictions(EmbeddedKafka kafka) throws Exception {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "isolation.level",
                        "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            TopicPartition partition = new TopicPartition("predictions", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<Prediction> predictions = new ArrayList<>();
            while (consumer.position(partition)
                    < consumer.endOffsets(List.of(partition)).get(partition)) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    predictions.add(PredictionCodec.decode(record.value()));
                }
            }
            return predictions;
        }
    }

    private static void assertIsSumOf(JsonNode receipt, List<Prediction> predictions) {
        double joules = 0;
        double multiplyAdds = 0;
        double millis = 0;
        double bytes = 0;
        double latency = 0;
        for (Prediction prediction : predictions) {
            DecisionRecord decision = prediction.decision();
            joules += decision.actual().joules();
            multiplyAdds += decision.actual().multiplyAdds();
            millis += decision.actual().seconds() * 1e3;
            bytes += decision.actual().bytes();
            latency += (decision.decidedMicros() - decision.admittedMicros()) * 1e-3;
        }
        double thousands = predictions.size() / 1e3;
        assertThat(receipt.get("events").asInt()).isEqualTo(predictions.size());
        assertThat(receipt.get("joules").asDouble()).isCloseTo(joules, within(1e-9 * joules));
        assertThat(receipt.get("wattHours").asDouble())
                .isCloseTo(joules / 3600, within(1e-9 * joules));
        assertThat(receipt.at("/per1000/joules").asDouble())
                .isCloseTo(joules / thousands, within(1e-6 * joules));
        assertThat(receipt.at("/per1000/multiplyAdds").asDouble())
                .isCloseTo(multiplyAdds / thousands, within(1e-6));
        assertThat(multiplyAdds).isPositive();
        assertThat(receipt.at("/per1000/computeMillis").asDouble())
                .isCloseTo(millis / thousands, within(1e-6));
        assertThat(millis).isPositive();
        assertThat(receipt.at("/per1000/bytes").asDouble()).isEqualTo(bytes / thousands);
        assertThat(receipt.get("latencyMillis").asDouble())
                .isCloseTo(latency / predictions.size(), within(1e-6));
        assertThat(latency).isPositive();
    }

    /** Every group is the sum of its predictions, and there is no other. */
    private static void assertGroups(
            JsonNode report,
            String dimension,
            List<Prediction> predictions,
            Function<Prediction, String> group) {
        Map<String, List<Prediction>> by =
                predictions.stream()
                        .collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()));
        assertThat(groups(report, dimension)).containsExactlyElementsOf(by.keySet());
        for (JsonNode receipt : report.at("/by/" + dimension)) {
            assertIsSumOf(receipt, by.get(receipt.get("group").asText()));
        }
    }

    private static List<String> groups(JsonNode report, String dimension) {
        List<String> groups = new ArrayList<>();
        report.at("/by/" + dimension).forEach(each -> groups.add(each.get("group").asText()));
        return groups;
    }

    private static String experts(Prediction prediction) {
        return prediction.decision().experts().stream()
                .map(ExpertUse::name)
                .sorted()
                .distinct()
                .collect(Collectors.joining("+"));
    }
}
