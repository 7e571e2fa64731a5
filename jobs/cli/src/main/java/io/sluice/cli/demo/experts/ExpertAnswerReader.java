package io.sluice.cli.demo.experts;

import io.sluice.cli.demo.Latencies;
import io.sluice.cli.demo.PredictionReader;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.ReasonCode;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads predictions as any consumer would, and keeps count. Runs in a thread of its own; the counts
 * may be read from others at any time.
 */
final class ExpertAnswerReader extends PredictionReader {
    /**
     * A moment's counts.
     *
     * @param onTime answers seen by the deadline and the grace after it
     * @param joules of the experts asked, by the answers' records
     * @param asked questions by expert, the late and the failed ones included
     * @param reasons answers by reason code
     */
    record Counts(
            int answers,
            int duplicates,
            int correct,
            int onTime,
            double joules,
            Map<String, Integer> asked,
            Map<String, Integer> reasons) {}

    private final long latencyMillis;
    private final long graceMillis;
    private final Latencies latencies = new Latencies();
    private final Map<String, Long> inJob = new TreeMap<>();
    private final BitSet seen = new BitSet();
    private final Map<String, Integer> asked = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Integer> warmReasons = new TreeMap<>();
    private int duplicates;
    private int correct;
    private int onTime;
    private double joules;
    private volatile int warm;

    /**
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     * @param latencyMillis the deadline of each request, from when it was sent
     * @param graceMillis by how much an answer may be seen later and still counts as on time
     */
    ExpertAnswerReader(
            String bootstrapServers,
            String topic,
            String isolation,
            long latencyMillis,
            long graceMillis) {
        super(bootstrapServers, topic, isolation);
        this.latencyMillis = latencyMillis;
        this.graceMillis = graceMillis;
    }

    @Override
    protected synchronized void count(Prediction prediction, long now) {
        if (RequestProducer.isWarmUp(prediction.eventId())) {
            // One that no expert answered says that the agents are not there yet.
            warm += prediction.predictedClass() >= 0 ? 1 : 0;
            warmReasons.merge(prediction.decision().reason(), 1, Integer::sum);
            return;
        }
        int sequence = (int) RequestProducer.sequenceOf(prediction.eventId());
        if (seen.get(sequence)) {
            duplicates++;
            return;
        }
        seen.set(sequence);
        correct += prediction.label().orElse(-1) == prediction.predictedClass() ? 1 : 0;
        long latency = now - prediction.eventTimeMillis();
        latencies.add(latency);
        onTime += latency <= latencyMillis + graceMillis ? 1 : 0;
        double spent = prediction.decision().actual().joules();
        joules += Double.isNaN(spent) ? 0 : spent;
        for (ExpertUse use : prediction.decision().experts()) {
            asked.merge(use.name(), 1, Integer::sum);
        }
        if (prediction.decision().reason().equals(ReasonCode.EXPERTS.name())) {
            inJob.put(
                    prediction.eventId(),
                    prediction.decision().decidedMicros() - prediction.decision().admittedMicros());
        }
        reasons.merge(prediction.decision().reason(), 1, Integer::sum);
    }

    /** How many requests of the warm-up an expert has answered. */
    int warm() {
        return warm;
    }

    /** The answers of the warm-up by reason code. */
    synchronized Map<String, Integer> warmReasons() {
        return new TreeMap<>(warmReasons);
    }

    synchronized Counts counts() {
        return new Counts(
                seen.cardinality(),
                duplicates,
                correct,
                onTime,
                joules,
                new TreeMap<>(asked),
                new TreeMap<>(reasons));
    }

    /**
     * The time from admission to the decision in microseconds, of every event whose answer is made
     * of all that was first asked.
     */
    synchronized Map<String, Long> microsInJob() {
        return new TreeMap<>(inJob);
    }

    /** A quantile of the time from sent to seen, in milliseconds. */
    synchronized long latency(double quantile) {
        return latencies.quantile(quantile);
    }
}
