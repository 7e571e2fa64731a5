package io.sluice.gates.experts.fit;

/** Mean and spread of features over some rows, so that one pull to 0 is fair to all of them. */
final class FeatureScale {
    private static final double LEAST_SPREAD = 1e-6;

    private final int width;
    private final double[] mean;
    private final double[] spread;

    FeatureScale(float[][] features, int[] rows) {
        width = features[0].length;
        mean = new double[width];
        spread = new double[width];
        for (int row : rows) {
            for (int f = 0; f < width; f++) {
                mean[f] += (double) features[row][f] / rows.length;
            }
        }
        for (int row : rows) {
            for (int f = 0; f < width; f++) {
                double d = features[row][f] - mean[f];
                spread[f] += d * d / rows.length;
            }
        }
        for (int f = 0; f < width; f++) {
            spread[f] = Math.max(LEAST_SPREAD, Math.sqrt(spread[f]));
        }
    }

    /** {@code [rows][features + 1]}, standardised, with a 1 behind each row for the bias. */
    double[][] standardised(float[][] features, int[] rows) {
        double[][] z = new double[rows.length][width + 1];
        for (int i = 0; i < rows.length; i++) {
            for (int f = 0; f < width; f++) {
                z[i][f] = (features[rows[i]][f] - mean[f]) / spread[f];
            }
            z[i][width] = 1;
        }
        return z;
    }

    /** The vector for features as they are, of one for standardised ones, from an offset on. */
    float[] raw(double[] vectors, int offset) {
        float[] raw = new float[width + 1];
        double bias = vectors[offset + width];
        for (int f = 0; f < width; f++) {
            raw[f] = (float) (vectors[offset + f] / spread[f]);
            bias -= raw[f] * mean[f];
        }
        raw[width] = (float) bias;
        return raw;
    }
}
