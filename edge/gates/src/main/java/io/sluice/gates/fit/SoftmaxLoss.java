package io.sluice.gates.fit;

/** Gradients of the cross-entropy of softmax with respect to the logits. */
final class SoftmaxLoss {
    private SoftmaxLoss() {}

    /** Replaces logits {@code [classes][rows]} by the gradient of the mean cross-entropy. */
    static void gradients(float[][] logits, int rows, int[] labels) {
        for (int r = 0; r < rows; r++) {
            gradient(logits, r, labels[r], 1f / rows);
        }
    }

    /** Replaces one row's logits by the gradient of its cross-entropy times its importance. */
    static void gradient(float[][] logits, int r, int label, float importance) {
        float max = Float.NEGATIVE_INFINITY;
        for (float[] each : logits) {
            max = Math.max(max, each[r]);
        }
        float sum = 0;
        for (float[] each : logits) {
            each[r] = (float) Math.exp(each[r] - max);
            sum += each[r];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c][r] = importance * (logits[c][r] / sum - (c == label ? 1 : 0));
        }
    }
}
