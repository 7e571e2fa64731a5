package io.sluice.jobs;

import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The records of a topic between two positions, read once, without a consumer group: the committed
 * ones, partition after partition and each in the order of its offsets, so that the same range
 * gives the same sequence.
 */
public final class KafkaRange {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int SILENT_POLLS = 30;
    private static final int TIMEOUT_MILLIS = 10_000;

    private final String servers;
    private final Map<String, Object> settings;
    private final String topic;
    private final KafkaPosition from;
    private final KafkaPosition to;

    /** Hears every record. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A record.
         *
         * @param done offsets passed so far, this record's included
         * @param total offsets of the range
         */
        void record(SourceRecord record, long done, long total);
    }

    /**
     * A range.
     *
     * @param servers the cluster's bootstrap servers
     * @param properties further settings of the consumer
     * @param to behind the last record
     */
    public KafkaRange(
            String servers,
            Map<String, String> properties,
            String topic,
            KafkaPosition from,
            KafkaPosition to) {
        this.servers = servers;
        this.topic = topic;
        this.from = from;
        this.to = to;
        this.settings = new HashMap<>(properties);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    }

    /**
     * Reads the range.
     *
     * @throws KafkaUnreachableException when the cluster does not answer
     * @throws IllegalArgumentException when there is no such topic or offset
     */
    public void read(Listener listener) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            Set<TopicPartition> partitions = partitions(consumer);
            Map<TopicPartition, Long> starts = from.in(consumer, partitions);
            Map<TopicPartition, Long> ends = to.in(consumer, partitions);
            long total = 0;
            for (TopicPartition partition : partitions) {
                total += Math.max(0, ends.get(partition) - starts.get(partition));
            }
            long before = 0;
            for (TopicPartition partition : partitions) {
                long start = starts.get(partition);
                long end = ends.get(partition);
                if (start < end) {
                    read(consumer, partition, start, end, before, total, listener);
                    before += end - start;
                }
            }
        } catch (KafkaException e) {
            throw new KafkaUnreachableException(
                    "Kafka at " + servers + ", topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new IllegalArgumentException("Kafka at " + servers + " has no topic " + topic);
        }
        TreeMap<Integer, TopicPartition> sorted = new TreeMap<>();
        infos.forEach(
                info -> sorted.put(info.partition(), new TopicPartition(topic, info.partition())));
        return new LinkedHashSet<>(sorted.values());
    }

    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long start,
            long end,
            long before,
            long total,
            Listener listener) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, start);
        int silent = 0;
        // Markers of transactions have offsets and are no records, so the position counts.
        while (consumer.position(partition) < end) {
            long position = consumer.position(partition);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    long done = before + record.offset() + 1 - start;
                    listener.record(source(record), done, total);
                }
            }
            silent = consumer.position(partition) == position ? silent + 1 : 0;
            if (silent > SILENT_POLLS) {
                throw new KafkaException(
                        "no record of " + partition + " behind offset " + position);
            }
        }
    }

    private static SourceRecord source(ConsumerRecord<byte[], byte[]> record) {
        return new SourceRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                KafkaHeaders.from(record.headers()));
    }
}
