package io.sluice.gates.sensors;

import java.util.Arrays;

/** A linear layer. The weights lie input by input, so that inputs can come in parts. */
final class Layer {
    private final int inputs;
    private final int outputs;
    private final float[][] weights;
    private final float[] bias;

    /**
     * @param rows {@code [outputs][inputs + 1]}, the bias last
     */
    Layer(String part, float[][] rows, int outputs, int inputs) {
        Fit.requireMatrix(part, rows, outputs, inputs + 1);
        this.inputs = inputs;
        this.outputs = outputs;
        this.weights = new float[inputs][outputs];
        this.bias = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[i][o] = rows[o][i];
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
        int i = 0;
        for (; i + 3 < count; i += 4) {
            addFour(from, offset + i, first + i, to, at);
        }
        for (; i < count; i++) {
            addOne(from[offset + i], first + i, to, at);
        }
    }

    /** Layers are narrow: four inputs in one pass save most of the loop's own cost. */
    private void addFour(float[] from, int offset, int first, float[] to, int at) {
        float a = from[offset];
        float b = from[offset + 1];
        float c = from[offset + 2];
        float d = from[offset + 3];
        float[] forA = weights[first];
        float[] forB = weights[first + 1];
        float[] forC = weights[first + 2];
        float[] forD = weights[first + 3];
        for (int o = 0; o < forA.length; o++) {
            to[at + o] += a * forA[o] + b * forB[o] + c * forC[o] + d * forD[o];
        }
    }

    /** Adds the share of one input. */
    void addOne(float value, int input, float[] to, int at) {
        float[] row = weights[input];
        for (int o = 0; o < row.length; o++) {
            to[at + o] += value * row[o];
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
                rows[o][i] = weights[i][o];
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
