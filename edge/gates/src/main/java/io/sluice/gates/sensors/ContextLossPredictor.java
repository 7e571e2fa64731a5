package io.sluice.gates.sensors;

/**
 * The mean loss of each configuration in each context, weighted by the belief: Σ_c b_c·loss[c][φ].
 * In the unit of the table. It reads no summary, but the belief may rest on them.
 */
public final class ContextLossPredictor implements LossPredictor {
    private final ContextLoss table;

    /**
     * @param loss {@code [contexts][configurations]}, finite
     */
    public ContextLossPredictor(float[][] loss) {
        this.table = new ContextLoss(loss);
    }

    @Override
    public void predict(
            float[][] summaries, int present, double[] belief, float[] losses, Workspace space) {
        table.expected(belief, losses);
    }

    @Override
    public void requireFits(SensorStructure structure, int contexts) {
        table.requireFits("the predictor's losses by context", structure, contexts);
    }

    public float[][] loss() {
        return table.loss();
    }
}
