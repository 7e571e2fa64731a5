package io.sluice.deploy;

import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.AvroWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends numbered events in the example's schema, every {@value #POISON_EVERY}th of them cut short,
 * and remembers where those went.
 */
final class EventProducer implements AutoCloseable {
    static final int POISON_EVERY = 97;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final Set<String> poison = new HashSet<>();

    EventProducer(String bootstrapServers, String topic) {
        this.topic = topic;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.LINGER_MS_CONFIG,
                                5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static boolean isPoison(int number) {
        return number % POISON_EVERY == 0;
    }

    static int labelOf(int number) {
        return number % TestBundles.CLASSES;
    }

    /** Sends the events from one number up to another, at a steady rate. */
    void send(int from, int to, int perSecond) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        Map<Integer, Future<RecordMetadata>> cut = new java.util.TreeMap<>();
        for (int number = from; number < to; number++) {
            Future<RecordMetadata> sent = producer.send(record(number));
            if (isPoison(number)) {
                cut.put(number, sent);
            }
            long due = start + (number - from) * 1_000_000_000L / perSecond;
            LockSupport.parkNanos(due - System.nanoTime());
        }
        producer.flush();
        for (Future<RecordMetadata> sent : cut.values()) {
            poison.add(place(sent.get().partition(), sent.get().offset()));
        }
    }

    /** Where the poison went, each as partition@offset. */
    Set<String> poison() {
        return poison;
    }

    static String place(int partition, long offset) {
        return partition + "@" + offset;
    }

    @Override
    public void close() {
        producer.close();
    }

    private ProducerRecord<byte[], byte[]> record(int number) {
        byte[] key = ("camera-" + number % 8).getBytes(StandardCharsets.UTF_8);
        AvroWriter out = new AvroWriter(64);
        out.writeString("event-" + number);
        out.writeString("camera-" + number % 8);
        out.writeLong(1_760_000_000_000L + number);
        // Strengths that leave at every exit of the test bundle.
        out.writeBytes(TestBundles.row(labelOf(number), 60 + number % 190));
        out.writePresent(false);
        byte[] whole = out.toByteArray();
        byte[] value = isPoison(number) ? java.util.Arrays.copyOf(whole, whole.length - 4) : whole;
        return new ProducerRecord<>(topic, key, value);
    }
}
