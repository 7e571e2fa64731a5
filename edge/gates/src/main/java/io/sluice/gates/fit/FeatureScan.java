package io.sluice.gates.fit;

/** Mean and spread of every feature of an exit over the rows that heads are trained on. */
final class FeatureScan {
    /** A feature that spreads less than this share of the exit's mean spread is not stretched. */
    private static final double LEAST_SPREAD = 1e-3;

    private final float[] means;
    private final float[] inverseSpreads;

    private FeatureScan(float[] means, float[] inverseSpreads) {
        this.means = means;
        this.inverseSpreads = inverseSpreads;
    }

    /**
     * Reads all rows that take part in fitting.
     *
     * @throws IllegalArgumentException when a feature is NaN or infinite: row, exit and index
     */
    static FeatureScan of(FeatureTable features, int exit, Splits splits) {
        float[] row = new float[features.width(exit)];
        for (int[] part : new int[][] {splits.gates(), splits.calibration(), splits.test()}) {
            for (int r : part) {
                read(features, exit, r, row);
            }
        }
        return of(features, exit, splits.fit());
    }

    /** Reads some rows. */
    static FeatureScan of(FeatureTable features, int exit, int[] rows) {
        int width = features.width(exit);
        double[] sums = new double[width];
        double[] squares = new double[width];
        float[] row = new float[width];
        for (int r : rows) {
            read(features, exit, r, row);
            for (int j = 0; j < width; j++) {
                sums[j] += row[j];
                squares[j] += (double) row[j] * row[j];
            }
        }
        return new FeatureScan(
                means(sums, rows.length), inverseSpreads(sums, squares, rows.length));
    }

    private static void read(FeatureTable features, int exit, int row, float[] target) {
        features.read(exit, row, target, 0);
        float check = 0;
        for (float number : target) {
            check += number * 0f;
        }
        if (check == 0f) {
            return;
        }
        for (int j = 0; j < target.length; j++) {
            if (!Float.isFinite(target[j])) {
                throw new IllegalArgumentException(
                        "row "
                                + row
                                + ", exit "
                                + exit
                                + ", feature "
                                + j
                                + " is "
                                + target[j]
                                + "; expected finite numbers");
            }
        }
    }

    private static float[] means(double[] sums, int rows) {
        float[] means = new float[sums.length];
        for (int j = 0; j < means.length; j++) {
            means[j] = (float) (sums[j] / rows);
        }
        return means;
    }

    private static float[] inverseSpreads(double[] sums, double[] squares, int rows) {
        int width = sums.length;
        double[] spreads = new double[width];
        double mean = 0;
        for (int j = 0; j < width; j++) {
            double m = sums[j] / rows;
            spreads[j] = Math.sqrt(Math.max(0, squares[j] / rows - m * m));
            mean += spreads[j] / width;
        }
        float[] inverse = new float[width];
        for (int j = 0; j < width; j++) {
            // Features that (almost) never change carry nothing: 0 keeps their weight at 0.
            boolean flat = spreads[j] <= LEAST_SPREAD * mean;
            inverse[j] = flat ? 0 : (float) (1 / spreads[j]);
        }
        return inverse;
    }

    int width() {
        return means.length;
    }

    /** Replaces raw features by standardised ones. */
    void standardise(float[] row) {
        for (int j = 0; j < row.length; j++) {
            row[j] = (row[j] - means[j]) * inverseSpreads[j];
        }
    }

    /** The head on raw features that does what the given one does on standardised ones. */
    LinearHead fold(float[][] weights, float[] bias) {
        int width = means.length;
        float[] flat = new float[weights.length * width];
        float[] b = new float[weights.length];
        for (int c = 0; c < weights.length; c++) {
            double shift = bias[c];
            for (int j = 0; j < width; j++) {
                float w = weights[c][j] * inverseSpreads[j];
                flat[c * width + j] = w;
                shift -= (double) w * means[j];
            }
            b[c] = (float) shift;
        }
        return new LinearHead(weights.length, width, flat, b);
    }
}
