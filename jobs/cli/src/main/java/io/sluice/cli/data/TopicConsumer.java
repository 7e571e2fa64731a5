package io.sluice.cli.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens consumers that read all partitions of a topic from its beginning, in no group. */
public final class TopicConsumer {
    private static final int TIMEOUT_MILLIS = 30_000;

    private TopicConsumer() {}

    /**
     * A consumer, which the caller closes.
     *
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     */
    public static KafkaConsumer<byte[], byte[]> open(
            String bootstrapServers, String topic, String isolation) {
        return open(bootstrapServers, Map.of(), topic, isolation);
    }

    /**
     * A consumer, which the caller closes.
     *
     * @param properties further settings of it
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     */
    public static KafkaConsumer<byte[], byte[]> open(
            String bootstrapServers,
            Map<String, String> properties,
            String topic,
            String isolation) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes);
        try {
            fromBeginning(consumer, topic);
            return consumer;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static void fromBeginning(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException("Kafka has no topic " + topic);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }
}
