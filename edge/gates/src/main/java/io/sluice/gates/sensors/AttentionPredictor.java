package io.sluice.gates.sensors;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The attention gate (methods.md 2.2, strategy 3: the learned gate with one layer of self-attention
 * whose residual weight starts at 0 [C]; tokens are modalities, which is ours [D]). With s_m the
 * summary of a present modality and t_m = max(0, T_m·s_m + bias) its token of width d,
 *
 * <pre>o_m = t_m + ρ·Σ_j softmax_j(q(t_m)·k(t_j)/√a)·v(t_j)</pre>
 *
 * over the present modalities j; the losses are a linear map of all o_m, zeros for the absent, and
 * the bits of presence. Losses are in the unit that it was fitted to.
 */
public final class AttentionPredictor implements LossPredictor {
    private final Layer[] tokens;
    private final int width;
    private final int inner;

    /** Query, key and value of a token side by side: one pass over it is half as long as three. */
    private final Layer projection;

    private final float residual;
    private final Layer output;
    private final float scale;

    /**
     * The weights of every layer are rows of one output each, the bias last.
     *
     * @param tokens for each modality {@code [d][F_m + 1]}
     * @param query {@code [a][d + 1]}
     * @param key {@code [a][d + 1]}
     * @param value {@code [d][d + 1]}
     * @param residual ρ
     * @param output {@code [configurations][M·d + M + 1]}
     */
    public AttentionPredictor(
            float[][][] tokens,
            float[][] query,
            float[][] key,
            float[][] value,
            float residual,
            float[][] output) {
        this.width = value.length;
        this.inner = query.length;
        if (width == 0 || inner == 0) {
            throw new IllegalArgumentException(
                    "tokens of width "
                            + width
                            + " and queries of width "
                            + inner
                            + "; expected at least 1 each");
        }
        this.tokens = new Layer[tokens.length];
        for (int m = 0; m < tokens.length; m++) {
            int features = tokens[m].length == 0 ? 0 : tokens[m][0].length - 1;
            this.tokens[m] = new Layer("token weights", tokens[m], width, features);
        }
        Fit.requireMatrix("query weights", query, inner, width + 1);
        Fit.requireMatrix("key weights", key, inner, width + 1);
        Fit.requireMatrix("value weights", value, width, width + 1);
        float[][] side =
                Stream.of(query, key, value).flatMap(Arrays::stream).toArray(float[][]::new);
        this.projection = new Layer("attention weights", side, side.length, width);
        Fit.requireFinite("residual weights", new float[] {residual});
        this.residual = residual;
        this.scale = (float) (1 / Math.sqrt(inner));
        int inputs = tokens.length * width + tokens.length;
        this.output = new Layer("output weights", output, output.length, inputs);
    }

    @Override
    public void predict(
            float[][] summaries, int present, double[] belief, float[] losses, Workspace space) {
        int all = tokens.length * width;
        float[] floats = space.floats(2 * all + tokens.length * (projection.outputs() + 1));
        for (int m = 0; m < tokens.length; m++) {
            if ((present >> m & 1) != 0) {
                tokens[m].apply(summaries[m], 0, floats, m * width);
                Layer.rectify(floats, m * width, width);
                System.arraycopy(floats, m * width, floats, all + m * width, width);
            }
        }
        if (residual != 0) {
            attend(present, floats, all);
        }
        output.start(losses, 0);
        for (int m = 0; m < tokens.length; m++) {
            if ((present >> m & 1) != 0) {
                output.add(floats, all + m * width, m * width, width, losses, 0);
                output.addOne(1, all + m, losses, 0);
            }
        }
    }

    /** Adds what each token hears of the others to its copy at {@code all}. */
    private void attend(int present, float[] floats, int all) {
        int sides = 2 * all;
        int stride = projection.outputs();
        int shares = sides + tokens.length * stride;
        for (int m = 0; m < tokens.length; m++) {
            if ((present >> m & 1) != 0) {
                projection.apply(floats, m * width, floats, sides + m * stride);
            }
        }
        for (int m = 0; m < tokens.length; m++) {
            if ((present >> m & 1) != 0) {
                shares(present, floats, sides + m * stride, sides, shares);
                for (int j = 0; j < tokens.length; j++) {
                    if ((present >> j & 1) != 0) {
                        float share = residual * floats[shares + j];
                        int value = sides + j * stride + 2 * inner;
                        for (int i = 0; i < width; i++) {
                            floats[all + m * width + i] += share * floats[value + i];
                        }
                    }
                }
            }
        }
    }

    /** The softmax over present modalities j of query·key_j/√a. */
    private void shares(int present, float[] floats, int query, int sides, int shares) {
        float most = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < tokens.length; j++) {
            if ((present >> j & 1) != 0) {
                int key = sides + j * projection.outputs() + inner;
                float sum = 0;
                for (int i = 0; i < inner; i++) {
                    sum += floats[query + i] * floats[key + i];
                }
                floats[shares + j] = sum * scale;
                most = Math.max(most, floats[shares + j]);
            }
        }
        float total = 0;
        for (int j = 0; j < tokens.length; j++) {
            boolean there = (present >> j & 1) != 0;
            floats[shares + j] = there ? (float) Math.exp(floats[shares + j] - most) : 0;
            total += floats[shares + j];
        }
        for (int j = 0; j < tokens.length; j++) {
            floats[shares + j] /= total;
        }
    }

    @Override
    public void requireFits(SensorStructure structure, int contexts) {
        Fit.requireWidths(
                "the predictor's summaries",
                Arrays.stream(tokens).mapToInt(Layer::inputs).toArray(),
                structure);
        Fit.require(
                "the predictor's outputs",
                output.outputs(),
                "configurations",
                Fit.configurations(structure));
    }

    /** For each modality {@code [d][F_m + 1]}. */
    public float[][][] tokens() {
        return Arrays.stream(tokens).map(Layer::rows).toArray(float[][][]::new);
    }

    public float[][] query() {
        return Arrays.copyOfRange(projection.rows(), 0, inner);
    }

    public float[][] key() {
        return Arrays.copyOfRange(projection.rows(), inner, 2 * inner);
    }

    public float[][] value() {
        return Arrays.copyOfRange(projection.rows(), 2 * inner, 2 * inner + width);
    }

    public float residual() {
        return residual;
    }

    public float[][] output() {
        return output.rows();
    }
}
