package io.sluice.gates.fit;

/**
 * What gates are taught (methods.md 1.4): a sample ought to leave at l* = argmin_l [CE_l + λ c_l],
 * and may leave at every exit after it too.
 */
public final class GateTargets {
    private GateTargets() {}

    /**
     * The exit l* of one sample; the shallowest of equals.
     *
     * @param crossEntropy of each exit, in nats
     * @param costs cumulative cost of each exit, as a share of the full model's
     */
    public static int best(double[] crossEntropy, double[] costs, double lambda) {
        int best = 0;
        for (int l = 1; l < costs.length; l++) {
            if (crossEntropy[l] + lambda * costs[l] < crossEntropy[best] + lambda * costs[best]) {
                best = l;
            }
        }
        return best;
    }

    /** The exit l* of every sample. */
    static int[] best(double[][] crossEntropy, double[] costs, double lambda) {
        int[] best = new int[crossEntropy[0].length];
        double[] one = new double[costs.length];
        for (int row = 0; row < best.length; row++) {
            for (int l = 0; l < costs.length; l++) {
                one[l] = crossEntropy[l][row];
            }
            best[row] = best(one, costs, lambda);
        }
        return best;
    }

    /** What the positives of gate j count: min(#negatives / #positives, 5), counts at least 0.1. */
    static double positiveWeight(int[] best, int gate) {
        int positives = 0;
        for (int l : best) {
            positives += gate >= l ? 1 : 0;
        }
        double negatives = Math.max(.1, best.length - positives);
        return Math.min(negatives / Math.max(.1, positives), 5);
    }
}
