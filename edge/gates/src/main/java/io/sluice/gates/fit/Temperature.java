package io.sluice.gates.fit;

import java.util.Arrays;

/** The temperature that makes an exit's probabilities fit its labels. */
final class Temperature {
    private static final double LEAST = .05;
    private static final double MOST = 20;
    private static final int STEPS = 32;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private Temperature() {}

    /**
     * The T with which softmax(logits / T) is on weighted average as sure of its answers as they
     * are right, from 0.05 to 20. The T of least cross-entropy is not that one where only some rows
     * count: it fits the probabilities of all classes, of which the answer's is one.
     *
     * @param logits {@code [rows · classes]}
     * @param weights of each row, at least 0
     */
    static double matching(float[] logits, int[] labels, int classes, double[] weights) {
        double right = 0;
        for (int row = 0; row < labels.length; row++) {
            right += weights[row] * (isRight(logits, row, labels[row], classes) ? 1 : 0);
        }
        double low = Math.log(LEAST);
        double high = Math.log(MOST);
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (sureness(logits, classes, weights, Math.exp(-middle)) > right) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static boolean isRight(float[] logits, int row, int label, int classes) {
        for (int c = 0; c < classes; c++) {
            float other = logits[row * classes + c];
            float own = logits[row * classes + label];
            // Of equal logits the first is the answer.
            if (other > own || (other == own && c < label)) {
                return false;
            }
        }
        return true;
    }

    /** The weighted sum of the greatest probabilities. */
    private static double sureness(float[] logits, int classes, double[] weights, double factor) {
        double sum = 0;
        for (int row = 0; row < weights.length; row++) {
            if (weights[row] > 0) {
                sum += weights[row] / inverse(logits, row * classes, classes, factor);
            }
        }
        return sum;
    }

    /** One over the greatest probability. */
    private static double inverse(float[] logits, int at, int classes, double factor) {
        double max = max(logits, at, classes);
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(factor * (logits[at + c] - max));
        }
        return sum;
    }

    /**
     * The T of least mean cross-entropy of softmax(logits / T), every row counting the same, from
     * 0.05 to 20. In 1/T the loss is convex, so a golden-section search finds it.
     */
    static double of(float[] logits, int[] labels, int classes) {
        double[] weights = new double[labels.length];
        Arrays.fill(weights, 1);
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
        double max = max(logits, at, classes);
        double inverse = inverse(logits, at, classes, factor);
        return Math.log(inverse) - factor * (logits[at + label] - max);
    }

    private static double max(float[] logits, int at, int classes) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[at + c]);
        }
        return max;
    }
}
