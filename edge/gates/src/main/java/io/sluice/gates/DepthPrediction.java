package io.sluice.gates;

import java.util.Arrays;

/**
 * Chooses an event's depth once, at the first exit, and asks no more (after ECO-M2F, methods.md
 * 4.2): the exit k with the greatest score w_k·x + b_k − p·c_k under pressure p, where x are the
 * class probabilities of the first exit and its four uncertainty features.
 *
 * <p>Costs rise with depth, so a higher price never chooses a deeper exit.
 */
public final class DepthPrediction implements ExitRule {
    private final float[][] weights;
    private final double[] costs;
    private final int deeper;

    /**
     * A score per exit, the last one included.
     *
     * @param weights for each exit one weight per class, the weights of the four features in the
     *     order of {@link RemainingMass#FEATURES}, and the bias: {@code [exits][classes + 5]}
     * @param costs cumulative cost of each exit as a share of the full model's, rising
     */
    public DepthPrediction(float[][] weights, double[] costs) {
        this(copy(weights), costs.clone(), 0);
        if (weights.length != costs.length || weights.length == 0) {
            throw new IllegalArgumentException(
                    "depth prediction has "
                            + weights.length
                            + " scores and "
                            + costs.length
                            + " costs; expected one of each per exit");
        }
        for (int k = 0; k < costs.length; k++) {
            if (!(costs[k] > (k == 0 ? 0 : costs[k - 1])) || Double.isInfinite(costs[k])) {
                throw new IllegalArgumentException(
                        "costs must rise from exit to exit, not " + Arrays.toString(costs));
            }
            if (weights[k].length != weights[0].length
                    || weights[k].length < RemainingMass.FEATURES + 2) {
                throw new IllegalArgumentException(
                        "score "
                                + k
                                + " has "
                                + weights[k].length
                                + " numbers; expected one per class and five more, as the others");
            }
            for (float weight : weights[k]) {
                if (!Float.isFinite(weight)) {
                    throw new IllegalArgumentException(
                            "score " + k + " has " + weight + "; expected finite numbers");
                }
            }
        }
    }

    private DepthPrediction(float[][] weights, double[] costs, int deeper) {
        this.weights = weights;
        this.costs = costs;
        this.deeper = deeper;
    }

    @Override
    public float initialState() {
        return -1;
    }

    @Override
    public void decide(
            int exit, Softmax softmax, float state, Prices prices, ExitDecision decision) {
        // Under a guard prices have no say.
        float depth = exit == 0 ? depth(softmax, deeper > 0 ? 0 : prices.pressure()) : state;
        decision.set(exit, depth, depth);
    }

    private float depth(Softmax softmax, double pressure) {
        requireClasses(softmax.classes());
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < weights.length; k++) {
            double score = score(weights[k], softmax) - pressure * costs[k];
            if (score > greatest) {
                greatest = score;
                best = k;
            }
        }
        return best + Math.max(0, deeper - 1);
    }

    private void requireClasses(int classes) {
        if (weights[0].length != classes + RemainingMass.FEATURES + 1) {
            throw new IllegalArgumentException(
                    "depth prediction was made for "
                            + (weights[0].length - RemainingMass.FEATURES - 1)
                            + " classes, not "
                            + classes);
        }
    }

    private static double score(float[] w, Softmax softmax) {
        int classes = softmax.classes();
        double score = w[classes + RemainingMass.FEATURES];
        for (int c = 0; c < classes; c++) {
            score += w[c] * (double) softmax.probability(c);
        }
        return score
                + w[classes] * (double) softmax.maxProbability()
                + w[classes + 1] * (double) softmax.entropy()
                + w[classes + 2] * (double) softmax.margin()
                + w[classes + 3] * (double) softmax.sharpenedEntropy();
    }

    @Override
    public void requireExits(int exits) {
        if (weights.length != exits) {
            throw new IllegalArgumentException(
                    "a ladder of " + exits + " exits needs as many scores, not " + weights.length);
        }
    }

    /** Each level goes one exit deeper than predicted. */
    @Override
    public ExitRule guarded(int level) {
        return level >= MOST_GUARD_LEVEL
                ? FixedExit.full()
                : new DepthPrediction(weights, costs, level + 1);
    }

    public float[][] weights() {
        return copy(weights);
    }

    public double[] costs() {
        return costs.clone();
    }

    private static float[][] copy(float[][] rows) {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    @Override
    public String toString() {
        return "depth prediction over " + weights.length + " exits";
    }
}
