package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;

/**
 * Fits the gates of JEI-DNN to what the exits say (methods.md 1.4): each a logistic regression on
 * the four uncertainty features of its exit, with the targets of {@link GateTargets} and weighted
 * positives. With five parameters per gate the least loss is found exactly instead of by steps.
 */
public final class GateFit {
    private static final double RIDGE = 1e-4;
    private static final int BISECTIONS = 30;
    private static final double MOST_LAMBDA = 1e3;

    private final GateSamples samples;

    /** Gates for a ladder whose heads were not trained on these rows. */
    public GateFit(LadderLogits ladder) {
        this(GateSamples.of(requireLabels(ladder)));
    }

    GateFit(GateSamples samples) {
        this.samples = samples;
    }

    private static LadderLogits requireLabels(LadderLogits ladder) {
        for (int row = 0; row < ladder.rows(); row++) {
            if (ladder.label(row) < 0) {
                throw new IllegalArgumentException(
                        "row " + row + " has no label; gates are fitted to labels");
            }
        }
        return ladder;
    }

    /**
     * The gates for a price.
     *
     * @param lambda in nats per full model
     * @return for each exit but the last the weights of the four features and the bias
     */
    public float[][] gates(double lambda) {
        int[] best = GateTargets.best(samples.crossEntropy, samples.costs, lambda);
        float[][] gates = new float[samples.exits() - 1][];
        for (int j = 0; j < gates.length; j++) {
            gates[j] = gate(j, best);
        }
        return gates;
    }

    private float[] gate(int j, int[] best) {
        boolean[] targets = new boolean[samples.rows];
        double[] weights = new double[samples.rows];
        double positive = GateTargets.positiveWeight(best, j);
        for (int row = 0; row < samples.rows; row++) {
            targets[row] = j >= best[row];
            weights[row] = targets[row] ? positive : 1;
        }
        Logistic logistic = new Logistic(samples.features[j], RemainingMass.FEATURES, RIDGE);
        double[] w = logistic.solve(targets, weights);
        float[] gate = new float[w.length];
        for (int k = 0; k < gate.length; k++) {
            gate[k] = (float) w[k];
        }
        return gate;
    }

    /** The λ whose gates have, with κ = ½, this mean cost on the rows, as nearly as there is. */
    public double lambdaFor(double cost) {
        double low = Math.log(1e-4);
        double high = Math.log(MOST_LAMBDA);
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (samples.meanCost(samples.leaves(gates(Math.exp(middle)), .5)) > cost) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }
}
