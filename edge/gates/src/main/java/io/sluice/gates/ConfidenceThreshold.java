package io.sluice.gates;

import java.util.Arrays;

/**
 * Leaves at the first exit whose greatest probability reaches the exit's threshold.
 *
 * <p>Under prices with pressure p the threshold is θ/(1+p), as κ of the fitted gates (methods.md
 * 5.3): a rising price only ever lets events leave earlier.
 */
public final class ConfidenceThreshold implements ExitRule {
    private final float[] thresholds;

    /**
     * A rule with one threshold per exit but the last.
     *
     * @param thresholds each at least 0; above 1 means that nobody leaves there
     * @throws IllegalArgumentException when one is negative or NaN
     */
    public ConfidenceThreshold(float... thresholds) {
        for (float threshold : thresholds) {
            if (!(threshold >= 0)) {
                throw new IllegalArgumentException(
                        "a confidence threshold is a number of at least 0, not " + threshold);
            }
        }
        this.thresholds = thresholds.clone();
    }

    @Override
    public float initialState() {
        return 0;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float state, Prices prices, ExitDecision decision) {
        float threshold = (float) (thresholds[exit] / (1 + prices.pressure()));
        decision.set(softmax.maxProbability(), threshold, state);
    }

    @Override
    public void requireExits(int exits) {
        if (thresholds.length != exits - 1) {
            throw new IllegalArgumentException(
                    "a ladder of "
                            + exits
                            + " exits needs "
                            + (exits - 1)
                            + " thresholds, not "
                            + thresholds.length);
        }
    }

    public float[] thresholds() {
        return thresholds.clone();
    }

    @Override
    public String toString() {
        return "confidence " + Arrays.toString(thresholds);
    }
}
