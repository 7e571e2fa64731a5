package io.sluice.cli.demo.sensors;

import io.sluice.cli.demo.TopicConsumer;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads predictions as any read-committed consumer would, and keeps count. Runs in a thread of its
 * own; the counts may be read from others at any time.
 */
final class SampleReader implements Runnable, AutoCloseable {
    /** A moment's counts. */
    record Counts(
            int answers,
            int duplicates,
            int correct,
            int degraded,
            int unanswered,
            double joules,
            Map<String, Integer> configurations,
            String context) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String watched;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Integer> configurations = new TreeMap<>();
    private int duplicates;
    private int correct;
    private int degraded;
    private int unanswered;
    private double joules;
    private String context = "";
    private final CountDownLatch warm = new CountDownLatch(1);
    private volatile boolean stopped;

    /**
     * @param watched the device whose context is kept
     */
    SampleReader(String bootstrapServers, String topic, String watched) {
        this.watched = watched + "@";
        this.consumer = TopicConsumer.open(bootstrapServers, topic, "read_committed");
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    count(PredictionCodec.decode(record.value()));
                }
            }
        } catch (WakeupException e) {
            // The demo has ended.
        } catch (MalformedException e) {
            throw new IllegalStateException("a prediction cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.close();
        }
    }

    private synchronized void count(Prediction prediction) {
        if (prediction.eventId().startsWith(Fleet.WARM_UP + "@")) {
            warm.countDown();
            return;
        }
        if (!seen.add(prediction.eventId())) {
            duplicates++;
            return;
        }
        if (prediction.label().orElse(-1) == prediction.predictedClass()) {
            correct++;
        }
        switch (prediction.decision().reason()) {
            case "DEGRADED" -> degraded++;
            case "NO_MODALITY" -> unanswered++;
            default -> {}
        }
        joules += prediction.decision().actual().joules();
        configurations.merge(prediction.decision().configuration(), 1, Integer::sum);
        if (prediction.eventId().startsWith(watched)) {
            context = prediction.decision().context();
        }
    }

    /** Waits for the answer to the warm-up. */
    boolean awaitWarmUp(Duration limit) throws InterruptedException {
        return warm.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized Counts counts() {
        return new Counts(
                seen.size(),
                duplicates,
                correct,
                degraded,
                unanswered,
                joules,
                new TreeMap<>(configurations),
                context);
    }

    @Override
    public void close() {
        stopped = true;
        consumer.wakeup();
    }
}
