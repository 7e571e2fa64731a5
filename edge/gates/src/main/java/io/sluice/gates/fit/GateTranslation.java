package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;

/**
 * The same gates on features that changed because an exit's temperature did: the log-odds of each
 * gate by weighted least squares on the new features. Both are smooth functions of the same logits,
 * so that hardly an event changes its exit; where a gate decides, near κ, rows count most.
 */
final class GateTranslation {
    private static final double RIDGE = 1e-9;

    private final GateSamples from;
    private final GateSamples to;
    private final double middle;

    /**
     * @param from the rows with the features that gates were fitted on
     * @param to the same rows with the features that they are to be used on
     * @param kappa where gates decide
     */
    GateTranslation(GateSamples from, GateSamples to, double kappa) {
        this.from = from;
        this.to = to;
        this.middle = Math.log(kappa / (1 - kappa));
    }

    float[][] of(float[][] gates) {
        float[][] translated = new float[gates.length][];
        for (int l = 0; l < gates.length; l++) {
            translated[l] = of(gates[l], l);
        }
        return translated;
    }

    private float[] of(float[] gate, int exit) {
        int n = RemainingMass.FEATURES + 1;
        double[][] squares = new double[n][n];
        double[] products = new double[n];
        double[] x = new double[n];
        x[n - 1] = 1;
        for (int row = 0; row < from.rows; row++) {
            double z = from.score(gate, exit, row);
            double weight = 1 / (1 + (z - middle) * (z - middle));
            System.arraycopy(to.features[exit], row * (n - 1), x, 0, n - 1);
            for (int i = 0; i < n; i++) {
                products[i] += weight * x[i] * z / from.rows;
                for (int j = 0; j < n; j++) {
                    squares[i][j] += weight * x[i] * x[j] / from.rows;
                }
            }
        }
        for (int i = 0; i < n; i++) {
            squares[i][i] += RIDGE;
        }
        double[] w = Cholesky.solve(squares, products);
        float[] translated = new float[n];
        for (int i = 0; i < n; i++) {
            translated[i] = (float) w[i];
        }
        return translated;
    }
}
