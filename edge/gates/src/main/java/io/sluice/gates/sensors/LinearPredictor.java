package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * The learned gate (methods.md 2.2, strategy 2, with our own small head [D] on the summaries in
 * place of the convolutions): a linear map, or one hidden layer of rectified units before it, on
 * the summaries of all modalities one after the other and a bit for each that is present. The
 * summary of an absent modality counts as zeros. Losses are in the unit that it was fitted to.
 */
public final class LinearPredictor implements LossPredictor {
    private final int[] widths;
    private final Layer hidden;
    private final Layer output;

    /**
     * @param widths F_m of each modality
     * @param hidden {@code [H][ΣF + M + 1]}, the bias last; H = 0 for no hidden layer
     * @param output {@code [configurations][H + 1]}, or {@code [configurations][ΣF + M + 1]}
     *     without a hidden layer
     */
    public LinearPredictor(int[] widths, float[][] hidden, float[][] output) {
        this.widths = Layer.widths(widths);
        int inputs = Arrays.stream(widths).sum() + widths.length;
        this.hidden =
                hidden.length == 0
                        ? null
                        : new Layer("hidden weights", hidden, hidden.length, inputs);
        this.output =
                new Layer(
                        "output weights",
                        output,
                        output.length,
                        hidden.length == 0 ? inputs : hidden.length);
    }

    @Override
    public void predict(
            float[][] summaries, int present, double[] belief, float[] losses, Workspace space) {
        if (hidden == null) {
            read(output, summaries, present, losses);
            return;
        }
        float[] units = space.floats(hidden.outputs());
        read(hidden, summaries, present, units);
        Layer.rectify(units, 0, hidden.outputs());
        output.apply(units, 0, losses, 0);
    }

    private void read(Layer layer, float[][] summaries, int present, float[] to) {
        layer.start(to, 0);
        int bits = layer.inputs() - widths.length;
        int at = 0;
        for (int m = 0; m < widths.length; m++) {
            if ((present >> m & 1) != 0) {
                layer.add(summaries[m], 0, at, widths[m], to, 0);
                layer.addOne(1, bits + m, to, 0);
            }
            at += widths[m];
        }
    }

    @Override
    public void requireFits(SensorStructure structure, int contexts) {
        Fit.requireWidths("the predictor's summaries", widths, structure);
        Fit.require(
                "the predictor's outputs",
                output.outputs(),
                "configurations",
                Fit.configurations(structure));
    }

    public int[] widths() {
        return widths.clone();
    }

    /** As the constructor takes it; no rows without a hidden layer. */
    public float[][] hidden() {
        return hidden == null ? new float[0][] : hidden.rows();
    }

    /** As the constructor takes it. */
    public float[][] output() {
        return output.rows();
    }
}
