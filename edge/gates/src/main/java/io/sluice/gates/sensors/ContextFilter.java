package io.sluice.gates.sensors;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Forward filtering of a Markov chain of contexts: belief ← normalise(emission ∘ (belief·A^n)) for
 * n ticks since the sample before. The belief of a key is its whole state and the caller's.
 *
 * <p>Immutable; allocates nothing per step.
 */
public final class ContextFilter {
    /** Ticks beyond this count as this many: a chain has forgotten its start long before. */
    private static final int POWERS = 31;

    private static final double ROUNDING = 1e-6;

    private final List<String> contexts;
    private final double[] start;
    private final double[][] transition;
    private final double[][] powers;
    private final List<Emission> emissions;
    private final Layer[] scores;
    private final double[][] confusion;

    /**
     * @param contexts the names of the contexts, at least one
     * @param start the belief about a key of which nothing is known; sums to 1
     * @param transition A, {@code [contexts][contexts]}: probability of each context one tick
     *     later; rows sum to 1
     * @param emissions one for each modality
     * @param confusion {@code [contexts][contexts]}: row c has the probability of each label from
     *     outside when the context is c; no rows to ignore such labels
     * @throws IllegalArgumentException when shapes differ or probabilities do not sum to 1
     */
    public ContextFilter(
            List<String> contexts,
            double[] start,
            double[][] transition,
            List<Emission> emissions,
            double[][] confusion) {
        this.contexts = List.copyOf(contexts);
        int size = this.contexts.size();
        if (size == 0 || new HashSet<>(contexts).size() < size) {
            throw new IllegalArgumentException(
                    "contexts " + contexts + "; expected at least one name, none twice");
        }
        requireDistributions("the belief at the start", new double[][] {start}, 1, size);
        requireDistributions("transitions", transition, size, size);
        if (confusion.length > 0) {
            requireDistributions("the confusion of outside labels", confusion, size, size);
        }
        this.start = start.clone();
        this.transition = copy(transition);
        this.powers = powers(transition);
        this.emissions = List.copyOf(emissions);
        this.scores = new Layer[emissions.size()];
        for (int m = 0; m < scores.length; m++) {
            Emission emission = emissions.get(m);
            if (emission.width() > 0) {
                scores[m] =
                        new Layer(
                                "emission weights of modality " + m,
                                emission.weights(),
                                size,
                                emission.width());
            }
        }
        this.confusion = copy(confusion);
    }

    private static void requireDistributions(String part, double[][] rows, int count, int width) {
        if (rows.length != count) {
            throw new IllegalArgumentException(
                    part + " have " + rows.length + " rows; expected " + count);
        }
        for (double[] row : rows) {
            double sum = 0;
            boolean negative = false;
            for (double value : row) {
                sum += value;
                negative |= value < 0;
            }
            if (row.length != width || negative || !(Math.abs(sum - 1) <= ROUNDING)) {
                throw new IllegalArgumentException(
                        part
                                + " have "
                                + Arrays.toString(row)
                                + "; expected "
                                + width
                                + " probabilities that sum to 1");
            }
        }
    }

    /** A^1, A^2, A^4 and so on, row after row. */
    private static double[][] powers(double[][] transition) {
        int size = transition.length;
        double[][] powers = new double[POWERS][size * size];
        for (int i = 0; i < size; i++) {
            System.arraycopy(transition[i], 0, powers[0], i * size, size);
        }
        for (int k = 0; k < POWERS; k++) {
            double[] power = powers[k];
            for (int i = 0; i < size; i++) {
                for (int j = 0; k > 0 && j < size; j++) {
                    for (int l = 0; l < size; l++) {
                        power[i * size + l] +=
                                powers[k - 1][i * size + j] * powers[k - 1][j * size + l];
                    }
                }
                normalise(power, i * size, size);
            }
        }
        return powers;
    }

    /** False, with nothing changed, when there is no positive and finite sum. */
    private static boolean normalise(double[] values, int at, int size) {
        double sum = 0;
        for (int i = at; i < at + size; i++) {
            sum += values[i];
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            return false;
        }
        for (int i = at; i < at + size; i++) {
            values[i] /= sum;
        }
        return true;
    }

    /** The belief about a new key; a copy. */
    public double[] start() {
        return start.clone();
    }

    /**
     * Moves a belief on to the next sample.
     *
     * <p>A modality whose scores are not finite says nothing. Evidence that leaves no context
     * possible is dropped.
     *
     * @param belief of each context, changed in place
     * @param summaries {@code [M][F_m]}; those of absent modalities are not read
     * @param present mask of the modalities with a finite summary ({@link Summaries#usable})
     * @param outsideContext index of the label from outside, −1 for none
     * @param ticks n, at least 0: 0 for the first sample of a key
     */
    public void step(
            double[] belief,
            float[][] summaries,
            int present,
            int outsideContext,
            long ticks,
            Workspace space) {
        int size = start.length;
        if (outsideContext < -1 || outsideContext >= size) {
            throw new IllegalArgumentException(
                    "context " + outsideContext + "; expected -1 or an index of " + contexts);
        }
        double[] room = space.doubles(2 * size);
        move(belief, ticks, room);
        Arrays.fill(room, 0, size, 0);
        float[] score = space.floats(size);
        for (int m = 0; m < scores.length; m++) {
            if ((present >> m & 1) != 0 && scores[m] != null) {
                hear(m, summaries[m], score, room);
            }
        }
        weigh(belief, outsideContext, room);
    }

    private void move(double[] belief, long ticks, double[] room) {
        if (ticks < 0) {
            throw new IllegalArgumentException(
                    "a sample is " + ticks + " ticks after the one before; expected at least 0");
        }
        int size = belief.length;
        long left = Math.min(ticks, (1L << POWERS) - 1);
        for (int k = 0; left > 0; k++, left >>= 1) {
            if ((left & 1) != 0) {
                multiply(belief, powers[k], room);
                System.arraycopy(room, 0, belief, 0, size);
            }
        }
    }

    private static void multiply(double[] belief, double[] power, double[] into) {
        int size = belief.length;
        Arrays.fill(into, 0, size, 0);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                into[j] += belief[i] * power[i * size + j];
            }
        }
    }

    /** Adds a modality's scores, less their greatest, times its trust to the evidence. */
    private void hear(int modality, float[] summary, float[] score, double[] evidence) {
        int size = start.length;
        scores[modality].apply(summary, 0, score, 0);
        float most = Float.NEGATIVE_INFINITY;
        float zero = 0;
        for (int c = 0; c < size; c++) {
            most = Math.max(most, score[c]);
            zero += score[c] * 0f;
        }
        if (zero == 0f) {
            double trust = emissions.get(modality).trust();
            for (int c = 0; c < size; c++) {
                evidence[c] += trust * (score[c] - (double) most);
            }
        }
    }

    /** The evidence is in the first half of the room. */
    private void weigh(double[] belief, int outside, double[] room) {
        int size = start.length;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < size; c++) {
            if (belief[c] > 0) {
                most = Math.max(most, room[c]);
            }
        }
        for (int c = 0; c < size; c++) {
            double label = outside < 0 || confusion.length == 0 ? 1 : confusion[c][outside];
            room[size + c] = belief[c] * label * Math.exp(room[c] - most);
        }
        if (normalise(room, size, size)) {
            System.arraycopy(room, size, belief, 0, size);
        }
    }

    public List<String> contexts() {
        return contexts;
    }

    /** Index of a context named by an outside label; −1 when it is null or not known. */
    public int indexOf(String label) {
        return label == null ? -1 : contexts.indexOf(label);
    }

    /**
     * Checks that there is an emission for every modality, of the width of its summary.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    public void requireFits(SensorStructure structure) {
        Fit.require("emissions", emissions.size(), "modalities", structure.modalities());
        for (int m = 0; m < scores.length; m++) {
            if (scores[m] != null) {
                Fit.requireWidth("emission weights", scores[m].inputs(), m, structure);
            }
        }
    }

    /** As given. */
    public double[][] transition() {
        return copy(transition);
    }

    public List<Emission> emissions() {
        return emissions;
    }

    /** As given; no rows when labels from outside are ignored. */
    public double[][] confusion() {
        return copy(confusion);
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }
}
