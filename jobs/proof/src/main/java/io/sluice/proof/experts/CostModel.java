package io.sluice.proof.experts;

import io.sluice.gates.fit.Cholesky;

/**
 * What asking an expert is expected to cost, before it is asked: the exponential of a linear
 * function of the features, times what is missing in the mean; or the mean.
 */
public final class CostModel {
    private static final double RIDGE = .03;

    private final double[][] vectors;
    private final double[] factors;

    private CostModel(double[][] vectors, double[] factors) {
        this.vectors = vectors;
        this.factors = factors;
    }

    /** Every prompt costs the mean. */
    public static CostModel means(double[][] costs) {
        return new CostModel(null, RecordedExperts.means(costs));
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

    /** Weights of the raw features, and the bias last. */
    private static double[] ridge(float[][] features, double[] targets) {
        int width = features[0].length;
        int rows = targets.length;
        double[] mean = new double[width + 1];
        double[] spread = new double[width];
        for (int row = 0; row < rows; row++) {
            for (int f = 0; f < width; f++) {
                mean[f] += features[row][f] / rows;
            }
            mean[width] += targets[row] / rows;
        }
        for (float[] row : features) {
            for (int f = 0; f < width; f++) {
                spread[f] += (row[f] - mean[f]) * (row[f] - mean[f]) / rows;
            }
        }
        for (int f = 0; f < width; f++) {
            spread[f] = Math.max(1e-6, Math.sqrt(spread[f]));
        }
        double[][] matrix = new double[width][width];
        double[] right = new double[width];
        double[] z = new double[width];
        for (int row = 0; row < rows; row++) {
            for (int f = 0; f < width; f++) {
                z[f] = (features[row][f] - mean[f]) / spread[f];
                right[f] += z[f] * (targets[row] - mean[width]) / rows;
            }
            for (int f = 0; f < width; f++) {
                for (int g = 0; g < width; g++) {
                    matrix[f][g] += z[f] * z[g] / rows;
                }
            }
        }
        for (int f = 0; f < width; f++) {
            matrix[f][f] += RIDGE;
        }
        double[] weights = Cholesky.solve(matrix, right);
        double[] vector = new double[width + 1];
        vector[width] = mean[width];
        for (int f = 0; f < width; f++) {
            vector[f] = weights[f] / spread[f];
            vector[width] -= vector[f] * mean[f];
        }
        return vector;
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
