package io.sluice.gates;

/**
 * The uncertainty of one softmax distribution, computed from logits in one pass: what exit rules
 * decide by (methods.md 1.1). Caller-owned and reused, so that a decision allocates nothing; not
 * thread-safe.
 *
 * <p>With z = logits − max, e = exp(z) and S = Σe, the entropy is log S − Σ e·z / S, and the
 * sharpened distribution p²/Σp² is the softmax of 2z, whose exponentials are e²: C exponentials and
 * two logarithms in all.
 */
public final class Softmax {
    private float[] exponentials = new float[16];
    private int classes;
    private int argmax;
    private float max;
    private double sum;
    private double weighted;
    private double squares;
    private double weightedSquares;
    private float runnerUp;

    /**
     * Reads {@code classes} logits from {@code offset}.
     *
     * @throws IllegalArgumentException when a logit is NaN or infinite, or there are none
     */
    public void read(float[] logits, int offset, int classes) {
        findMaximum(logits, offset, classes);
        if (exponentials.length < classes) {
            exponentials = new float[classes];
        }
        this.classes = classes;
        accumulate(logits, offset);
    }

    private void findMaximum(float[] logits, int offset, int count) {
        int best = -1;
        float greatest = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        float finite = 0;
        for (int i = 0; i < count; i++) {
            float logit = logits[offset + i];
            finite += logit * 0f;
            if (logit > greatest) {
                second = greatest;
                greatest = logit;
                best = i;
            } else if (logit > second) {
                second = logit;
            }
        }
        if (best < 0 || finite != 0f) {
            throw new IllegalArgumentException(
                    "logits must be finite and at least one, got "
                            + count
                            + " with a NaN or infinity");
        }
        argmax = best;
        max = greatest;
        runnerUp = second;
    }

    private void accumulate(float[] logits, int offset) {
        double s = 0;
        double w = 0;
        double s2 = 0;
        double w2 = 0;
        for (int i = 0; i < classes; i++) {
            double z = logits[offset + i] - max;
            double e = Math.exp(z);
            exponentials[i] = (float) e;
            s += e;
            w += e * z;
            double square = e * e;
            s2 += square;
            w2 += square * z;
        }
        sum = s;
        weighted = w;
        squares = s2;
        weightedSquares = w2;
    }

    public int classes() {
        return classes;
    }

    /** Index of the greatest logit; the first of equals. */
    public int argmax() {
        return argmax;
    }

    /** The greatest probability. */
    public float maxProbability() {
        return (float) (1 / sum);
    }

    /** Entropy in nats. */
    public float entropy() {
        return (float) (Math.log(sum) - weighted / sum);
    }

    /** The greatest probability less the second greatest; 1 when there is one class. */
    public float margin() {
        return classes == 1 ? 1f : (float) ((1 - Math.exp(runnerUp - max)) / sum);
    }

    /** Entropy in nats of p²/Σp². */
    public float sharpenedEntropy() {
        return (float) (Math.log(squares) - 2 * weightedSquares / squares);
    }

    /** Probability of one class. */
    public float probability(int index) {
        return (float) (exponentials[index] / sum);
    }
}
