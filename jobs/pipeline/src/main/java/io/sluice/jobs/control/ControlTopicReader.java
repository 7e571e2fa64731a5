package io.sluice.jobs.control;

import io.sluice.jobs.control.ControlTopicSource.NoSplit;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the control topic for one task.
 *
 * <p><b>Owned state:</b> a thread with a Kafka consumer, and the messages it has read and the task
 * has not yet taken. <b>Threading:</b> the task's thread calls the reader's methods; the other
 * thread only adds messages and completes the future that the task waits on.
 */
final class ControlTopicReader implements SourceReader<SourceRecord, NoSplit> {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String topic;
    private final Properties settings;
    private final Queue<SourceRecord> messages = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::readOn, "sluice-control-topic");
    private final Object lock = new Object();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private KafkaConsumer<byte[], byte[]> consumer;
    private volatile RuntimeException failure;
    private volatile boolean closed;

    ControlTopicReader(String topic, Properties settings) {
        this.topic = topic;
        this.settings = settings;
    }

    @Override
    public void start() {
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) {
        if (failure != null) {
            throw failure;
        }
        SourceRecord message = messages.poll();
        if (message != null) {
            output.collect(message);
        }
        synchronized (lock) {
            if (!messages.isEmpty() || failure != null) {
                return InputStatus.MORE_AVAILABLE;
            }
            if (available.isDone()) {
                available = new CompletableFuture<>();
            }
            return InputStatus.NOTHING_AVAILABLE;
        }
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        synchronized (lock) {
            return available;
        }
    }

    @Override
    public List<NoSplit> snapshotState(long checkpointId) {
        return List.of();
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() throws InterruptedException {
        closed = true;
        if (consumer != null) {
            consumer.wakeup();
            thread.join(Duration.ofSeconds(10).toMillis());
        }
    }

    private void readOn() {
        try (KafkaConsumer<byte[], byte[]> reading = consumer) {
            assign();
            while (!closed) {
                boolean any = false;
                for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
                    messages.add(message(record));
                    any = true;
                }
                if (any) {
                    wake();
                }
            }
        } catch (WakeupException | InterruptException e) {
            if (!closed) {
                fail(e);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void assign() {
        int partitions = consumer.partitionsFor(topic).size();
        if (partitions != 1) {
            throw new IllegalStateException(
                    "the control topic "
                            + topic
                            + " has "
                            + partitions
                            + " partitions; expected 1, because its order is that of the epochs");
        }
        List<TopicPartition> assignment = List.of(new TopicPartition(topic, 0));
        consumer.assign(assignment);
        consumer.seekToBeginning(assignment);
    }

    private static SourceRecord message(ConsumerRecord<byte[], byte[]> record) {
        return new SourceRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                List.of());
    }

    private void fail(RuntimeException cause) {
        failure =
                new KafkaException(
                        "the control topic " + topic + " cannot be read: " + cause.getMessage(),
                        cause);
        wake();
    }

    private void wake() {
        synchronized (lock) {
            available.complete(null);
        }
    }
}
