package io.sluice.benchmarks.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed answers of a run. */
public final class AnswerReader {
    private final String bootstrapServers;
    private final String topic;
    private final long[] windowStart;

    /**
     * @param windowStart the offset in each partition from which on answers are of the window
     */
    AnswerReader(String bootstrapServers, String topic, long[] windowStart) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.windowStart = windowStart;
    }

    /**
     * Reads all committed answers.
     *
     * @param each is given every record and whether it was written within the measured window
     * @return how many there are
     */
    public long read(BiConsumer<ConsumerRecord<byte[], byte[]>, Boolean> each) {
        Map<String, Object> settings =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        // Closing waits for a fetch that waits for more.
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        20,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000);
        List<TopicPartition> partitions =
                IntStream.range(0, windowStart.length)
                        .mapToObj(p -> new TopicPartition(topic, p))
                        .toList();
        long read = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // With this isolation level the end is the last stable offset.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    each.accept(record, record.offset() >= windowStart[record.partition()]);
                    read++;
                }
            }
        }
        return read;
    }

    void awaitCommitted(long count, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long read = read((record, inWindow) -> {});
        while (read < count && System.nanoTime() < end) {
            Thread.sleep(200);
            read = read((record, inWindow) -> {});
        }
    }
}
