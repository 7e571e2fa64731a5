package io.sluice.gates.fit;

import java.util.SplittableRandom;

/**
 * Training of one exit's linear head: softmax regression on standardised features by Adam with
 * decoupled weight decay.
 *
 * <p><em>Owned state</em>: the weights, Adam's moments, the source of the shuffling. <em>Life
 * cycle</em>: any number of {@link #epoch}s; {@link #head} at any time. <em>Threading</em>: one
 * thread at a time. The outcome depends on the arguments alone.
 */
final class HeadTraining {
    private static final float BETA_1 = .9f;
    private static final float BETA_2 = .999f;
    private static final float EPSILON = 1e-8f;

    private final FitSample sample;
    private final int exit;
    private final FeatureScan scan;
    private final ExitFitSettings settings;
    private final SplittableRandom random;

    private final float[][] weights;
    private final float[] bias;
    private final float[][] gradient;
    private final float[] biasGradient;
    private final float[][] first;
    private final float[][] second;
    private final float[] biasFirst;
    private final float[] biasSecond;
    private int steps;
    private float[][] keptWeights;
    private float[] keptBias;
    private LinearHead kept;

    private final float[][] block;
    private final float[][] columns;
    private final float[][] deltas;

    HeadTraining(FitSample sample, int exit, FeatureScan scan, ExitFitSettings settings) {
        this.sample = sample;
        this.exit = exit;
        this.scan = scan;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed() * 1_000_003 + exit);
        int classes = sample.classes();
        int width = scan.width();
        weights = new float[classes][width];
        bias = new float[classes];
        gradient = new float[classes][width];
        biasGradient = new float[classes];
        first = new float[classes][width];
        second = new float[classes][width];
        biasFirst = new float[classes];
        biasSecond = new float[classes];
        block = new float[settings.batch()][width];
        columns = new float[width][settings.batch()];
        deltas = new float[classes][settings.batch()];
    }

    /**
     * One pass over the rows in random order.
     *
     * @param importance what each row's loss counts, in the order of {@code rows}: constants, no
     *     gradient goes through them
     * @param rate learning rate at the start, falling in a straight line to {@code rateAfter}
     */
    void epoch(int[] rows, float[] importance, double rate, double rateAfter) {
        int[] order = shuffled(rows.length);
        int batch = settings.batch();
        for (int from = 0; from < rows.length; from += batch) {
            int count = Math.min(batch, rows.length - from);
            double now = rate + (rateAfter - rate) * from / rows.length;
            step(rows, importance, order, from, count, (float) now);
        }
    }

    private int[] shuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private void step(
            int[] rows, float[] importance, int[] order, int from, int count, float rate) {
        for (int r = 0; r < count; r++) {
            sample.features().read(exit, rows[order[from + r]], block[r], 0);
            scan.standardise(block[r]);
        }
        gradients(rows, importance, order, from, count);
        update(rate);
    }

    private void gradients(int[] rows, float[] importance, int[] order, int from, int count) {
        Dense.transpose(block, count, columns);
        Dense.forward(columns, count, weights, bias, deltas);
        for (int r = 0; r < count; r++) {
            int i = order[from + r];
            SoftmaxLoss.gradient(deltas, r, sample.label(rows[i]), importance[i] / count);
        }
        for (int c = 0; c < weights.length; c++) {
            java.util.Arrays.fill(gradient[c], 0);
            float sum = 0;
            for (int r = 0; r < count; r++) {
                sum += deltas[c][r];
            }
            biasGradient[c] = sum;
        }
        Dense.backward(block, count, deltas, gradient);
    }

    private void update(float rate) {
        steps++;
        float unbiased1 = (float) (1 / (1 - Math.pow(BETA_1, steps)));
        float unbiased2 = (float) (1 / (1 - Math.pow(BETA_2, steps)));
        float keep = (float) (1 - rate * settings.weightDecay());
        for (int c = 0; c < weights.length; c++) {
            adam(weights[c], gradient[c], first[c], second[c], rate, unbiased1, unbiased2, keep);
        }
        adam(bias, biasGradient, biasFirst, biasSecond, rate, unbiased1, unbiased2, 1);
    }

    private static void adam(
            float[] w,
            float[] g,
            float[] m,
            float[] v,
            float rate,
            float u1,
            float u2,
            float keep) {
        for (int i = 0; i < w.length; i++) {
            m[i] = BETA_1 * m[i] + (1 - BETA_1) * g[i];
            v[i] = BETA_2 * v[i] + (1 - BETA_2) * g[i] * g[i];
            float root = (float) Math.sqrt(v[i] * u2);
            w[i] = keep * w[i] - rate * (m[i] * u1) / (root + EPSILON);
        }
    }

    /** The gradient of the mean weighted loss of some rows, for tests. */
    float[][] gradientOf(int[] rows, float[] importance) {
        int[] order = new int[rows.length];
        for (int r = 0; r < rows.length; r++) {
            order[r] = r;
            sample.features().read(exit, rows[r], block[r], 0);
            scan.standardise(block[r]);
        }
        gradients(rows, importance, order, 0, rows.length);
        float[][] copy = new float[gradient.length][];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = gradient[c].clone();
        }
        return copy;
    }

    /** Remembers the weights as they are now. */
    void keep() {
        kept = scan.fold(weights, bias);
        keptWeights = new float[weights.length][];
        for (int c = 0; c < weights.length; c++) {
            keptWeights[c] = weights[c].clone();
        }
        keptBias = bias.clone();
    }

    /** Goes back to the weights that were kept last. */
    void restore() {
        for (int c = 0; c < weights.length; c++) {
            System.arraycopy(keptWeights[c], 0, weights[c], 0, weights[c].length);
        }
        System.arraycopy(keptBias, 0, bias, 0, bias.length);
    }

    /** The head that was kept last, on raw features. */
    LinearHead kept() {
        return kept;
    }

    /** The head as it is now, on raw features. */
    LinearHead head() {
        return scan.fold(weights, bias);
    }

    /** Multiply-adds of one epoch over so many rows. */
    long work(int rows) {
        return 2L * rows * weights.length * scan.width();
    }
}
