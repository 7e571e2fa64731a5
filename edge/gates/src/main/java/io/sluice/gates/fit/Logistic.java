package io.sluice.gates.fit;

import java.util.Arrays;

/**
 * Weighted logistic regression with few inputs, solved by Newton's method with step halving: the
 * loss is convex, so there is one answer.
 */
final class Logistic {
    private static final int MOST_STEPS = 50;
    private static final double DONE = 1e-10;

    private final double[] x;
    private final int width;
    private final int rows;
    private final double ridge;

    /**
     * @param x {@code [rows · width]}, row after row
     * @param ridge pull to 0 of every coefficient (the bias included, so that one-sided targets
     *     have an answer too), on standardised inputs and weights of mean 1
     */
    Logistic(double[] x, int width, double ridge) {
        this.width = width;
        this.rows = x.length / width;
        this.ridge = ridge;
        this.x = x;
    }

    /**
     * The weights of the inputs, and the bias last.
     *
     * @param targets whether each row is positive
     * @param weights of each row, at least 0 and some above
     */
    double[] solve(boolean[] targets, double[] weights) {
        double[] mean = new double[width];
        double[] spread = new double[width];
        double[] z = standardised(mean, spread);
        double total = Arrays.stream(weights).sum();
        double[] w = new double[width + 1];
        double loss = loss(z, w, targets, weights, total);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] direction = direction(z, w, targets, weights, total);
            double size = 1;
            double[] next = moved(w, direction, size);
            double nextLoss = loss(z, next, targets, weights, total);
            while (nextLoss > loss && size > 1e-6) {
                size /= 2;
                next = moved(w, direction, size);
                nextLoss = loss(z, next, targets, weights, total);
            }
            boolean done = loss - nextLoss <= DONE;
            if (nextLoss < loss) {
                w = next;
                loss = nextLoss;
            }
            if (done) {
                break;
            }
        }
        return raw(w, mean, spread);
    }

    private double[] standardised(double[] mean, double[] spread) {
        for (int i = 0; i < x.length; i++) {
            mean[i % width] += x[i] / rows;
        }
        for (int i = 0; i < x.length; i++) {
            double d = x[i] - mean[i % width];
            spread[i % width] += d * d / rows;
        }
        for (int k = 0; k < width; k++) {
            spread[k] = Math.max(1e-6, Math.sqrt(spread[k]));
        }
        double[] z = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            z[i] = (x[i] - mean[i % width]) / spread[i % width];
        }
        return z;
    }

    private double[] raw(double[] w, double[] mean, double[] spread) {
        double[] raw = w.clone();
        for (int k = 0; k < width; k++) {
            raw[k] = w[k] / spread[k];
            raw[width] -= raw[k] * mean[k];
        }
        return raw;
    }

    private double score(double[] z, double[] w, int row) {
        double score = w[width];
        for (int k = 0; k < width; k++) {
            score += w[k] * z[row * width + k];
        }
        return score;
    }

    private double loss(double[] z, double[] w, boolean[] targets, double[] weights, double total) {
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            double s = score(z, w, row);
            double wrong = targets[row] ? -s : s;
            loss += weights[row] * (Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong))));
        }
        loss /= total;
        for (double v : w) {
            loss += ridge / 2 * v * v;
        }
        return loss;
    }

    private double[] direction(
            double[] z, double[] w, boolean[] targets, double[] weights, double total) {
        int n = width + 1;
        double[] gradient = new double[n];
        double[][] hessian = new double[n][n];
        double[] one = new double[n];
        one[width] = 1;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(z, row * width, one, 0, width);
            double p = 1 / (1 + Math.exp(-score(z, w, row)));
            double error = weights[row] / total * (p - (targets[row] ? 1 : 0));
            double curve = weights[row] / total * p * (1 - p);
            for (int i = 0; i < n; i++) {
                gradient[i] += error * one[i];
                for (int j = 0; j <= i; j++) {
                    hessian[i][j] += curve * one[i] * one[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            gradient[i] += ridge * w[i];
            hessian[i][i] += ridge;
            for (int j = 0; j < i; j++) {
                hessian[j][i] = hessian[i][j];
            }
        }
        return Cholesky.solve(hessian, gradient);
    }

    private static double[] moved(double[] w, double[] direction, double size) {
        double[] next = w.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= size * direction[i];
        }
        return next;
    }
}
