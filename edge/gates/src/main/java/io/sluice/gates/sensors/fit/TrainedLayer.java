package io.sluice.gates.sensors.fit;

import java.util.SplittableRandom;

/**
 * A linear layer that is trained by Adam: weights input by input, their gradients and moments.
 * Confined to one thread; the outcome depends on the arguments alone.
 */
final class TrainedLayer {
    private static final float BETA_1 = .9f;
    private static final float BETA_2 = .999f;
    private static final float EPSILON = 1e-8f;

    private final int inputs;
    private final int outputs;

    /** {@code [(inputs + 1) · outputs]}, the bias last. */
    private final float[] weights;

    private final float[] gradient;
    private final float[] first;
    private final float[] second;
    private float[] kept;

    /** Weights of variance 2/inputs, as for rectified units; biases of 0. */
    TrainedLayer(int inputs, int outputs, SplittableRandom random) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new float[(inputs + 1) * outputs];
        this.gradient = new float[weights.length];
        this.first = new float[weights.length];
        this.second = new float[weights.length];
        double spread = Math.sqrt(2.0 / Math.max(1, inputs));
        for (int i = 0; i < inputs * outputs; i++) {
            weights[i] = (float) (spread * gaussian(random));
        }
        this.kept = weights.clone();
    }

    /** Box and Muller: {@code SplittableRandom.nextGaussian} is not the same on every JDK. */
    private static double gaussian(SplittableRandom random) {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** A weight of the one number that a layer of one input and output is. */
    float weight(int input, int output) {
        return weights[input * outputs + output];
    }

    void set(int input, int output, float weight) {
        weights[input * outputs + output] = weight;
    }

    void bias(float[] to, int at) {
        System.arraycopy(weights, inputs * outputs, to, at, outputs);
    }

    /** Adds the share of {@code count} inputs from {@code first} on. */
    void add(float[] x, int from, int first, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            float value = x[from + i];
            int row = (first + i) * outputs;
            for (int o = 0; o < outputs; o++) {
                to[at + o] += value * weights[row + o];
            }
        }
    }

    /** The whole layer. */
    void forward(float[] x, int from, float[] to, int at) {
        bias(to, at);
        add(x, from, 0, inputs, to, at);
    }

    /** The gradient of the bias. */
    void backBias(float[] outer, int at) {
        for (int o = 0; o < outputs; o++) {
            gradient[inputs * outputs + o] += outer[at + o];
        }
    }

    /**
     * Gradients of {@code count} inputs' weights and, where {@code inner} is given, of the inputs,
     * which are added.
     */
    void back(
            float[] x,
            int from,
            int first,
            int count,
            float[] outer,
            int at,
            float[] inner,
            int innerAt) {
        for (int i = 0; i < count; i++) {
            int row = (first + i) * outputs;
            float value = x[from + i];
            float sum = 0;
            for (int o = 0; o < outputs; o++) {
                gradient[row + o] += value * outer[at + o];
                sum += weights[row + o] * outer[at + o];
            }
            if (inner != null) {
                inner[innerAt + i] += sum;
            }
        }
    }

    /** The gradients of the whole layer. */
    void backward(float[] x, int from, float[] outer, int at, float[] inner, int innerAt) {
        backBias(outer, at);
        back(x, from, 0, inputs, outer, at, inner, innerAt);
    }

    /** One step of Adam with decoupled decay of the weights; gradients begin anew. */
    void step(int steps, float rate, float decay) {
        float unbiased1 = (float) (1 / (1 - Math.pow(BETA_1, steps)));
        float unbiased2 = (float) (1 / (1 - Math.pow(BETA_2, steps)));
        for (int i = 0; i < weights.length; i++) {
            float g = gradient[i];
            first[i] = BETA_1 * first[i] + (1 - BETA_1) * g;
            second[i] = BETA_2 * second[i] + (1 - BETA_2) * g * g;
            float keep = i < inputs * outputs ? 1 - rate * decay : 1;
            float root = (float) Math.sqrt(second[i] * unbiased2);
            weights[i] = keep * weights[i] - rate * first[i] * unbiased1 / (root + EPSILON);
            gradient[i] = 0;
        }
    }

    float gradient(int input, int output) {
        return gradient[input * outputs + output];
    }

    void keep() {
        kept = weights.clone();
    }

    void restore() {
        System.arraycopy(kept, 0, weights, 0, weights.length);
    }

    /** {@code [outputs][inputs + 1]}, the bias last. */
    float[][] rows() {
        float[][] rows = new float[outputs][inputs + 1];
        for (int i = 0; i <= inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                rows[o][i] = weights[i * outputs + o];
            }
        }
        return rows;
    }
}
