package io.sluice.jobs;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.SensorCommandCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A pipeline over the test sensor bundle with {@link SensorTestPolicy}, and the devices that it
 * senses with. Topics: one for each modality under its name, {@code commands} and {@code acks}.
 */
final class SensorRun extends JobRun {
    /** Two devices for each of two tasks. */
    static final List<String> DEVICES = List.of("car-0", "car-1", "car-2", "car-3");

    final Bundle bundle;
    final Outcomes outcomes;
    final Map<String, SensorDevice> devices = new LinkedHashMap<>();

    /** Commands, and answers before their transaction is committed. */
    private final KafkaConsumer<byte[], byte[]> messages;

    /** Answers that were given, committed or not. */
    private final Set<String> given = new HashSet<>();

    SensorRun(Path directory, EmbeddedKafka kafka, String... names) throws Exception {
        super(directory, kafka);
        bundle =
                Bundle.open(
                        SensorTestBundle.roads()
                                .policy(SensorTestPolicy.of("1", ""))
                                .writeTo(directory.resolve("bundle")));
        Files.writeString(directory.resolve("reading.avsc"), PipelineRun.SCHEMA);
        for (Sensor sensor : Sensor.values()) {
            kafka.createTopic(sensor.modality(), 2);
        }
        kafka.createTopic("commands", 2, Map.of("cleanup.policy", "compact"));
        kafka.createTopic("acks", 2, Map.of("cleanup.policy", "compact"));
        for (String name : names) {
            devices.put(name, new SensorDevice(name));
        }
        outcomes = new Outcomes(kafka.bootstrapServers());
        messages =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        messages.assign(
                List.of(
                        new TopicPartition("commands", 0),
                        new TopicPartition("commands", 1),
                        new TopicPartition("predictions", 0),
                        new TopicPartition("predictions", 1)));
    }

    /** The pipeline file. */
    static String text() {
        return text("");
    }

    /** The pipeline file with more keys of the section {@code sensors}. */
    static String text(String sensors) {
        StringBuilder text =
                new StringBuilder(
                        """
                        name: test
                        parallelism: 2
                        source:
                          bootstrap-servers: ${KAFKA}
                          start-from: earliest
                          format: avro
                          streams:
                        """);
        for (Sensor sensor : Sensor.values()) {
            text.append(
                    """
                        - topic: %s
                          modalities: [%s]
                          schema: reading.avsc
                          mapping: {key: id, event-time: {field: at, unit: millis}, inputs: {%s: values}}
                    """
                            .formatted(sensor.modality(), sensor.modality(), sensor.input()));
        }
        return text.append(
                        """
                        bundle.uri: bundle
                        cascade.max-wait: 5 ms
                        control.topic: control
                        sink.topic: predictions
                        dead-letters.topic: events.dlq
                        sensors:
                          period: 1 s
                          commands-topic: commands
                          acks-topic: acks
                        """)
                .append(sensors.indent(2))
                .toString();
    }

    PipelineConfig config() {
        return parse(text());
    }

    SensorDevice device(String name) {
        return devices.get(name);
    }

    void send(Sensor sensor, SensorDevice device, byte[] value) {
        int partition = List.copyOf(devices.keySet()).indexOf(device.name) % 2;
        producer.send(new ProducerRecord<>(sensor.modality(), partition, device.key(), value));
    }

    /** Every device sends its next frames and does what it was told. */
    void tick() {
        devices.values().forEach(device -> device.tick(this));
        producer.flush();
        hear(Duration.ofMillis(20));
        outcomes.read(Duration.ofMillis(50));
    }

    /**
     * Devices send frames until something holds, at most two ticks ahead of their answers: as in a
     * device's own time, an acknowledgement is then there before what it speaks of.
     */
    void drive(String what, BooleanSupplier until) {
        await(
                what,
                () -> {
                    tick();
                    await("answers", this::isNearlyAnswered);
                    return until.getAsBoolean();
                });
    }

    private boolean isNearlyAnswered() {
        hear(Duration.ofMillis(20));
        return devices.values().stream()
                .map(device -> device.expected)
                .allMatch(ids -> given.containsAll(ids.subList(0, Math.max(0, ids.size() - 2))));
    }

    /** Devices do what they were told since the last time. */
    void hear(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : messages.poll(wait)) {
            if (record.topic().equals("predictions")) {
                given.add(Outcomes.prediction(record).eventId());
                continue;
            }
            SensorCommand command = decode(record.value());
            SensorDevice device = device(new String(record.key(), StandardCharsets.UTF_8));
            if (!Arrays.equals(record.key(), command.key())) {
                throw new AssertionError("a command of another device than its record's key");
            }
            device.hear(command);
        }
        for (SensorDevice device : devices.values()) {
            SensorAck ack = device.obey();
            if (ack != null) {
                producer.send(
                        new ProducerRecord<>("acks", device.key(), SensorAckCodec.encode(ack)));
            }
        }
    }

    /** Waits for the answers to all frames, and that none comes more. */
    void awaitAnswers() {
        await("answers to all frames", () -> outcomes.read() != null && missing().isEmpty());
        outcomes.settle();
    }

    /** The ticks that were not answered yet. */
    List<String> missing() {
        List<String> missing = expected();
        missing.removeAll(outcomes.answers.keySet());
        return missing;
    }

    /** The ids of all ticks of all devices. */
    List<String> expected() {
        List<String> expected = new ArrayList<>();
        devices.values().forEach(device -> expected.addAll(device.expected));
        return expected;
    }

    /** The answers for a device so far, in the order of its ticks. */
    List<Prediction> answers(String device) {
        return outcomes.predictions.stream()
                .filter(answer -> answer.eventId().startsWith(device + "@"))
                .sorted(Comparator.comparingLong(Prediction::eventTimeMillis))
                .toList();
    }

    /** Whether every device's newest answer is such. */
    boolean newest(Predicate<Prediction> suitable) {
        return devices.keySet().stream()
                .map(this::answers)
                .allMatch(all -> !all.isEmpty() && suitable.test(all.get(all.size() - 1)));
    }

    private static SensorCommand decode(byte[] value) {
        try {
            return SensorCommandCodec.decode(value);
        } catch (MalformedException e) {
            throw new AssertionError("a command cannot be read", e);
        }
    }

    @Override
    public void close() throws Exception {
        messages.close();
        outcomes.close();
        super.close();
    }
}
