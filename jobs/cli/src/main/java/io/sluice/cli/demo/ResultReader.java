package io.sluice.cli.demo;

import io.sluice.schemas.Prediction;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the predictions as any consumer would and keeps count. Runs in a thread of its own; the
 * counts may be read from others at any time.
 */
final class ResultReader extends PredictionReader {
    /** A moment's counts. */
    record Counts(
            long predictions,
            long correct,
            long correctOfFull,
            long agreeing,
            long duplicates,
            long multiplyAdds,
            long fullMultiplyAdds,
            long[] exits) {}

    private final int[] fullPredictions;
    private final ImageEvents events;
    private final Latencies latencies = new Latencies();
    private final BitSet seen = new BitSet();
    private final long[] exits;
    private long predictions;
    private long correct;
    private long correctOfFull;
    private long agreeing;
    private long duplicates;
    private long multiplyAdds;
    private long fullMultiplyAdds;
    private final CountDownLatch warm = new CountDownLatch(1);

    /**
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     * @param fullPredictions the full model's class for each image
     */
    ResultReader(
            String bootstrapServers,
            String topic,
            String isolation,
            ImageEvents events,
            int[] fullPredictions,
            int exits) {
        super(bootstrapServers, topic, isolation);
        this.events = events;
        this.fullPredictions = fullPredictions;
        this.exits = new long[exits];
    }

    /** Waits for the answer to the warm-up event; false when it has not come within the limit. */
    boolean awaitWarmUp(Duration limit) throws InterruptedException {
        return warm.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized Counts counts() {
        return new Counts(
                predictions,
                correct,
                correctOfFull,
                agreeing,
                duplicates,
                multiplyAdds,
                fullMultiplyAdds,
                exits.clone());
    }

    synchronized long latency(double quantile) {
        return latencies.quantile(quantile);
    }

    @Override
    protected synchronized void count(Prediction prediction, long now) {
        if (ImageEvents.isWarmUp(prediction.eventId())) {
            warm.countDown();
            return;
        }
        long sequence = ImageEvents.sequenceOf(prediction.eventId());
        if (seen.get((int) sequence)) {
            duplicates++;
            return;
        }
        seen.set((int) sequence);
        int full = fullPredictions[events.imageOf(sequence)];
        int label = events.labelOf(sequence);
        predictions++;
        correct += prediction.predictedClass() == label ? 1 : 0;
        correctOfFull += full == label ? 1 : 0;
        agreeing += prediction.predictedClass() == full ? 1 : 0;
        multiplyAdds += prediction.decision().actual().multiplyAdds();
        fullMultiplyAdds += prediction.decision().predicted().multiplyAdds();
        exits[prediction.decision().exit()]++;
        latencies.add(now - prediction.eventTimeMillis());
    }
}
