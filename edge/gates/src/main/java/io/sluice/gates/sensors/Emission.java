package io.sluice.gates.sensors;

/**
 * What a modality's summary x says about the context: score_c = w_c·x + b_c is log p(c|x) − log
 * prior(c) up to a constant, so that it is a log likelihood. The fit folds the prior into b.
 *
 * @param weights {@code [contexts][F_m + 1]}, the bias last; no rows when the modality says nothing
 * @param trust the factor of the scores, from 0 to 1: modalities are not independent given the
 *     context, and neighbouring samples are not either
 */
public record Emission(float[][] weights, double trust) {
    /** Says nothing. */
    public static final Emission NONE = new Emission(new float[0][], 0);

    public Emission {
        if (!(trust >= 0 && trust <= 1)) {
            throw new IllegalArgumentException("a trust is from 0 to 1, not " + trust);
        }
        if (weights.length > 0) {
            Fit.requireMatrix(
                    "emission weights", weights, weights.length, Math.max(2, weights[0].length));
        }
    }

    /** F_m; 0 when the modality says nothing. */
    int width() {
        return weights.length == 0 ? 0 : weights[0].length - 1;
    }
}
