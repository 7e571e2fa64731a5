package io.sluice.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the demo's events at an even pace, with poison among them. Runs in a thread of its own
 * until all are sent or it is stopped.
 */
final class ImageProducer implements Runnable, AutoCloseable {
    private final ImageEvents events;
    private final String topic;
    private final double ratePerSecond;
    private final long count;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private volatile int poisoned;
    private volatile boolean stopped;
    private volatile boolean done;

    /**
     * @param count how many events to send; Long.MAX_VALUE to go on until stopped
     */
    ImageProducer(
            String bootstrapServers, ImageEvents events, String topic, double rate, long count) {
        this.events = events;
        this.topic = topic;
        this.ratePerSecond = rate;
        this.count = count;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.LINGER_MS_CONFIG,
                                2,
                                ProducerConfig.ACKS_CONFIG,
                                "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        List<byte[]> poison = PoisonRecords.values(events, System.currentTimeMillis());
        // The poison is spread over the first few seconds, so that good records surround it.
        long poisonEvery = (long) Math.max(1, ratePerSecond * .5);
        for (long sequence = 0; sequence < count && !stopped; sequence++) {
            pace(start, sequence);
            if (sequence % poisonEvery == 0 && poisoned < poison.size()) {
                producer.send(new ProducerRecord<>(topic, null, poison.get(poisoned)));
                poisoned++;
            }
            producer.send(events.record(sequence, System.currentTimeMillis()));
            sent.set(sequence + 1);
        }
        producer.flush();
        done = true;
    }

    void sendWarmUp() {
        producer.send(events.warmUp(System.currentTimeMillis()));
        producer.flush();
    }

    long sent() {
        return sent.get();
    }

    int poisoned() {
        return poisoned;
    }

    boolean isDone() {
        return done;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        producer.close();
    }

    private void pace(long startNanos, long sequence) {
        long due = startNanos + (long) (sequence / ratePerSecond * 1e9);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(wait, 50_000_000L));
            if (stopped) {
                return;
            }
        }
    }
}
