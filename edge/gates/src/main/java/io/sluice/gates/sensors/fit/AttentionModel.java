package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.AttentionPredictor;
import io.sluice.gates.sensors.LossPredictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains an {@link AttentionPredictor}. With t the tokens, q, k, v their queries, keys and values,
 * A = softmax(q·k/√a) over present modalities and o = t + ρ·A·v, gradients go back through each in
 * turn; the residual weight ρ starts at 0.
 */
final class AttentionModel implements LossModel {
    private final int modalities;
    private final int width;
    private final int size;
    private final TrainedLayer[] tokens;
    private final TrainedLayer query;
    private final TrainedLayer key;
    private final TrainedLayer value;
    private final TrainedLayer residual;
    private final TrainedLayer output;
    private final float[] one = {1};

    private final float[] t;
    private final float[] q;
    private final float[] k;
    private final float[] v;
    private final float[] mixed;
    private final float[] o;
    private final float[][] attention;
    private final float[] dT;
    private final float[] dQ;
    private final float[] dK;
    private final float[] dV;
    private final float[] dO;

    /**
     * @param width d, the length of a token
     * @param size a, the length of a query
     */
    AttentionModel(int[] widths, int width, int size, int configurations, SplittableRandom random) {
        this.modalities = widths.length;
        this.width = width;
        this.size = size;
        tokens = new TrainedLayer[modalities];
        for (int m = 0; m < modalities; m++) {
            tokens[m] = new TrainedLayer(widths[m], width, random);
        }
        query = new TrainedLayer(width, size, random);
        key = new TrainedLayer(width, size, random);
        value = new TrainedLayer(width, width, random);
        residual = new TrainedLayer(1, 1, random);
        residual.set(0, 0, 0);
        output = new TrainedLayer(modalities * width + modalities, configurations, random);
        t = new float[modalities * width];
        v = new float[t.length];
        mixed = new float[t.length];
        o = new float[t.length];
        q = new float[modalities * size];
        k = new float[q.length];
        attention = new float[modalities][modalities];
        dT = new float[t.length];
        dV = new float[t.length];
        dO = new float[t.length];
        dQ = new float[q.length];
        dK = new float[q.length];
    }

    private static boolean has(int present, int m) {
        return (present >> m & 1) != 0;
    }

    @Override
    public void forward(float[][] summaries, int present, float[] losses) {
        for (int m = 0; m < modalities; m++) {
            if (has(present, m)) {
                tokens[m].forward(summaries[m], 0, t, m * width);
                for (int i = m * width; i < (m + 1) * width; i++) {
                    t[i] = Math.max(0, t[i]);
                }
                query.forward(t, m * width, q, m * size);
                key.forward(t, m * width, k, m * size);
                value.forward(t, m * width, v, m * width);
            }
        }
        output.bias(losses, 0);
        for (int m = 0; m < modalities; m++) {
            if (has(present, m)) {
                attend(m, present);
                output.add(o, m * width, m * width, width, losses, 0);
                output.add(one, 0, modalities * width + m, 1, losses, 0);
            }
        }
    }

    private void attend(int m, int present) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < modalities; j++) {
            if (has(present, j)) {
                float score = 0;
                for (int i = 0; i < size; i++) {
                    score += q[m * size + i] * k[j * size + i];
                }
                attention[m][j] = (float) (score / Math.sqrt(size));
                max = Math.max(max, attention[m][j]);
            }
        }
        float sum = 0;
        for (int j = 0; j < modalities; j++) {
            attention[m][j] = has(present, j) ? (float) Math.exp(attention[m][j] - max) : 0;
            sum += attention[m][j];
        }
        float rho = residual.weight(0, 0);
        for (int i = 0; i < width; i++) {
            float mean = 0;
            for (int j = 0; j < modalities; j++) {
                mean += has(present, j) ? attention[m][j] / sum * v[j * width + i] : 0;
            }
            mixed[m * width + i] = mean;
            o[m * width + i] = t[m * width + i] + rho * mean;
        }
        for (int j = 0; j < modalities; j++) {
            attention[m][j] /= sum;
        }
    }

    @Override
    public void backward(float[][] summaries, int present, float[] outer) {
        for (float[] each : new float[][] {dT, dQ, dK, dV, dO}) {
            Arrays.fill(each, 0);
        }
        output.backBias(outer, 0);
        for (int m = 0; m < modalities; m++) {
            if (has(present, m)) {
                output.back(o, m * width, m * width, width, outer, 0, dO, m * width);
                output.back(one, 0, modalities * width + m, 1, outer, 0, null, 0);
                backAttention(m, present);
            }
        }
        for (int m = 0; m < modalities; m++) {
            if (has(present, m)) {
                query.backward(t, m * width, dQ, m * size, dT, m * width);
                key.backward(t, m * width, dK, m * size, dT, m * width);
                value.backward(t, m * width, dV, m * width, dT, m * width);
                for (int i = m * width; i < (m + 1) * width; i++) {
                    dT[i] = t[i] > 0 ? dT[i] : 0;
                }
                tokens[m].backward(summaries[m], 0, dT, m * width, null, 0);
            }
        }
    }

    private void backAttention(int m, int present) {
        float rho = residual.weight(0, 0);
        float[] rhoGradient = new float[1];
        for (int i = m * width; i < (m + 1) * width; i++) {
            dT[i] += dO[i];
            rhoGradient[0] += dO[i] * mixed[i];
        }
        residual.back(one, 0, 0, 1, rhoGradient, 0, null, 0);
        float[] along = new float[modalities];
        float mean = 0;
        for (int j = 0; j < modalities; j++) {
            if (has(present, j)) {
                for (int i = 0; i < width; i++) {
                    float d = rho * dO[m * width + i];
                    dV[j * width + i] += attention[m][j] * d;
                    along[j] += v[j * width + i] * d;
                }
                mean += attention[m][j] * along[j];
            }
        }
        for (int j = 0; j < modalities; j++) {
            if (has(present, j)) {
                float score = (float) (attention[m][j] * (along[j] - mean) / Math.sqrt(size));
                for (int i = 0; i < size; i++) {
                    dQ[m * size + i] += score * k[j * size + i];
                    dK[j * size + i] += score * q[m * size + i];
                }
            }
        }
    }

    @Override
    public List<TrainedLayer> layers() {
        List<TrainedLayer> all = new ArrayList<>(Arrays.asList(tokens));
        all.addAll(List.of(query, key, value, residual, output));
        return all;
    }

    @Override
    public LossPredictor predictor(SummaryScale scale) {
        float[][][] folded = new float[modalities][][];
        for (int m = 0; m < modalities; m++) {
            folded[m] = tokens[m].rows();
            for (float[] row : folded[m]) {
                scale.fold(m, row, 0, row.length - 1);
            }
        }
        return new AttentionPredictor(
                folded,
                query.rows(),
                key.rows(),
                value.rows(),
                residual.weight(0, 0),
                output.rows());
    }
}
