package io.sluice.cli.demo.sensors;

import io.sluice.cli.demo.PredictionReader;
import io.sluice.schemas.Prediction;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads predictions as any read-committed consumer would, and keeps count. Runs in a thread of its
 * own; the counts may be read from others at any time.
 */
final class SampleReader extends PredictionReader {
    /** A moment's counts, of first answers to samples that devices have lived. */
    record Counts(
            int correct,
            int degraded,
            int unanswered,
            double joules,
            Map<String, Integer> configurations,
            String context) {}

    private final String watched;
    private final SampleAccount account;
    private final Map<String, Integer> configurations = new TreeMap<>();
    private int correct;
    private int degraded;
    private int unanswered;
    private double joules;
    private String context = "";
    private final CountDownLatch warm = new CountDownLatch(1);

    /**
     * @param account takes the answers
     * @param watched the device whose context is kept
     */
    SampleReader(String bootstrapServers, String topic, SampleAccount account, String watched) {
        super(bootstrapServers, topic, "read_committed");
        this.account = account;
        this.watched = watched + "@";
    }

    @Override
    protected synchronized void count(Prediction prediction, long now) {
        if (prediction.eventId().startsWith(Fleet.WARM_UP + "@")) {
            warm.countDown();
            return;
        }
        if (account.answer(prediction.eventId()).isEmpty()) {
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
                correct, degraded, unanswered, joules, new TreeMap<>(configurations), context);
    }
}
