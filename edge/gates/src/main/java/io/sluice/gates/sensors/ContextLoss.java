package io.sluice.gates.sensors;

import java.util.Arrays;

/** A table of losses by context and configuration, and its mean under a belief. */
final class ContextLoss {
    private final float[][] loss;

    ContextLoss(float[][] loss) {
        Fit.requireMatrix("losses by context", loss, Math.max(1, loss.length), width(loss));
        this.loss = copy(loss);
    }

    private static int width(float[][] loss) {
        return loss.length == 0 ? 0 : loss[0].length;
    }

    /** Writes Σ_c belief[c]·loss[c][φ] for every configuration φ. */
    void expected(double[] belief, float[] into) {
        for (int k = 0; k < loss[0].length; k++) {
            double sum = 0;
            for (int c = 0; c < loss.length; c++) {
                sum += belief[c] * loss[c][k];
            }
            into[k] = (float) sum;
        }
    }

    void requireFits(String part, SensorStructure structure, int contexts) {
        Fit.requireContexts(part, loss.length, contexts);
        Fit.require(part, loss[0].length, "configurations", Fit.configurations(structure));
    }

    int configurations() {
        return loss[0].length;
    }

    float[][] loss() {
        return copy(loss);
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }
}
