package io.sluice.jobs;

import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertRequestCodec;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A device of a test with one expert: right about the classes that it knows, and sure of the class
 * behind about the others. Its clock is an hour off.
 */
final class ExpertAgent implements AutoCloseable {
    private static final AtomicInteger INCARNATIONS = new AtomicInteger(1);

    final String device;
    final Set<String> asked = ConcurrentHashMap.newKeySet();
    volatile long millis;
    volatile boolean silent;
    volatile String answersAs;

    /** Where it says that it is asked. */
    private final String topic;

    private final String ownTopic;

    private final String expert;
    private final String bundle;
    private final Set<Integer> knows;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int incarnation = INCARNATIONS.getAndIncrement();
    private final AtomicInteger sequence = new AtomicInteger();
    private final Thread thread;
    private final ScheduledExecutorService replies = Executors.newScheduledThreadPool(2);
    private volatile boolean closed;

    /**
     * @param topic where it says that it is asked, which need not be where it listens
     */
    ExpertAgent(
            ExpertRun run,
            String device,
            String topic,
            String expert,
            String bundle,
            Set<Integer> knows,
            long ms)
            throws Exception {
        this.device = device;
        this.expert = expert;
        this.bundle = bundle;
        this.answersAs = bundle;
        this.knows = knows;
        this.millis = ms;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", run.kafka.bootstrapServers(), "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.topic = topic;
        this.ownTopic = "requests." + device;
        run.kafka.createTopic(ownTopic, 1);
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                run.kafka.bootstrapServers(),
                                "fetch.max.wait.ms",
                                20),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(ownTopic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        this.thread = new Thread(this::loop, "agent-" + device);
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        long telemetryAt = 0;
        try (consumer) {
            while (!closed) {
                if (!silent && System.nanoTime() - telemetryAt > 0) {
                    tell();
                    telemetryAt = System.nanoTime() + 200_000_000L;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    ExpertRequest request = decode(record.value());
                    asked.add(request.requestId());
                    if (!silent) {
                        replies.schedule(() -> reply(request), millis, TimeUnit.MILLISECONDS);
                    }
                }
            }
        }
    }

    private void reply(ExpertRequest request) {
        if (silent) {
            return;
        }
        Tensor row = request.inputs().get(0).tensor();
        int label = 0;
        for (int c = 1; c < TestBundles.CLASSES; c++) {
            label = row.numberAt(c) > row.numberAt(label) ? c : label;
        }
        float[] logits = new float[TestBundles.CLASSES];
        logits[knows.contains(label) ? label : (label + 1) % TestBundles.CLASSES] = 8;
        ExpertReply reply =
                new ExpertReply(
                        request.requestId(),
                        expert,
                        device,
                        answersAs,
                        Status.OK,
                        "",
                        Tensor.ofFloats(new int[] {TestBundles.CLASSES}, logits),
                        0,
                        millis * 1000,
                        1,
                        Provenance.ESTIMATED);
        producer.send(
                new ProducerRecord<>(
                        request.replyTopic(),
                        request.requestId().getBytes(StandardCharsets.UTF_8),
                        ExpertReplyCodec.encode(reply)));
    }

    private void tell() {
        long micros = Math.max(1, millis) * 1000;
        HostedExpert hosted =
                new HostedExpert(
                        expert,
                        bundle,
                        true,
                        0,
                        micros,
                        micros,
                        micros,
                        1,
                        Provenance.ESTIMATED,
                        100);
        ExpertTelemetry telemetry =
                new ExpertTelemetry(
                        device,
                        incarnation,
                        sequence.incrementAndGet(),
                        topic,
                        "",
                        List.of(hosted),
                        0,
                        0,
                        Double.NaN,
                        Double.NaN,
                        System.currentTimeMillis() * 1000 - 3_600_000_000L);
        producer.send(
                new ProducerRecord<>(
                        "telemetry",
                        device.getBytes(StandardCharsets.UTF_8),
                        ExpertTelemetryCodec.encode(telemetry)));
    }

    private static ExpertRequest decode(byte[] value) {
        try {
            return ExpertRequestCodec.decode(value);
        } catch (MalformedException e) {
            throw new AssertionError("a request cannot be read", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(5_000);
        replies.shutdownNow();
        producer.close(Duration.ofSeconds(5));
    }
}
