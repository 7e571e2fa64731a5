package io.sluice.gates.fit;

/**
 * Multinomial logistic regression by accelerated gradient descent with a fixed number of steps of a
 * size that cannot overshoot: the loss is convex and its curvature bounded by that of the inputs.
 */
public final class Multinomial {
    private static final int STEPS = 150;
    private static final double RIDGE = 1e-4;

    private Multinomial() {}

    /**
     * @param inputs {@code [rows][width]}
     * @return for each class the weights of the inputs, and the bias last
     */
    public static float[][] fit(float[][] inputs, int[] labels, int classes) {
        FeatureTable table = new RowTable(inputs);
        int[] rows = new int[inputs.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        int width = inputs[0].length;
        FeatureScan scan = FeatureScan.of(table, 0, rows);
        float[][] x = new float[rows.length][width];
        for (int i = 0; i < rows.length; i++) {
            table.read(0, i, x[i], 0);
            scan.standardise(x[i]);
        }
        float[][] w = new float[classes][width];
        float[] b = new float[classes];
        descend(x, labels, w, b);
        LinearHead head = scan.fold(w, b);
        float[] flat = head.weights();
        float[] bias = head.bias();
        float[][] result = new float[classes][width + 1];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(flat, c * width, result[c], 0, width);
            result[c][width] = bias[c];
        }
        return result;
    }

    private static void descend(float[][] x, int[] labels, float[][] w, float[] b) {
        int rows = x.length;
        int width = w[0].length;
        int classes = w.length;
        float[][] columns = new float[width][rows];
        Dense.transpose(x, rows, columns);
        float[][] deltas = new float[classes][rows];
        float[][] gradient = new float[classes][width];
        float[][] ahead = copy(w);
        float[] biasAhead = b.clone();
        // ½ bounds the curvature of the softmax, the trace that of standardised inputs.
        double size = 1 / (.5 * greatestCurvature(columns, rows) + RIDGE);
        for (int step = 0; step < STEPS; step++) {
            Dense.forward(columns, rows, ahead, biasAhead, deltas);
            SoftmaxLoss.gradients(deltas, rows, labels);
            float momentum = step / (step + 3f);
            for (int c = 0; c < classes; c++) {
                java.util.Arrays.fill(gradient[c], 0);
            }
            Dense.backward(x, rows, deltas, gradient);
            for (int c = 0; c < classes; c++) {
                float sum = 0;
                for (int r = 0; r < rows; r++) {
                    sum += deltas[c][r];
                }
                float next = (float) (biasAhead[c] - size * sum);
                biasAhead[c] = next + momentum * (next - b[c]);
                b[c] = next;
                for (int j = 0; j < width; j++) {
                    float to =
                            (float) (ahead[c][j] - size * (gradient[c][j] + RIDGE * ahead[c][j]));
                    ahead[c][j] = to + momentum * (to - w[c][j]);
                    w[c][j] = to;
                }
            }
        }
    }

    /** The greatest eigenvalue of the mean outer product, by power iteration, a little enlarged. */
    private static double greatestCurvature(float[][] columns, int rows) {
        int width = columns.length;
        double[] v = new double[width];
        java.util.Arrays.fill(v, 1 / Math.sqrt(width));
        double greatest = 1;
        for (int i = 0; i < 20; i++) {
            double[] projected = new double[rows];
            for (int j = 0; j < width; j++) {
                for (int r = 0; r < rows; r++) {
                    projected[r] += v[j] * columns[j][r];
                }
            }
            double norm = 0;
            for (int j = 0; j < width; j++) {
                double sum = 0;
                for (int r = 0; r < rows; r++) {
                    sum += columns[j][r] * projected[r];
                }
                v[j] = sum / rows;
                norm += v[j] * v[j];
            }
            greatest = Math.max(1e-9, Math.sqrt(norm));
            for (int j = 0; j < width; j++) {
                v[j] /= greatest;
            }
        }
        return Math.max(1, 1.2 * greatest);
    }

    private static float[][] copy(float[][] rows) {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    private record RowTable(float[][] values) implements FeatureTable {
        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public int exits() {
            return 1;
        }

        @Override
        public int width(int exit) {
            return values[0].length;
        }

        @Override
        public void read(int exit, int row, float[] target, int offset) {
            System.arraycopy(values[row], 0, target, offset, values[row].length);
        }
    }
}
