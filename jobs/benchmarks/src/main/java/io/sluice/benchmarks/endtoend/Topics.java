package io.sluice.benchmarks.endtoend;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** Makes, fills and watches the topics of a benchmark. */
public final class Topics implements AutoCloseable {
    /** Partitions of every topic of events and answers. */
    public static final int PARTITIONS = 2;

    /** A record's timestamp is when the broker wrote it, which is of use for answers alone. */
    private static final Map<String, String> SETTINGS =
            Map.of("file.delete.delay.ms", "1000", "message.timestamp.type", "LogAppendTime");

    private static final int MOST_ATTEMPTS = 100;

    private final String bootstrapServers;
    private final Admin admin;
    private final Set<String> created = new LinkedHashSet<>();

    public Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    public void create(String name) {
        create(name, PARTITIONS);
    }

    /** Creates a topic whose records are dated by the broker when it writes them. */
    public void create(String name, int partitions) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(SETTINGS);
        get(admin.createTopics(List.of(topic)).all());
        created.add(name);
        awaitKnown(name, partitions);
    }

    /** The broker answers questions about a topic a moment after it was created. */
    private void awaitKnown(String name, int partitions) {
        for (int attempt = 0; ; attempt++) {
            try {
                ends(name, partitions);
                return;
            } catch (IllegalStateException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    public void delete(String name) {
        get(admin.deleteTopics(List.of(name)).all());
        created.remove(name);
    }

    /**
     * Creates a topic with the events 0 to {@code count − 1}, alternating between its partitions.
     *
     * @param value the record's value by the number of the event
     * @param key the record's key by the number of the event; may give null
     */
    public void fill(
            String name, long count, LongFunction<byte[]> key, LongFunction<byte[]> value) {
        create(name);
        try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
            for (long i = 0; i < count; i++) {
                int partition = (int) (i % PARTITIONS);
                producer.send(new ProducerRecord<>(name, partition, key.apply(i), value.apply(i)));
            }
        }
    }

    /**
     * A producer of events, which the caller closes.
     *
     * @param lingerMillis how long a record waits for others
     */
    public KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMillis);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The end offsets of a topic by partition, open transactions and their markers included. */
    public long[] ends(String name) {
        return ends(name, PARTITIONS);
    }

    private long[] ends(String name, int partitions) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        IntStream.range(0, partitions)
                .forEach(p -> asked.put(new TopicPartition(name, p), OffsetSpec.latest()));
        var found = get(admin.listOffsets(asked).all());
        return IntStream.range(0, partitions)
                .mapToLong(p -> found.get(new TopicPartition(name, p)).offset())
                .toArray();
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refused: " + e.getCause(), e.getCause());
        }
    }

    /** Deletes what is left of the topics that were created here. */
    @Override
    public void close() {
        List.copyOf(created).forEach(this::delete);
        Utils.closeQuietly(admin, "admin client");
    }
}
