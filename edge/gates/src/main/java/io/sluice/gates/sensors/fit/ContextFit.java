package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Multinomial;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.Summaries;
import io.sluice.gates.sensors.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link ContextFilter}: the chain by counting, each modality's emission by multinomial
 * logistic regression of the context on its summary, and the trust in each by the likelihood that
 * the filter gives to the contexts of rows that neither was fitted on.
 */
public final class ContextFit {
    /** The rows of the chain are pulled to the shares of the contexts by one sample of them. */
    private static final double SMOOTHING = 1;

    /** Neighbouring samples are alike, so that little trust may be right. */
    private static final double[] TRUSTS = {0, .02, .05, .1, .2, .35, .5, .75, 1};

    private static final int ROUNDS = 2;

    /** More held-out rows than these say little more about a few numbers from 0 to 1. */
    private static final int MOST_HELD_OUT = 10_000;

    private static final double LEAST_BELIEF = 1e-9;

    private final RecordedSensors recorded;
    private final RecordedSamples samples;
    private final int contexts;
    private final double outsideAccuracy;

    private ContextFit(RecordedSensors recorded, double outsideAccuracy) {
        this.recorded = recorded;
        this.samples = recorded.samples();
        this.contexts = samples.contexts().size();
        this.outsideAccuracy = outsideAccuracy;
    }

    /**
     * Fits.
     *
     * @param rows what chain and emissions are fitted on, rising
     * @param heldOut what the trust is chosen on, rising; none of {@code rows}
     * @param outsideAccuracy how often a label from outside is right, above 0 and at most 1; wrong
     *     ones are taken to be spread evenly over the other contexts
     */
    public static ContextFilter fit(
            RecordedSensors recorded, int[] rows, int[] heldOut, double outsideAccuracy) {
        if (!(outsideAccuracy > 0 && outsideAccuracy <= 1)) {
            throw new IllegalArgumentException(
                    "the accuracy of outside labels is above 0 and at most 1, not "
                            + outsideAccuracy);
        }
        return new ContextFit(recorded, outsideAccuracy).fit(rows, heldOut);
    }

    private ContextFilter fit(int[] rows, int[] heldOut) {
        double[] start = shares(rows);
        double[][] transition = transition(rows, start);
        List<Emission> emissions = new ArrayList<>();
        for (int m = 0; m < recorded.modalities(); m++) {
            emissions.add(contexts == 1 ? Emission.NONE : emission(m, rows));
        }
        if (contexts > 1) {
            int[] some = Arrays.copyOf(heldOut, Math.min(heldOut.length, MOST_HELD_OUT));
            chooseTrust(start, transition, emissions, some);
        }
        return filter(start, transition, emissions);
    }

    private ContextFilter filter(double[] start, double[][] transition, List<Emission> emissions) {
        return new ContextFilter(samples.contexts(), start, transition, emissions, confusion());
    }

    private double[] shares(int[] rows) {
        double[] shares = new double[contexts];
        Arrays.fill(shares, SMOOTHING);
        for (int row : rows) {
            if (samples.context()[row] >= 0) {
                shares[samples.context()[row]]++;
            }
        }
        normalise(shares);
        return shares;
    }

    /** Of samples that follow each other by one tick. */
    private double[][] transition(int[] rows, double[] shares) {
        double[][] counts = new double[contexts][];
        for (int c = 0; c < contexts; c++) {
            counts[c] = shares.clone();
            for (int other = 0; other < contexts; other++) {
                counts[c][other] *= SMOOTHING;
            }
        }
        for (int i = 1; i < rows.length; i++) {
            int from = samples.context()[rows[i - 1]];
            int to = samples.context()[rows[i]];
            if (samples.continues(rows, i)
                    && samples.ticks()[rows[i]] - samples.ticks()[rows[i - 1]] == 1
                    && from >= 0
                    && to >= 0) {
                counts[from][to]++;
            }
        }
        Arrays.stream(counts).forEach(ContextFit::normalise);
        return counts;
    }

    private static void normalise(double[] values) {
        double sum = Arrays.stream(values).sum();
        for (int i = 0; i < values.length; i++) {
            values[i] /= sum;
        }
    }

    private double[][] confusion() {
        if (contexts == 1) {
            return new double[0][];
        }
        double[][] confusion = new double[contexts][contexts];
        for (int c = 0; c < contexts; c++) {
            Arrays.fill(confusion[c], (1 - outsideAccuracy) / (contexts - 1));
            confusion[c][c] = outsideAccuracy;
        }
        return confusion;
    }

    /** log p(c|x) − log prior(c), with the prior of the rows it was fitted on. */
    private Emission emission(int modality, int[] rows) {
        int[] known =
                Arrays.stream(rows)
                        .filter(row -> samples.context()[row] >= 0)
                        .filter(row -> (samples.present()[row] >> modality & 1) != 0)
                        .toArray();
        if (Arrays.stream(known).map(row -> samples.context()[row]).distinct().count() < 2) {
            return Emission.NONE;
        }
        float[][] summaries = recorded.newSummaries();
        float[][] inputs = new float[known.length][];
        int[] labels = new int[known.length];
        double[] prior = new double[contexts];
        Arrays.fill(prior, SMOOTHING);
        for (int i = 0; i < known.length; i++) {
            recorded.readSummaries(known[i], summaries);
            inputs[i] = summaries[modality].clone();
            labels[i] = samples.context()[known[i]];
            prior[labels[i]]++;
        }
        normalise(prior);
        float[][] weights = Multinomial.fit(inputs, labels, contexts);
        for (int c = 0; c < contexts; c++) {
            weights[c][weights[c].length - 1] -= (float) Math.log(prior[c]);
        }
        return new Emission(weights, 1);
    }

    /** One modality's trust after the other, in steps; twice round, since they bear on another. */
    private void chooseTrust(
            double[] start, double[][] transition, List<Emission> emissions, int[] heldOut) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int m = 0; m < emissions.size(); m++) {
                if (emissions.get(m).weights().length == 0) {
                    continue;
                }
                Emission best = emissions.get(m);
                double most = Double.NEGATIVE_INFINITY;
                for (double trust : TRUSTS) {
                    Emission tried = new Emission(best.weights(), trust);
                    emissions.set(m, tried);
                    double likelihood =
                            likelihood(filter(start, transition, emissions), heldOut, m);
                    if (likelihood > most) {
                        most = likelihood;
                        best = tried;
                    }
                }
                emissions.set(m, best);
            }
        }
    }

    /**
     * Log likelihood of the known contexts under the filtered beliefs, nats: hearing all
     * modalities, and hearing this one alone, as happens when the others sleep.
     */
    private double likelihood(ContextFilter filter, int[] rows, int modality) {
        return heard(filter, rows, -1) + heard(filter, rows, 1 << modality);
    }

    private double heard(ContextFilter filter, int[] rows, int heard) {
        double sum = 0;
        double[] belief = filter.start();
        float[][] summaries = recorded.newSummaries();
        Workspace space = new Workspace();
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            boolean continues = samples.continues(rows, i);
            if (!continues) {
                System.arraycopy(filter.start(), 0, belief, 0, belief.length);
            }
            recorded.readSummaries(row, summaries);
            int present = Summaries.usable(summaries, samples.present()[row] & heard);
            long ticks = continues ? samples.ticks()[row] - samples.ticks()[rows[i - 1]] : 0;
            filter.step(belief, summaries, present, -1, ticks, space);
            if (samples.context()[row] >= 0) {
                sum += Math.log(Math.max(LEAST_BELIEF, belief[samples.context()[row]]));
            }
        }
        return sum;
    }
}
