package io.sluice.gates.fit;

import java.util.Arrays;

/**
 * An inference module (methods.md 1.1): logits = W x + b on the raw features of an exit. Whatever
 * fitting did to the features (standardisation) or the logits (temperature) is contained in W and
 * b. Immutable.
 */
public final class LinearHead {
    private final int classes;
    private final int width;
    private final float[] weights;
    private final float[] bias;

    /**
     * @param weights {@code [classes][width]}, row after row
     * @param bias one per class
     * @throws IllegalArgumentException when a length is wrong or a number is NaN or infinite
     */
    public LinearHead(int classes, int width, float[] weights, float[] bias) {
        this.classes = classes;
        this.width = width;
        this.weights = weights.clone();
        this.bias = bias.clone();
        if (classes < 1 || weights.length != (long) classes * width || bias.length != classes) {
            throw new IllegalArgumentException(
                    "a head of "
                            + classes
                            + " classes and "
                            + width
                            + " features has "
                            + weights.length
                            + " weights and "
                            + bias.length
                            + " biases");
        }
        for (float[] numbers : new float[][] {weights, bias}) {
            for (float number : numbers) {
                if (!Float.isFinite(number)) {
                    throw new IllegalArgumentException(
                            "a head has " + number + "; expected finite numbers");
                }
            }
        }
    }

    public int classes() {
        return classes;
    }

    public int width() {
        return width;
    }

    /** {@code [classes][width]}, row after row. */
    public float[] weights() {
        return weights.clone();
    }

    public float[] bias() {
        return bias.clone();
    }

    /** The logits of one row, written to {@code target} from {@code to} on. */
    public void logits(float[] features, int from, float[] target, int to) {
        for (int c = 0; c < classes; c++) {
            float sum = bias[c];
            for (int j = 0; j < width; j++) {
                sum += weights[c * width + j] * features[from + j];
            }
            target[to + c] = sum;
        }
    }

    /** The same head with its logits divided by a temperature above 0. */
    LinearHead cooled(double temperature) {
        float[] w = weights.clone();
        float[] b = bias.clone();
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (w[i] / temperature);
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) (b[i] / temperature);
        }
        return new LinearHead(classes, width, w, b);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinearHead that
                && width == that.width
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(weights) + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
        return "linear head, " + width + " features, " + classes + " classes";
    }
}
