package io.sluice.gates.sensors;

import java.util.Arrays;

/** The same losses for every sample, such as the means over all: a static choice. */
public final class FixedPredictor implements LossPredictor {
    private final float[] losses;

    /**
     * @param losses of each configuration, finite, in the unit they were measured in
     */
    public FixedPredictor(float... losses) {
        Fit.requireFinite("fixed losses", losses);
        this.losses = losses.clone();
    }

    /** One configuration has no loss and all others 1: it runs wherever it can (at λ = 0). */
    public static FixedPredictor always(int configuration, int configurations) {
        float[] losses = new float[configurations];
        Arrays.fill(losses, 1);
        losses[configuration] = 0;
        return new FixedPredictor(losses);
    }

    @Override
    public void predict(
            float[][] summaries, int present, double[] belief, float[] into, Workspace space) {
        System.arraycopy(losses, 0, into, 0, losses.length);
    }

    @Override
    public void requireFits(SensorStructure structure, int contexts) {
        Fit.require("fixed losses", losses.length, "configurations", Fit.configurations(structure));
    }

    public float[] losses() {
        return losses.clone();
    }
}
