package io.sluice.jobs;

import io.sluice.operators.admission.ControlFeed;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a whole compacted topic for one task, from its beginning: that of control messages, or that
 * of devices' telemetry.
 *
 * <p><b>Owned state:</b> a thread with a Kafka consumer, and the messages that it has read and the
 * task has not yet taken. <b>Threading:</b> the task's thread calls the methods; the other thread
 * only adds messages, or says why it cannot go on.
 */
final class TopicFeed implements ControlFeed {
    private static final Duration POLL = Duration.ofMillis(500);

    private final String topic;
    private final boolean ordered;
    private final Queue<SourceRecord> messages = new ConcurrentLinkedQueue<>();
    private final CountDownLatch current = new CountDownLatch(1);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::readOn, "sluice-topic-feed");
    private volatile RuntimeException failure;
    private volatile boolean closed;

    /**
     * Starts reading.
     *
     * @param ordered whether the topic's order counts, so that it has to have one partition
     * @param settings of the Kafka consumer, bootstrap servers included
     */
    TopicFeed(String topic, boolean ordered, Properties settings) {
        this.topic = topic;
        this.ordered = ordered;
        this.consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public SourceRecord poll() {
        if (failure != null) {
            throw failure;
        }
        return messages.poll();
    }

    @Override
    public boolean awaitCurrent(Duration limit) throws InterruptedException {
        return current.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        consumer.wakeup();
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void readOn() {
        try (consumer) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(assign());
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    messages.add(message(record));
                }
                if (current.getCount() > 0 && hasReached(ends)) {
                    current.countDown();
                }
            }
        } catch (RuntimeException e) {
            if (!closed) {
                failure =
                        new KafkaException(
                                "the topic " + topic + " cannot be read: " + e.getMessage(), e);
            }
        } finally {
            current.countDown();
        }
    }

    private boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private List<TopicPartition> assign() {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        if (ordered && partitions.size() != 1) {
            throw new IllegalStateException(
                    "it has "
                            + partitions.size()
                            + " partitions; expected 1, because its order is that of the epochs");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    private static SourceRecord message(ConsumerRecord<byte[], byte[]> record) {
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
