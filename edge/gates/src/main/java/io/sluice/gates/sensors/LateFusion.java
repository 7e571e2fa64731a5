package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * Late fusion of the branches of a configuration (methods.md 2.1; for classes, where the paper has
 * boxes, so ours [D]): weighted log-linear pooling. The fused logits are Σ_b w[φ][b]·z_b, and their
 * softmax is proportional to Π_b p_b^w. The weights are fitted per configuration by the negative
 * log-likelihood, so that the temperature is in them.
 *
 * <p>Immutable; allocates nothing.
 */
public final class LateFusion {
    private final float[][] weights;

    /**
     * @param weights {@code [configurations][branches]}, finite and at least 0; 0 for a branch that
     *     is not in the configuration, and some above 0 in each row
     */
    public LateFusion(float[][] weights) {
        int branches = weights.length == 0 ? 0 : weights[0].length;
        Fit.requireMatrix("fusion weights", weights, Math.max(1, weights.length), branches);
        for (int k = 0; k < weights.length; k++) {
            float sum = 0;
            for (float weight : weights[k]) {
                sum += weight < 0 ? Float.NaN : weight;
            }
            if (!(sum > 0)) {
                throw new IllegalArgumentException(
                        "the fusion weights of configuration "
                                + k
                                + " are "
                                + Arrays.toString(weights[k])
                                + "; expected none below 0 and some above");
            }
        }
        this.weights = copy(weights);
    }

    /**
     * Fuses the branches of one sample.
     *
     * @param logits {@code [branches][classes]}; only those of the configuration's branches are
     *     read
     * @param fused receives the fused logits; {@link io.sluice.gates.Softmax} makes the calibrated
     *     probabilities, and refuses logits that are not finite
     */
    public void fuse(int configuration, float[][] logits, float[] fused) {
        float[] row = weights[configuration];
        Arrays.fill(fused, 0);
        for (int b = 0; b < row.length; b++) {
            if (row[b] > 0) {
                float[] branch = logits[b];
                for (int c = 0; c < fused.length; c++) {
                    fused[c] += row[b] * branch[c];
                }
            }
        }
    }

    /**
     * Checks that every configuration weighs none but its own branches.
     *
     * @throws IllegalArgumentException naming the configuration that does not fit
     */
    public void requireFits(SensorStructure structure) {
        Fit.require(
                "fusion weights", weights.length, "configurations", Fit.configurations(structure));
        Fit.require("fusion weights", weights[0].length, "branches", Fit.branches(structure));
        for (int k = 0; k < weights.length; k++) {
            ConfigurationShape configuration = structure.configurations().get(k);
            for (int b = 0; b < weights[k].length; b++) {
                if (weights[k][b] > 0 && (configuration.branches() >> b & 1) == 0) {
                    throw new IllegalArgumentException(
                            "the fusion of configuration "
                                    + configuration.name()
                                    + " weighs branch "
                                    + structure.branches().get(b).name()
                                    + ", which is not in it");
                }
            }
        }
    }

    /** {@code [configurations][branches]}. */
    public float[][] weights() {
        return copy(weights);
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }
}
