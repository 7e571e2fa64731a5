package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * A linear layer. The weights lie input by input, so that the loop over outputs is contiguous and
 * the compiler can vectorise it.
 */
final class Layer {
    private final int inputs;
    private final int outputs;
    private final float[] weights;
    private final float[] bias;

    /**
     * @param rows {@code [outputs][inputs + 1]}, the bias last
     */
    Layer(String part, float[][] rows, int outputs, int inputs) {
        Fit.requireMatrix(part, rows, outputs, inputs + 1);
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new float[inputs * outputs];
        this.bias = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[i * outputs + o] = rows[o][i];
            }
            bias[o] = rows[o][inputs];
        }
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    /** Writes the bias to {@code to[at…]}; inputs are added afterwards. */
    void start(float[] to, int at) {
        System.arraycopy(bias, 0, to, at, outputs);
    }

    /** Adds the share of inputs {@code first} to {@code first + count − 1}. */
    void add(float[] from, int offset, int first, int count, float[] to, int at) {
        for (int i = 0; i < count; i++) {
            addOne(from[offset + i], first + i, to, at);
        }
    }

    /** Adds the share of one input. */
    void addOne(float value, int input, float[] to, int at) {
        int row = input * outputs;
        for (int o = 0; o < outputs; o++) {
            to[at + o] += value * weights[row + o];
        }
    }

    /** The whole layer. */
    void apply(float[] from, int offset, float[] to, int at) {
        start(to, at);
        add(from, offset, 0, inputs, to, at);
    }

    /** {@code [outputs][inputs + 1]}, the bias last. */
    float[][] rows() {
        float[][] rows = new float[outputs][inputs + 1];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                rows[o][i] = weights[i * outputs + o];
            }
            rows[o][inputs] = bias[o];
        }
        return rows;
    }

    static void rectify(float[] values, int at, int count) {
        for (int i = at; i < at + count; i++) {
            values[i] = Math.max(0, values[i]);
        }
    }

    static int[] widths(int[] widths) {
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException(
                        "summaries of widths "
                                + Arrays.toString(widths)
                                + "; expected at least 1 each");
            }
        }
        return widths.clone();
    }
}
