package io.sluice.agent;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic on a thread of its own, and keeps trying while Kafka is away. All partitions are
 * assigned and not subscribed to: no process waits for one that died.
 */
final class ConsumerThread implements AutoCloseable {
    /** What is read, with a consumer that is assigned; returns when it does not go on any more. */
    interface Reading {
        void read(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions);
    }

    /** How a consumer is had; may fail or be interrupted, and is then tried again. */
    interface Opening {
        Consumer<byte[], byte[]> open() throws InterruptedException;

        /**
         * After the agent's topics were made sure of.
         *
         * @param groupId for offsets, or empty
         */
        static Opening of(AgentConfig.Kafka kafka, String groupId) {
            return () -> {
                AgentTopics.ensure(kafka, KafkaClients.common(kafka));
                return KafkaClients.consumer(kafka, groupId);
            };
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerThread.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String topic;
    private final Opening opening;
    private final Reading reading;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Consumer<byte[], byte[]> consumer;
    private long lookedNanos;

    ConsumerThread(String name, String topic, Opening opening, Reading reading) {
        this.topic = topic;
        this.opening = opening;
        this.reading = reading;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Whether the reading is to go on: not when it is closed, nor when the topic has other
     * partitions by now, which are read anew.
     */
    boolean goesOn(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        if (closed) {
            return false;
        }
        if (System.nanoTime() - lookedNanos < LOOK_NANOS) {
            return true;
        }
        lookedNanos = System.nanoTime();
        return Set.copyOf(partitions(consumer)).equals(Set.copyOf(partitions));
    }

    private void run() {
        while (!closed) {
            try {
                read();
            } catch (WakeupException e) {
                LOG.debug("Woken up to end");
            } catch (RuntimeException | Error e) {
                // Whatever it was: who no longer reads is still asked.
                LOG.warn("{} cannot be read, trying again", topic, e);
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read() throws InterruptedException {
        try (Consumer<byte[], byte[]> opened = opening.open()) {
            consumer = opened;
            lookedNanos = System.nanoTime();
            List<TopicPartition> partitions = partitions(opened);
            if (partitions.isEmpty()) {
                throw new KafkaException("no partition of " + topic + " is known yet");
            }
            opened.assign(partitions);
            reading.read(opened, partitions);
        } finally {
            consumer = null;
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> from) {
        return from.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
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
        Consumer<byte[], byte[]> opened = consumer;
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
