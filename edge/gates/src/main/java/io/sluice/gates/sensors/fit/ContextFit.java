package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Multinomial;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits a context filter: the chain by counts, an emission per modality by multinomial logistic
 * regression, and how far each is trusted by the likelihood of a recording that nothing else saw.
 */
public final class ContextFit {
    /** Added to every count, so that nothing is impossible. */
    private static final double SMOOTHING = 1;

    private static final double[] TRUSTS = {0, .02, .05, .1, .2, .35, .5, .75, 1};
    private static final int PASSES = 2;

    private final List<String> contexts;
    private final long periodMillis;
    private final double[][] confusion;

    /**
     * @param contexts the names of the contexts
     * @param periodMillis one tick, at least 1
     * @param confusion {@code [contexts][contexts]}: of labels from outside, see {@link
     *     ContextFilter}; no rows to ignore them. Recordings have true contexts only, so that it
     *     cannot be fitted from them.
     */
    public ContextFit(List<String> contexts, long periodMillis, double[][] confusion) {
        this.contexts = List.copyOf(contexts);
        this.periodMillis = periodMillis;
        this.confusion = confusion;
    }

    /**
     * @param recording what the chain and the emissions are fitted from
     * @param held what the trusts are fitted from: other keys, or another time
     * @throws IllegalArgumentException when no row of either has a context
     */
    public ContextFilter fit(RecordedSensors recording, RecordedSensors held) {
        requireContexts("recording", recording);
        requireContexts("held recording", held);
        double[] prior = occupancy(recording, IntStream.range(0, recording.rows()).toArray());
        double[][] transition = transition(recording);
        List<Emission> emissions = new ArrayList<>();
        for (int m = 0; m < recording.structure().modalities().size(); m++) {
            emissions.add(emission(recording, m));
        }
        trust(emissions, held, prior, transition);
        return filter(prior, transition, emissions);
    }

    private void requireContexts(String what, RecordedSensors recording) {
        int most = Arrays.stream(recording.contexts()).max().orElse(-1);
        if (most < 0 || most >= contexts.size()) {
            throw new IllegalArgumentException(
                    "the "
                            + what
                            + " has contexts up to "
                            + most
                            + "; expected some, with indices of "
                            + contexts);
        }
    }

    private ContextFilter filter(double[] prior, double[][] transition, List<Emission> emissions) {
        return new ContextFilter(contexts, prior, transition, emissions, confusion);
    }

    /** The smoothed share of each context. */
    private double[] occupancy(RecordedSensors recording, int[] rows) {
        double[] counts = new double[contexts.size()];
        for (int row : rows) {
            if (recording.contexts()[row] >= 0) {
                counts[recording.contexts()[row]]++;
            }
        }
        return smoothed(counts);
    }

    /** From neighbouring samples of a key that are one tick apart. */
    private double[][] transition(RecordedSensors recording) {
        double[][] counts = new double[contexts.size()][contexts.size()];
        for (int[] rows : recording.sequences()) {
            for (int i = 1; i < rows.length; i++) {
                int from = recording.contexts()[rows[i - 1]];
                int to = recording.contexts()[rows[i]];
                if (from >= 0 && to >= 0 && ticks(recording, rows, i) == 1) {
                    counts[from][to]++;
                }
            }
        }
        return Arrays.stream(counts).map(ContextFit::smoothed).toArray(double[][]::new);
    }

    private static double[] smoothed(double[] counts) {
        double total = Arrays.stream(counts).sum() + SMOOTHING * counts.length;
        return Arrays.stream(counts).map(count -> (count + SMOOTHING) / total).toArray();
    }

    private long ticks(RecordedSensors recording, int[] rows, int i) {
        long millis = recording.timesMillis()[rows[i]] - recording.timesMillis()[rows[i - 1]];
        return Math.round((double) millis / periodMillis);
    }

    /** With full trust; none when the modality was never there in two contexts. */
    private Emission emission(RecordedSensors recording, int modality) {
        int[] rows =
                IntStream.range(0, recording.rows())
                        .filter(row -> recording.contexts()[row] >= 0)
                        .filter(row -> recording.has(row, 1 << modality))
                        .toArray();
        int[] labels = Arrays.stream(rows).map(row -> recording.contexts()[row]).toArray();
        if (Arrays.stream(labels).distinct().count() < 2) {
            return Emission.NONE;
        }
        int width = recording.structure().summaryWidths().get(modality);
        float[][] inputs = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            int at = rows[i] * width;
            inputs[i] = Arrays.copyOfRange(recording.summaries()[modality], at, at + width);
        }
        float[][] weights = Multinomial.fit(inputs, labels, contexts.size());
        double[] prior = occupancy(recording, rows);
        for (int c = 0; c < weights.length; c++) {
            weights[c][width] -= (float) Math.log(prior[c]);
        }
        return new Emission(weights, 1);
    }

    /** One modality after the other, twice over; the first does not know the others' yet. */
    private void trust(
            List<Emission> emissions, RecordedSensors held, double[] prior, double[][] transition) {
        for (int pass = 0; pass < PASSES; pass++) {
            for (int m = 0; m < emissions.size(); m++) {
                if (emissions.get(m).weights().length == 0) {
                    continue;
                }
                double best = Double.POSITIVE_INFINITY;
                Emission chosen = emissions.get(m);
                for (double trust : TRUSTS) {
                    Emission candidate = new Emission(emissions.get(m).weights(), trust);
                    List<Emission> tried = new ArrayList<>(emissions);
                    tried.set(m, candidate);
                    double loss = loss(filter(prior, transition, tried), held);
                    if (loss < best) {
                        best = loss;
                        chosen = candidate;
                    }
                }
                emissions.set(m, chosen);
            }
        }
    }

    /**
     * The mean of −log belief of the true context, in nats, after each sample that has one; no
     * labels from outside are used.
     */
    public double loss(ContextFilter filter, RecordedSensors recording) {
        Workspace space = new Workspace();
        float[][] summaries = recording.newSummaries();
        double sum = 0;
        long count = 0;
        for (int[] rows : recording.sequences()) {
            double[] belief = filter.start();
            for (int i = 0; i < rows.length; i++) {
                long ticks = i == 0 ? 0 : ticks(recording, rows, i);
                recording.readSummaries(rows[i], summaries);
                filter.step(belief, summaries, recording.present()[rows[i]], -1, ticks, space);
                int context = recording.contexts()[rows[i]];
                if (context >= 0) {
                    sum -= Math.log(Math.max(Double.MIN_NORMAL, belief[context]));
                    count++;
                }
            }
        }
        return sum / Math.max(1, count);
    }
}
