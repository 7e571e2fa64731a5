package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Cholesky;
import java.util.Arrays;

/**
 * The weights w ≥ 0 with which the softmax of Σ w_b·logits_b has the least mean cross-entropy: late
 * fusion by log-linear pooling, its temperature included. The loss is convex; Newton's method with
 * step halving, and branches whose weight would be negative are left out one by one.
 */
final class FusionWeights {
    private static final int MOST_STEPS = 40;
    private static final double DONE = 1e-9;

    /** On weights near 1: holds them where rows are too few to say more. */
    private static final double RIDGE = 1e-3;

    /** A single branch keeps at least so much, or all classes would be alike. */
    private static final double LEAST = .01;

    private final RecordedSensors recorded;
    private final int[] rows;
    private final float[][] logits;
    private final double[] fused;

    FusionWeights(RecordedSensors recorded, int[] rows) {
        this.recorded = recorded;
        this.rows = rows;
        this.logits = recorded.newLogits();
        this.fused = new double[recorded.classes()];
    }

    /**
     * @param branches the mask of the configuration's branches
     * @return a weight for each of its branches, in index order
     */
    float[] fit(int branches) {
        int[] active = indices(branches);
        double[] weights = newton(active);
        while (active.length > 1 && least(weights) < 0) {
            active = without(active, argmin(weights));
            weights = newton(active);
        }
        int[] all = indices(branches);
        float[] result = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            int at = Arrays.binarySearch(active, all[i]);
            result[i] = at < 0 ? 0 : (float) weights[at];
        }
        if (active.length == 1) {
            result[Arrays.binarySearch(all, active[0])] = (float) Math.max(LEAST, weights[0]);
        }
        return result;
    }

    private double[] newton(int[] active) {
        int n = active.length;
        double[] weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        double[] gradient = new double[n];
        double[][] hessian = new double[n][n];
        double loss = loss(active, weights, gradient, hessian);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] direction = Cholesky.solve(hessian, gradient);
            double size = 1;
            double[] next = moved(weights, direction, size);
            double nextLoss = loss(active, next, null, null);
            while (nextLoss > loss && size > 1e-6) {
                size /= 2;
                next = moved(weights, direction, size);
                nextLoss = loss(active, next, null, null);
            }
            if (nextLoss > loss - DONE) {
                return weights;
            }
            weights = next;
            loss = loss(active, weights, gradient, hessian);
        }
        return weights;
    }

    /** The mean loss, and its derivatives where they are asked for. */
    private double loss(int[] active, double[] weights, double[] gradient, double[][] hessian) {
        int n = active.length;
        if (gradient != null) {
            Arrays.fill(gradient, 0);
            Arrays.stream(hessian).forEach(row -> Arrays.fill(row, 0));
        }
        double loss = 0;
        for (int row : rows) {
            recorded.readLogits(row, logits);
            int label = recorded.samples().labels()[row];
            loss += probabilities(active, weights, label) / rows.length;
            if (gradient != null) {
                derive(active, label, gradient, hessian);
            }
        }
        for (int i = 0; i < n; i++) {
            double off = weights[i] - 1.0 / n;
            loss += RIDGE / 2 * off * off;
            if (gradient != null) {
                gradient[i] += RIDGE * off;
                hessian[i][i] += RIDGE;
            }
        }
        return loss;
    }

    /** Fills in the fused probabilities; the cross-entropy of the label. */
    private double probabilities(int[] active, double[] weights, int label) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < fused.length; c++) {
            fused[c] = 0;
            for (int i = 0; i < active.length; i++) {
                fused[c] += weights[i] * logits[active[i]][c];
            }
            max = Math.max(max, fused[c]);
        }
        double own = fused[label] - max;
        double sum = 0;
        for (int c = 0; c < fused.length; c++) {
            fused[c] = Math.exp(fused[c] - max);
            sum += fused[c];
        }
        for (int c = 0; c < fused.length; c++) {
            fused[c] /= sum;
        }
        return Math.log(sum) - own;
    }

    private void derive(int[] active, int label, double[] gradient, double[][] hessian) {
        int n = active.length;
        double[] mean = new double[n];
        for (int i = 0; i < n; i++) {
            float[] own = logits[active[i]];
            for (int c = 0; c < fused.length; c++) {
                mean[i] += fused[c] * own[c];
            }
            gradient[i] += (mean[i] - own[label]) / rows.length;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double product = 0;
                for (int c = 0; c < fused.length; c++) {
                    product += fused[c] * logits[active[i]][c] * logits[active[j]][c];
                }
                hessian[i][j] += (product - mean[i] * mean[j]) / rows.length;
                hessian[j][i] = hessian[i][j];
            }
        }
    }

    private static int[] indices(int mask) {
        int[] indices = new int[Integer.bitCount(mask)];
        for (int b = 0, at = 0; b < Integer.SIZE; b++) {
            if ((mask >> b & 1) != 0) {
                indices[at++] = b;
            }
        }
        return indices;
    }

    private static int[] without(int[] values, int at) {
        return Arrays.stream(values).filter(value -> value != values[at]).toArray();
    }

    private static int argmin(double[] values) {
        int least = 0;
        for (int i = 1; i < values.length; i++) {
            least = values[i] < values[least] ? i : least;
        }
        return least;
    }

    private static double least(double[] values) {
        return values[argmin(values)];
    }

    private static double[] moved(double[] weights, double[] direction, double size) {
        double[] next = weights.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= size * direction[i];
        }
        return next;
    }
}
