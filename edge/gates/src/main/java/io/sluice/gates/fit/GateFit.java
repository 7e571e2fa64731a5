package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;

/**
 * Fits the gates of JEI-DNN to what the exits say (methods.md 1.4): each a logistic regression on
 * the four uncertainty features of its exit. With {@link GateObjective#BEST_EXIT} the targets are
 * those of {@link GateTargets} with weighted positives, as in the paper. With five parameters per
 * gate the least loss is found exactly instead of by steps.
 */
public final class GateFit {
    private static final double RIDGE = 1e-4;
    private static final int BISECTIONS = 18;
    private static final double MOST_LAMBDA = 1e3;
    private static final double FINE_LAMBDA = 1e-4;

    private final GateSamples samples;
    private final GateObjective objective;
    private final GateSamples held;

    /** Gates for a ladder whose heads were not trained on these rows. */
    public GateFit(LadderLogits ladder, GateObjective objective) {
        this(GateSamples.of(requireLabels(ladder)), objective);
    }

    GateFit(GateSamples samples, GateObjective objective) {
        this(samples, objective, samples);
    }

    /** Gates fitted to some rows, whose cost is that on others. */
    GateFit(GateSamples samples, GateObjective objective, GateSamples held) {
        this.samples = samples;
        this.objective = objective;
        this.held = held;
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
     * @param lambda what a full model's cost is worth, in the unit of the objective
     * @return for each exit but the last the weights of the four features and the bias
     */
    public float[][] gates(double lambda) {
        return objective == GateObjective.STOPPING
                ? new StoppingFit(samples).gates(lambda)
                : bestExit(lambda);
    }

    private float[][] bestExit(double lambda) {
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

    /**
     * The λ whose gates have, with κ of the objective, at most this mean cost and as much of it as
     * is worth it: the least λ when even those of no price cost less.
     */
    public double lambdaFor(double cost) {
        return lambdaBetween(0, MOST_LAMBDA, cost);
    }

    /**
     * The λ whose gates have, with κ of the objective, this mean cost, as nearly as there is. It is
     * negative where less cost would be better: the gates are then paid for going on.
     */
    double signedLambdaFor(double cost) {
        return lambdaBetween(-MOST_LAMBDA, MOST_LAMBDA, cost);
    }

    private double lambdaBetween(double least, double most, double cost) {
        double low = scaled(least);
        double high = scaled(most);
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (held.meanCost(held.leaves(gates(lambda(middle)), objective.kappa())) > cost) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return lambda((low + high) / 2);
    }

    /** Fine steps near 0, and about logarithmic ones further out. */
    private static double scaled(double lambda) {
        double x = lambda / FINE_LAMBDA;
        return Math.copySign(Math.log1p(Math.abs(x)), x);
    }

    private static double lambda(double scaled) {
        return Math.copySign(FINE_LAMBDA * Math.expm1(Math.abs(scaled)), scaled);
    }
}
