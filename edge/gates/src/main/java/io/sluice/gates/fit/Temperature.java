package io.sluice.gates.fit;

import java.util.Arrays;

/** The temperature that makes an exit's probabilities fit its labels best. */
final class Temperature {
    private static final double LEAST = .05;
    private static final double MOST = 20;
    private static final int STEPS = 32;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private Temperature() {}

    /** The T of least mean cross-entropy of softmax(logits / T), every row counting the same. */
    static double of(float[] logits, int[] labels, int classes) {
        double[] equal = new double[labels.length];
        Arrays.fill(equal, 1);
        return of(logits, labels, classes, equal);
    }

    /**
     * The T of least weighted cross-entropy of softmax(logits / T), from 0.05 to 20. In 1/T the
     * loss is convex, so a golden-section search finds it.
     *
     * @param logits {@code [rows · classes]}
     * @param weights of each row, at least 0
     */
    static double of(float[] logits, int[] labels, int classes, double[] weights) {
        double low = 1 / MOST;
        double high = 1 / LEAST;
        double a = high - GOLDEN * (high - low);
        double b = low + GOLDEN * (high - low);
        double lossA = loss(logits, labels, classes, weights, a);
        double lossB = loss(logits, labels, classes, weights, b);
        for (int i = 0; i < STEPS; i++) {
            if (lossA <= lossB) {
                high = b;
                b = a;
                lossB = lossA;
                a = high - GOLDEN * (high - low);
                lossA = loss(logits, labels, classes, weights, a);
            } else {
                low = a;
                a = b;
                lossA = lossB;
                b = low + GOLDEN * (high - low);
                lossB = loss(logits, labels, classes, weights, b);
            }
        }
        return 2 / (low + high);
    }

    /** Mean cross-entropy in nats with a weight for each row. */
    static double weightedLoss(float[] logits, int[] labels, int classes, double[] weights) {
        return loss(logits, labels, classes, weights, 1);
    }

    private static double loss(
            float[] logits, int[] labels, int classes, double[] weights, double factor) {
        double loss = 0;
        double total = 0;
        for (int row = 0; row < labels.length; row++) {
            if (weights[row] > 0) {
                int at = row * classes;
                loss += weights[row] * crossEntropy(logits, at, labels[row], classes, factor);
                total += weights[row];
            }
        }
        return loss / Math.max(Double.MIN_NORMAL, total);
    }

    private static double crossEntropy(
            float[] logits, int at, int label, int classes, double factor) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[at + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(factor * (logits[at + c] - max));
        }
        return Math.log(sum) - factor * (logits[at + label] - max);
    }
}
