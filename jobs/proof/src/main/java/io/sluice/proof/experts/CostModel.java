package io.sluice.proof.experts;

import io.sluice.gates.fit.Cholesky;
import java.util.Arrays;

/**
 * What asking an expert is expected to cost, before it is asked: the exponential of a linear
 * function of the features, times what is missing in the mean; or the mean.
 */
public final class CostModel {
    private static final double RIDGE = .03;
    private static final double LEAST = 1e-12;

    private final double[][] vectors;
    private final double[] factors;

    private CostModel(double[][] vectors, double[] factors) {
        this.vectors = vectors;
        this.factors = factors;
    }

    /** Every prompt costs the mean. */
    public static CostModel means(double[][] costs) {
        return new CostModel(null, RecordedPrompts.means(costs));
    }

    /**
     * Ridge regression of the logarithms on standardised features.
     *
     * @param features {@code [rows][features]}
     * @param costs {@code [rows][experts]}, above 0
     */
    public static CostModel fit(float[][] features, double[][] costs) {
        int experts = costs[0].length;
        double[][] vectors = new double[experts][];
        double[] factors = new double[experts];
        for (int n = 0; n < experts; n++) {
            double[] logs = new double[costs.length];
            for (int row = 0; row < logs.length; row++) {
                logs[row] = Math.log(costs[row][n]);
            }
            vectors[n] = ridge(features, logs);
            double ratio = 0;
            for (int row = 0; row < logs.length; row++) {
                ratio += Math.exp(logs[row] - value(vectors[n], features[row])) / logs.length;
            }
            factors[n] = ratio;
        }
        return new CostModel(vectors, factors);
    }

    /** Weights of the features, and the bias last. */
    private static double[] ridge(float[][] features, double[] targets) {
        int width = features[0].length;
        double[] means = means(features);
        double target = Arrays.stream(targets).sum() / targets.length;
        double[][] matrix = new double[width][width];
        double[] right = new double[width];
        double[] centred = new double[width];
        for (int row = 0; row < targets.length; row++) {
            for (int f = 0; f < width; f++) {
                centred[f] = features[row][f] - means[f];
                right[f] += centred[f] * (targets[row] - target);
            }
            for (int f = 0; f < width; f++) {
                for (int g = 0; g < width; g++) {
                    matrix[f][g] += centred[f] * centred[g];
                }
            }
        }
        // In units of its own spread a feature is pulled as strongly as any other.
        for (int f = 0; f < width; f++) {
            matrix[f][f] += RIDGE * matrix[f][f] + LEAST;
        }
        double[] vector = Arrays.copyOf(Cholesky.solve(matrix, right), width + 1);
        vector[width] = target;
        for (int f = 0; f < width; f++) {
            vector[width] -= vector[f] * means[f];
        }
        return vector;
    }

    private static double[] means(float[][] features) {
        double[] means = new double[features[0].length];
        for (float[] row : features) {
            for (int f = 0; f < means.length; f++) {
                means[f] += (double) row[f] / features.length;
            }
        }
        return means;
    }

    private static double value(double[] vector, float[] features) {
        double value = vector[features.length];
        for (int f = 0; f < features.length; f++) {
            value += vector[f] * features[f];
        }
        return value;
    }

    /** The expected cost of one prompt at one expert. */
    public double of(int expert, float[] features) {
        return vectors == null
                ? factors[expert]
                : factors[expert] * Math.exp(value(vectors[expert], features));
    }
}
