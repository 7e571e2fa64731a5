package io.sluice.gates.sensors;

import java.util.List;

/**
 * Forward filtering of a Markov chain of contexts: belief ← normalise(emission ∘ (belief·A^n)) for
 * n ticks since the sample before. The belief of a key is its whole state and the caller's.
 *
 * <p>Immutable; allocates nothing per step.
 */
public final class ContextFilter {
    private final List<String> contexts;

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
    }

    /** The belief about a new key; a copy. */
    public double[] start() {
        throw new UnsupportedOperationException("skeleton");
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
        throw new UnsupportedOperationException("skeleton");
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
        throw new UnsupportedOperationException("skeleton");
    }

    public double[][] transition() {
        throw new UnsupportedOperationException("skeleton");
    }

    public List<Emission> emissions() {
        throw new UnsupportedOperationException("skeleton");
    }

    public double[][] confusion() {
        throw new UnsupportedOperationException("skeleton");
    }
}
