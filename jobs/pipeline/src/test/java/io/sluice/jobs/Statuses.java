package io.sluice.jobs;

import io.sluice.schemas.MalformedException;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatusCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What tasks say on the topic {@code status}, which has one partition. Not thread-safe. */
final class Statuses implements AutoCloseable {
    private static final TopicPartition PARTITION = new TopicPartition("status", 0);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, TaskStatus> newest = new TreeMap<>();

    Statuses(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
    }

    /** What each task has said last, by {@link TaskStatus#key}. */
    Map<String, TaskStatus> newest() {
        long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        while (consumer.position(PARTITION) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                take(record);
            }
        }
        return newest;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            TaskStatus status = TaskStatusCodec.decode(record.value());
            newest.put(status.key(), status);
        } catch (MalformedException e) {
            throw new AssertionError("a status cannot be read", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
