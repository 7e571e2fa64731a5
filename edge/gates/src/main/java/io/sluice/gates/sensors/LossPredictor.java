package io.sluice.gates.sensors;

/**
 * Predicts the loss of every configuration for one sample, before any branch has run. Immutable;
 * one instance serves any number of threads, each with a workspace of its own.
 *
 * <p>Losses are for comparing: a predictor says in its Javadoc what unit they have.
 */
public interface LossPredictor {
    /**
     * Predicts.
     *
     * @param summaries {@code [M][F_m]}; those of absent modalities are not read
     * @param present mask of the modalities with a finite summary ({@link Summaries#usable})
     * @param belief probability of each context
     * @param losses receives a loss for each configuration
     */
    void predict(
            float[][] summaries, int present, double[] belief, float[] losses, Workspace space);

    /**
     * Checks that it was made for a bundle.
     *
     * @param contexts the number of contexts of the policy
     * @throws IllegalArgumentException naming what does not fit
     */
    void requireFits(SensorStructure structure, int contexts);
}
