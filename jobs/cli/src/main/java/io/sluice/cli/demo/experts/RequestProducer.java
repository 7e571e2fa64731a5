package io.sluice.cli.demo.experts;

import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.Tensor;
import io.sluice.simulator.LabelledImages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends requests at an even pace, each an image with a deadline. Runs in a thread of its own until
 * all are sent or it is closed.
 */
public final class RequestProducer implements Runnable, AutoCloseable {
    private static final String WARM_UP = "warm-up-";
    private static final long WARM_UP_PAUSE_NANOS = 10_000_000;

    private final LabelledImages images;
    private final String topic;
    private final String input;
    private final double ratePerSecond;
    private final long latencyMillis;
    private final long count;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, String> requestIds = new ConcurrentHashMap<>();
    private volatile long sent;
    private volatile boolean stopped;

    /**
     * @param input the bundle's input that takes the image
     * @param latencyMillis how long after it was sent a request's answer is worthless
     * @param count how many requests to send; Long.MAX_VALUE to go on until closed
     */
    public RequestProducer(
            String bootstrapServers,
            LabelledImages images,
            String topic,
            String input,
            double ratePerSecond,
            long latencyMillis,
            long count) {
        this.images = images;
        this.topic = topic;
        this.input = input;
        this.ratePerSecond = ratePerSecond;
        this.latencyMillis = latencyMillis;
        this.count = count;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /**
     * Sends requests outside of the count until a number was answered.
     *
     * @param answered how many were so far
     * @param failure says what is wrong where the limit passed before
     * @throws IllegalStateException with that
     */
    public void warmUp(int enough, Duration limit, IntSupplier answered, Supplier<String> failure) {
        long end = System.nanoTime() + limit.toNanos();
        for (int sequence = 0; answered.getAsInt() < enough; sequence++) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(failure.get());
            }
            send(WARM_UP + sequence, sequence);
            LockSupport.parkNanos(WARM_UP_PAUSE_NANOS);
        }
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        for (long sequence = 0; sequence < count && !stopped; sequence++) {
            long due = start + (long) (sequence / ratePerSecond * 1e9);
            for (long wait = due - System.nanoTime();
                    wait > 0 && !stopped;
                    wait = due - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(wait, 50_000_000L));
            }
            send("request-" + sequence, sequence);
            sent = sequence + 1;
        }
        producer.flush();
    }

    private void send(String id, long sequence) {
        long now = System.currentTimeMillis();
        int image = imageOf(sequence);
        byte[] pixels = images.pixels()[image];
        Tensor tensor = Tensor.slice(DType.UINT8, new int[] {1, 28, 28}, pixels, 0, pixels.length);
        Event event =
                new Event(
                        id,
                        null,
                        now,
                        List.of(new NamedTensor(input, tensor)),
                        OptionalLong.of(images.labels()[image]),
                        OptionalLong.of(now + latencyMillis));
        producer.send(
                new ProducerRecord<>(
                        topic, id.getBytes(StandardCharsets.UTF_8), EventCodec.encode(event)),
                (written, failure) -> {
                    if (failure == null) {
                        requestIds.put(
                                id, topic + "-" + written.partition() + "@" + written.offset());
                    }
                });
    }

    /** What the job calls the request of an event, once Kafka has it; else empty. */
    String requestIdOf(String eventId) {
        return requestIds.getOrDefault(eventId, "");
    }

    /** The image that a request shows. */
    int imageOf(long sequence) {
        return (int) (sequence % images.size());
    }

    static boolean isWarmUp(String eventId) {
        return eventId.startsWith(WARM_UP);
    }

    /** The number of a request that is counted. */
    static long sequenceOf(String eventId) {
        return Long.parseLong(eventId.substring("request-".length()));
    }

    long sent() {
        return sent;
    }

    boolean isDone() {
        return sent >= count;
    }

    @Override
    public void close() {
        stopped = true;
        producer.close();
    }
}
