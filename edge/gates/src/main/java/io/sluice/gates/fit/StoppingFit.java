package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;

/**
 * Fits gates by what the rule itself gains: ours, not of the paper. JEI-DNN teaches a gate where an
 * oracle that sees the label would leave; an event that goes on is yet not led to the oracle's exit
 * but to where the later gates send it. So gates are fitted from the last to the first: with V the
 * gain of what the gates behind it make of a sample (the last exit's gain at first),
 *
 * <pre>gain_l = ½ (1[exit l is right] + p_l(label)) − λ c_l</pre>
 *
 * gate l learns the sign of gain_l − V by logistic regression, each sample weighted by |gain_l −
 * V|, and V becomes gain_l where it lets a sample leave. This is optimal stopping by backward
 * induction with a cost-sensitive classifier at each step. Half of the gain is the probability of
 * the label: its mean is about that of being right, with less noise.
 *
 * <p>A gate is g = σ(a z − 4) with z the classifier's score and a such that a z is of size 3. So g
 * is less than {@link #KAPPA} = σ(−4) for who stays, the remaining mass of {@link RemainingMass}
 * stays near 1, and g ≥ κ·r is the classifier's decision. Steep gates with κ = ½ would decide the
 * same, but saturate: among the surest events κ could not tell any more who is surer.
 */
final class StoppingFit {
    private static final double RIDGE = 1e-3;

    /** κ of the fitted rule, σ(−4). */
    static final float KAPPA = (float) (1 / (1 + Math.exp(4)));

    private static final double OFFSET = -4;
    private static final double SIZE = 3;

    /** So that a sample that is indifferent has a say, and somebody has when all are. */
    private static final double LEAST_WEIGHT = 1e-9;

    private final GateSamples samples;

    StoppingFit(GateSamples samples) {
        this.samples = samples;
    }

    /**
     * The gates for a price.
     *
     * @param lambda what a full model's cost is worth, in right answers per event
     */
    float[][] gates(double lambda) {
        double[][] classifiers = classifiers(lambda);
        double factor = SIZE / size(classifiers);
        float[][] gates = new float[classifiers.length][RemainingMass.FEATURES + 1];
        for (int l = 0; l < gates.length; l++) {
            for (int k = 0; k < gates[l].length; k++) {
                gates[l][k] = (float) (factor * classifiers[l][k]);
            }
            gates[l][RemainingMass.FEATURES] += (float) OFFSET;
        }
        return gates;
    }

    /** Root of the mean square of the scores. */
    private double size(double[][] classifiers) {
        double sum = 0;
        for (int l = 0; l < classifiers.length; l++) {
            for (int row = 0; row < samples.rows; row++) {
                double z = score(classifiers[l], l, row);
                sum += z * z;
            }
        }
        return Math.max(1e-6, Math.sqrt(sum / classifiers.length / samples.rows));
    }

    private double[][] classifiers(double lambda) {
        int last = samples.exits() - 1;
        double[] value = new double[samples.rows];
        for (int row = 0; row < value.length; row++) {
            value[row] = gain(last, row, lambda);
        }
        double[][] classifiers = new double[last][];
        boolean[] leave = new boolean[value.length];
        double[] weights = new double[value.length];
        for (int l = last - 1; l >= 0; l--) {
            for (int row = 0; row < value.length; row++) {
                double more = gain(l, row, lambda) - value[row];
                leave[row] = more >= 0;
                weights[row] = Math.abs(more) + LEAST_WEIGHT;
            }
            classifiers[l] =
                    new Logistic(samples.features[l], RemainingMass.FEATURES, RIDGE)
                            .solve(leave, weights);
            for (int row = 0; row < value.length; row++) {
                if (score(classifiers[l], l, row) >= 0) {
                    value[row] = gain(l, row, lambda);
                }
            }
        }
        return classifiers;
    }

    private double gain(int exit, int row, double lambda) {
        return samples.worth(exit, row) - lambda * samples.costs[exit];
    }

    private double score(double[] w, int exit, int row) {
        double[] f = samples.features[exit];
        double z = w[RemainingMass.FEATURES];
        for (int k = 0; k < RemainingMass.FEATURES; k++) {
            z += w[k] * f[row * RemainingMass.FEATURES + k];
        }
        return z;
    }
}
