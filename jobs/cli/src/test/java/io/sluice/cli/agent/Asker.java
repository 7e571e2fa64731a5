package io.sluice.cli.agent;

import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks devices over Kafka and hears what they say of themselves. Not thread-safe. */
final class Asker implements AutoCloseable {
    static final String TELEMETRY = "sluice-expert-telemetry";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String repliesTopic;
    private final long clockErrorMicros;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> replies;
    private final KafkaConsumer<byte[], byte[]> telemetry;
    private final Map<String, List<ExpertReply>> byRequest = new HashMap<>();
    private final Map<String, ExpertTelemetry> byDevice = new HashMap<>();

    /**
     * @param repliesTopic where it wants its replies
     * @param clockErrorMicros by how much its clock is ahead of this machine's
     */
    Asker(String servers, String repliesTopic, long clockErrorMicros) {
        this.repliesTopic = repliesTopic;
        this.clockErrorMicros = clockErrorMicros;
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        replies = consumer(servers, repliesTopic);
        telemetry = consumer(servers, TELEMETRY);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String servers, String topic) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** A request for class {@code label}, as {@link TestBundles} reads it. */
    ExpertRequest request(String id, String expert, int label) {
        return request(id, expert, "", label, 0, 20_000_000);
    }

    /** One that was sent a while ago, and for a bundle. */
    ExpertRequest request(
            String id, String expert, String bundle, int label, long agoMicros, long budget) {
        Tensor image = Tensor.ofBytes(new int[] {TestBundles.CLASSES}, TestBundles.row(label, 100));
        return new ExpertRequest(
                id,
                expert,
                bundle,
                repliesTopic,
                List.of(new NamedTensor(TestBundles.INPUT, image)),
                System.currentTimeMillis() * 1_000 + clockErrorMicros - agoMicros,
                budget);
    }

    void ask(String topic, ExpertRequest request) {
        sendBytes(topic, ExpertRequestCodec.encode(request));
    }

    void sendBytes(String topic, byte[] value) {
        producer.send(new ProducerRecord<>(topic, value));
        producer.flush();
    }

    /** The first reply to a request. */
    ExpertReply reply(String id) throws MalformedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!byRequest.containsKey(id)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no reply to " + id + ", only to " + byRequest.keySet());
            }
            for (ConsumerRecord<byte[], byte[]> record : replies.poll(POLL)) {
                ExpertReply reply = ExpertReplyCodec.decode(record.value());
                byRequest.computeIfAbsent(reply.requestId(), r -> new ArrayList<>()).add(reply);
                if (!new String(record.key(), StandardCharsets.UTF_8).equals(reply.requestId())) {
                    throw new AssertionError("key of " + reply);
                }
            }
        }
        return byRequest.get(id).get(0);
    }

    /** Telemetry of a device that is as expected; null stands for a tombstone. */
    ExpertTelemetry telemetry(String device, Predicate<ExpertTelemetry> expected)
            throws MalformedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!(byDevice.containsKey(device) && expected.test(byDevice.get(device)))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("telemetry of " + device + ": " + byDevice.get(device));
            }
            for (ConsumerRecord<byte[], byte[]> record : telemetry.poll(POLL)) {
                byDevice.put(
                        new String(record.key(), StandardCharsets.UTF_8),
                        record.value() == null
                                ? null
                                : ExpertTelemetryCodec.decode(record.value()));
            }
        }
        return byDevice.get(device);
    }

    @Override
    public void close() {
        producer.close();
        replies.close();
        telemetry.close();
    }
}
