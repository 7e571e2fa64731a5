package io.sluice.agent;

import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic on a thread of its own, and keeps trying while Kafka is away. All partitions are
 * assigned and not subscribed to: no process waits for one that died.
 */
final class ConsumerThread implements AutoCloseable {
    /** What is read, with a consumer that is assigned; returns when the thread is closed. */
    interface Reading {
        void read(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerThread.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final AgentConfig.Kafka kafka;
    private final String topic;
    private final String groupId;
    private final Reading reading;
    private final Thread thread;
    private volatile boolean closed;
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param groupId for offsets, or empty
     */
    ConsumerThread(
            String name, AgentConfig.Kafka kafka, String topic, String groupId, Reading reading) {
        this.kafka = kafka;
        this.topic = topic;
        this.groupId = groupId;
        this.reading = reading;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isClosed() {
        return closed;
    }

    private void run() {
        while (!closed) {
            try {
                AgentTopics.ensure(kafka, KafkaClients.common(kafka));
                read();
            } catch (WakeupException e) {
                LOG.debug("Woken up to end");
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be read, trying again", topic, e);
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> opened = KafkaClients.consumer(kafka, groupId)) {
            consumer = opened;
            List<TopicPartition> partitions =
                    opened.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            opened.assign(partitions);
            reading.read(opened, partitions);
        } finally {
            consumer = null;
        }
    }

    private synchronized void pause() {
        try {
            if (!closed) {
                wait(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Ends the reading and waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        } else {
            // It may be waiting for a cluster that is away.
            thread.interrupt();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
