package io.sluice.gates.sensors.fit;

/** Mean and spread of every feature of every modality over some rows. */
final class SummaryScale {
    private static final double LEAST_SPREAD = 1e-6;

    private final double[][] mean;
    private final double[][] inverse;

    private SummaryScale(double[][] mean, double[][] inverse) {
        this.mean = mean;
        this.inverse = inverse;
    }

    /** Reads the summaries of rows that have them. */
    static SummaryScale of(RecordedSensors recorded, int[] rows) {
        float[][] summaries = recorded.newSummaries();
        double[][] mean = new double[summaries.length][];
        double[][] inverse = new double[summaries.length][];
        int[] counts = new int[summaries.length];
        for (int m = 0; m < summaries.length; m++) {
            mean[m] = new double[summaries[m].length];
            inverse[m] = new double[summaries[m].length];
        }
        for (int row : rows) {
            recorded.readSummaries(row, summaries);
            for (int m = 0; m < summaries.length; m++) {
                if ((recorded.samples().present()[row] >> m & 1) != 0) {
                    counts[m]++;
                    for (int j = 0; j < mean[m].length; j++) {
                        // Welford's recurrence, whose sums do not cancel.
                        double off = summaries[m][j] - mean[m][j];
                        mean[m][j] += off / counts[m];
                        inverse[m][j] += off * (summaries[m][j] - mean[m][j]);
                    }
                }
            }
        }
        for (int m = 0; m < mean.length; m++) {
            for (int j = 0; j < mean[m].length; j++) {
                double spread = Math.sqrt(inverse[m][j] / Math.max(1, counts[m]));
                // A feature that never changes says nothing; its weight stays out.
                inverse[m][j] = spread > LEAST_SPREAD ? 1 / spread : 0;
            }
        }
        return new SummaryScale(mean, inverse);
    }

    void standardise(float[][] summaries) {
        for (int m = 0; m < summaries.length; m++) {
            for (int j = 0; j < summaries[m].length; j++) {
                summaries[m][j] = (float) ((summaries[m][j] - mean[m][j]) * inverse[m][j]);
            }
        }
    }

    /**
     * Makes weights on standardised features such on raw ones.
     *
     * @param row one output's weights, of which those from {@code from} on are of modality m
     * @param shifted where in the row the weight is that is added when the modality is present: a
     *     bit of presence, or a bias
     */
    void fold(int m, float[] row, int from, int shifted) {
        double shift = 0;
        for (int j = 0; j < mean[m].length; j++) {
            double weight = row[from + j] * inverse[m][j];
            row[from + j] = (float) weight;
            shift += weight * mean[m][j];
        }
        row[shifted] -= (float) shift;
    }
}
