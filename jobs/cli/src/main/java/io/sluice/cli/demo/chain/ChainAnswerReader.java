package io.sluice.cli.demo.chain;

import io.sluice.cli.demo.PredictionReader;
import io.sluice.cli.demo.sensors.SampleAccount;
import io.sluice.cli.demo.sensors.SampleGrid.Sample;
import io.sluice.schemas.Prediction;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the predictions of all pipelines as any read-committed consumer would, and keeps count by
 * the tick at which a sample was seen. Runs in a thread of its own; the counts may be read from
 * others at any time.
 */
final class ChainAnswerReader extends PredictionReader {
    /** Of the samples of one tick. */
    private static final class Tick {
        int samples;
        int correct;
        final Map<String, Integer> answeredBy = new TreeMap<>();
    }

    /** Of some ticks. */
    record Counts(int samples, int correct, Map<String, Integer> answeredBy) {
        double accuracy() {
            return samples == 0 ? Double.NaN : (double) correct / samples;
        }
    }

    private final Map<String, String> pipelines;
    private final SampleAccount account;
    private final Tick[] ticks;
    private int warm;

    /**
     * @param pipelines by the name of its bundle the pipeline that answers with it
     * @param account takes the answers
     * @param ticks how many there are
     */
    ChainAnswerReader(
            String bootstrapServers,
            String topic,
            Map<String, String> pipelines,
            SampleAccount account,
            int ticks) {
        super(bootstrapServers, topic, "read_committed");
        this.pipelines = pipelines;
        this.account = account;
        this.ticks = new Tick[ticks];
        for (int tick = 0; tick < ticks; tick++) {
            this.ticks[tick] = new Tick();
        }
    }

    @Override
    protected synchronized void count(Prediction prediction, long now) {
        if (prediction.eventId().startsWith("warm-up")) {
            warm += prediction.predictedClass() >= 0 ? 1 : 0;
            return;
        }
        Optional<Sample> sample = account.answer(prediction.eventId());
        if (sample.isEmpty()) {
            return;
        }
        Tick tick = ticks[sample.get().tick()];
        tick.samples++;
        tick.correct += prediction.label().orElse(-1) == prediction.predictedClass() ? 1 : 0;
        String bundle = prediction.decision().bundle();
        String pipeline = pipelines.get(bundle.substring(0, bundle.indexOf('@')));
        tick.answeredBy.merge(pipeline, 1, Integer::sum);
    }

    /** How many of the events that warm the pipelines have an answer with a class. */
    synchronized int warm() {
        return warm;
    }

    /** The samples of ticks from one to below another. */
    synchronized Counts counts(int from, int to) {
        int samples = 0;
        int correct = 0;
        Map<String, Integer> answeredBy = new TreeMap<>();
        for (int i = Math.max(0, from); i < to; i++) {
            samples += ticks[i].samples;
            correct += ticks[i].correct;
            ticks[i].answeredBy.forEach((name, n) -> answeredBy.merge(name, n, Integer::sum));
        }
        return new Counts(samples, correct, answeredBy);
    }
}
