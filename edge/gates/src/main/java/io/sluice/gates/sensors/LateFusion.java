package io.sluice.gates.sensors;

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
        this.weights = weights;
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
        throw new UnsupportedOperationException("skeleton");
    }

    /**
     * Checks that every configuration weighs its branches and no others.
     *
     * @throws IllegalArgumentException naming the configuration that does not fit
     */
    public void requireFits(SensorStructure structure) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** {@code [configurations][branches]}. */
    public float[][] weights() {
        throw new UnsupportedOperationException("skeleton");
    }
}
