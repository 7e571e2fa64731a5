package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertSpec;

/**
 * What is known of an expert before it has a vector; the parts are those of {@link ExpertSpec}.
 *
 * @param joules energy of one request, J
 * @param computeMillis 95 % quantile of computing one request, ms
 * @param standbyWatts what keeping it ready draws, W
 */
public record ExpertProfile(
        String name,
        String bundle,
        double joules,
        double computeMillis,
        double standbyWatts,
        long multiplyAdds) {
    /** The expert with a vector. */
    public ExpertSpec with(float[] vector) {
        return new ExpertSpec(
                name, bundle, vector, joules, computeMillis, standbyWatts, multiplyAdds);
    }
}
