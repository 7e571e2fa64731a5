package io.sluice.benchmarks.endtoend;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends events at a rate from a thread of its own, alternating between partitions. An event counts
 * as sent when it is due, so that a feeder or broker that falls behind makes its latency longer and
 * not its rate smaller.
 */
public final class PacedFeeder implements AutoCloseable {
    private static final long STEP_NANOS = 1_000_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final LongFunction<byte[]> key;
    private final LongFunction<byte[]> value;
    private final Thread thread = new Thread(this::feed, "feeder");
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private double perSecond;
    private double startMillis;
    private volatile boolean isEnding;
    private long sent;
    private double latestMillis;

    /**
     * @param key the record's key by the number of the event
     * @param value the record's value by the number of the event
     */
    public PacedFeeder(
            Topics topics, String topic, LongFunction<byte[]> key, LongFunction<byte[]> value) {
        this.producer = topics.producer(0);
        this.topic = topic;
        this.key = key;
        this.value = value;
    }

    /** Sends one event at once, so that it can be awaited that the job answers. */
    public void first() {
        send();
        producer.flush();
    }

    /** Begins; the events after the {@link #first} follow. */
    public void start(double newPerSecond) {
        perSecond = newPerSecond;
        startMillis = System.currentTimeMillis();
        thread.start();
    }

    /**
     * When an event is due.
     *
     * @return milliseconds since the epoch
     */
    public double dueMillis(long sequence) {
        return startMillis + sequence / perSecond * 1e3;
    }

    private void feed() {
        long startNanos = System.nanoTime();
        try {
            while (!isEnding) {
                double seconds = (System.nanoTime() - startNanos) * 1e-9;
                double behind = seconds - sent / perSecond;
                latestMillis = Math.max(latestMillis, behind * 1e3);
                while (sent < seconds * perSecond) {
                    send();
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
            producer.flush();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void send() {
        producer.send(
                new ProducerRecord<>(
                        topic,
                        (int) (sent % Topics.PARTITIONS),
                        key.apply(sent),
                        value.apply(sent)),
                (written, problem) -> {
                    if (problem != null) {
                        failure.set(problem);
                    }
                });
        sent++;
    }

    /**
     * Ends and waits until the broker has all that was sent.
     *
     * @return how many events were sent
     */
    public long end() throws Exception {
        isEnding = true;
        thread.join();
        if (failure.get() != null) {
            throw new IllegalStateException("an event could not be sent", failure.get());
        }
        return sent;
    }

    /** How late the latest event was handed to the producer, milliseconds; after the end. */
    public double latestMillis() {
        return latestMillis;
    }

    @Override
    public void close() throws InterruptedException {
        isEnding = true;
        thread.join();
        producer.close();
    }
}
