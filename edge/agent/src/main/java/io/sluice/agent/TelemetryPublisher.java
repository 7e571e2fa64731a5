package io.sluice.agent;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the device's telemetry every period and when it changes, and a tombstone at the end. While
 * Kafka is away it keeps trying with what is newest.
 *
 * <p><b>Owned state:</b> a thread, and what was sent last. Nothing is sent before {@link #start}.
 */
final class TelemetryPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryPublisher.class);
    private static final int LOOKS_PER_PERIOD = 5;
    private static final int TOMBSTONE_SECONDS = 5;

    private final TelemetrySource source;
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Duration period;
    private final byte[] key;
    private final ScheduledThreadPoolExecutor timer;
    private ExpertTelemetry last;
    private long lastNanos;
    private boolean started;

    TelemetryPublisher(
            TelemetrySource source, Producer<byte[], byte[]> producer, AgentConfig config) {
        this.source = source;
        this.producer = producer;
        this.topic = config.kafka().telemetryTopic();
        this.period = config.kafka().period();
        this.key = config.device().getBytes(StandardCharsets.UTF_8);
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        body -> {
                            Thread thread = new Thread(body, "sluice-agent-telemetry");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Starts; further calls do nothing. */
    synchronized void start() {
        if (!started && !timer.isShutdown()) {
            started = true;
            long look = Math.max(1, period.toNanos() / LOOKS_PER_PERIOD);
            timer.scheduleAtFixedRate(this::look, 0, look, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        try {
            ExpertTelemetry now = source.now();
            Duration ago = Duration.ofNanos(System.nanoTime() - lastNanos);
            if (TelemetryChange.isDue(last, now, ago, period)) {
                last = now;
                lastNanos = System.nanoTime();
                send(ExpertTelemetryCodec.encode(now));
            }
        } catch (RuntimeException e) {
            LOG.warn("Telemetry could not be sent: {}", e.toString());
        }
    }

    private void send(byte[] value) {
        producer.send(
                new ProducerRecord<>(topic, key, value),
                (metadata, failure) -> {
                    if (failure != null) {
                        LOG.warn("Telemetry could not be written: {}", failure.getMessage());
                    }
                });
    }

    /** Says that the device has left. */
    @Override
    public void close() {
        boolean wasStarted;
        synchronized (this) {
            wasStarted = started;
            timer.shutdown();
        }
        try {
            if (!timer.awaitTermination(TOMBSTONE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Telemetry is still being sent");
            }
            if (wasStarted) {
                producer.send(new ProducerRecord<>(topic, key, null))
                        .get(TOMBSTONE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn("It could not be written that the device leaves: {}", e.toString());
        }
    }
}
