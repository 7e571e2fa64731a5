package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorStructure;

/**
 * Fits the weights of late fusion: for each configuration those of least mean negative
 * log-likelihood of the class over the rows that have all of its modalities. The loss is convex in
 * the weights, so that Newton steps on one weight at a time find the answer; each stays from 0 to
 * 20.
 */
public final class FusionFit {
    private static final double MOST = 20;
    private static final int SWEEPS = 200;
    private static final double DONE = 1e-7;

    /** So that branches that know nothing still give an answer, close to even. */
    private static final double LEAST_SUM = 1e-3;

    private final RecordedSensors recording;
    private final int classes;
    private int[] rows;
    private double[] weights;
    private double[] fused;

    private FusionFit(RecordedSensors recording) {
        this.recording = recording;
        this.classes = recording.classes();
    }

    /**
     * @throws IllegalArgumentException when no labelled row has the modalities of a configuration
     */
    public static LateFusion fit(RecordedSensors recording) {
        SensorStructure structure = recording.structure();
        FusionFit fit = new FusionFit(recording);
        float[][] weights = new float[structure.configurations().size()][];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = fit.configuration(structure, k);
        }
        return new LateFusion(weights);
    }

    private float[] configuration(SensorStructure structure, int k) {
        int branches = structure.configurations().get(k).branches();
        rows = recording.labelled(structure.modalitiesOf(k));
        if (rows.length == 0) {
            throw new IllegalArgumentException(
                    "no labelled sample has all of "
                            + structure.names(structure.modalitiesOf(k))
                            + ", which configuration "
                            + structure.configurations().get(k).name()
                            + " needs");
        }
        weights = new double[structure.branches().size()];
        fused = new double[rows.length * classes];
        for (int b = 0; b < weights.length; b++) {
            if ((branches >> b & 1) != 0) {
                change(b, 1.0 / Integer.bitCount(branches));
            }
        }
        double moved = 1;
        for (int sweep = 0; sweep < SWEEPS && moved > DONE; sweep++) {
            moved = 0;
            for (int b = 0; b < weights.length; b++) {
                if ((branches >> b & 1) != 0) {
                    moved = Math.max(moved, Math.abs(step(b)));
                }
            }
        }
        return result(branches);
    }

    private float[] result(int branches) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        float[] result = new float[weights.length];
        for (int b = 0; b < result.length; b++) {
            boolean its = (branches >> b & 1) != 0;
            double share = LEAST_SUM / Integer.bitCount(branches);
            result[b] = (float) (sum < LEAST_SUM && its ? share : weights[b]);
        }
        return result;
    }

    /** One Newton step of a weight, halved until the loss falls; returns what it moved. */
    private double step(int branch) {
        float[] logits = recording.logits()[branch];
        double gradient = 0;
        double curvature = 0;
        double[] p = new double[classes];
        for (int i = 0; i < rows.length; i++) {
            softmax(i, p);
            double mean = 0;
            double square = 0;
            for (int c = 0; c < classes; c++) {
                double z = logits[rows[i] * classes + c];
                mean += p[c] * z;
                square += p[c] * z * z;
            }
            gradient += mean - logits[rows[i] * classes + recording.labels()[rows[i]]];
            curvature += square - mean * mean;
        }
        if (!(curvature > 0)) {
            return 0;
        }
        double before = loss();
        double from = weights[branch];
        double size = gradient / curvature;
        for (int halving = 0; halving < 30; halving++, size /= 2) {
            double to = Math.max(0, Math.min(MOST, from - size));
            change(branch, to);
            if (loss() <= before) {
                return to - from;
            }
        }
        change(branch, from);
        return 0;
    }

    private void change(int branch, double to) {
        float[] logits = recording.logits()[branch];
        double by = to - weights[branch];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < classes; c++) {
                fused[i * classes + c] += by * logits[rows[i] * classes + c];
            }
        }
        weights[branch] = to;
    }

    /** Writes a row's probabilities and returns the logarithm of their normaliser. */
    private double softmax(int i, double[] p) {
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            most = Math.max(most, fused[i * classes + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = Math.exp(fused[i * classes + c] - most);
            sum += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= sum;
        }
        return most + Math.log(sum);
    }

    private double loss() {
        double[] p = new double[classes];
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            loss += softmax(i, p) - fused[i * classes + recording.labels()[rows[i]]];
        }
        return loss;
    }
}
