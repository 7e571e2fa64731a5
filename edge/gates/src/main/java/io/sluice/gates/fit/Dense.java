package io.sluice.gates.fit;

/**
 * The two products that training linear heads consists of, as loops that a JIT turns into vector
 * instructions: every inner loop runs along arrays of the same index, because a sum of floats in
 * order (the plain dot product) is not vectorised. The order of every addition is fixed, so results
 * are the same each time.
 */
final class Dense {
    private static final int CHUNK = 512;

    private Dense() {}

    /**
     * logits = W x + b for a block of rows.
     *
     * @param columns {@code [width][rows]}: the features, feature after feature
     * @param rows how many of each column count
     * @param weights {@code [classes][width]}
     * @param logits receives {@code [classes][rows]}
     */
    static void forward(
            float[][] columns, int rows, float[][] weights, float[] bias, float[][] logits) {
        int width = weights[0].length;
        int classes = weights.length;
        for (int c = 0; c < classes; c++) {
            java.util.Arrays.fill(logits[c], 0, rows, bias[c]);
        }
        int j = 0;
        for (; j + 4 <= width; j += 4) {
            for (int c = 0; c < classes; c++) {
                float[] w = weights[c];
                add(
                        logits[c],
                        0,
                        rows,
                        columns[j],
                        w[j],
                        columns[j + 1],
                        w[j + 1],
                        columns[j + 2],
                        w[j + 2],
                        columns[j + 3],
                        w[j + 3]);
            }
        }
        for (; j < width; j++) {
            for (int c = 0; c < classes; c++) {
                add(logits[c], 0, rows, columns[j], weights[c][j]);
            }
        }
    }

    /**
     * gradient += Δᵀ X for a block of rows.
     *
     * @param features {@code [rows][width]}
     * @param deltas {@code [classes][rows]}
     * @param gradient {@code [classes][width]}
     */
    static void backward(float[][] features, int rows, float[][] deltas, float[][] gradient) {
        int width = gradient[0].length;
        for (int from = 0; from < width; from += CHUNK) {
            int to = Math.min(width, from + CHUNK);
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                for (int c = 0; c < deltas.length; c++) {
                    float[] d = deltas[c];
                    add(
                            gradient[c],
                            from,
                            to,
                            features[r],
                            d[r],
                            features[r + 1],
                            d[r + 1],
                            features[r + 2],
                            d[r + 2],
                            features[r + 3],
                            d[r + 3]);
                }
            }
            for (; r < rows; r++) {
                for (int c = 0; c < deltas.length; c++) {
                    add(gradient[c], from, to, features[r], deltas[c][r]);
                }
            }
        }
    }

    private static void add(
            float[] sum,
            int from,
            int to,
            float[] a,
            float wa,
            float[] b,
            float wb,
            float[] c,
            float wc,
            float[] d,
            float wd) {
        for (int i = from; i < to; i++) {
            sum[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
        }
    }

    private static void add(float[] sum, int from, int to, float[] a, float wa) {
        for (int i = from; i < to; i++) {
            sum[i] += a[i] * wa;
        }
    }

    /** Turns rows into columns. */
    static void transpose(float[][] features, int rows, float[][] columns) {
        int width = columns.length;
        for (int from = 0; from < width; from += 16) {
            int to = Math.min(width, from + 16);
            for (int r = 0; r < rows; r++) {
                float[] row = features[r];
                for (int j = from; j < to; j++) {
                    columns[j][r] = row[j];
                }
            }
        }
    }
}
