package io.sluice.gates.sensors.fit;

import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.LateFusion;

/**
 * What each configuration would have answered for each recorded sample: the cross-entropy of its
 * fused probabilities against the label, in nats, and its class.
 */
public final class ConfigurationLosses {
    /** The class of a sample for which nothing could be run. */
    public static final int NONE = -1;

    /** A probability of a float's rounding is no infinite loss. */
    private static final double LEAST_PROBABILITY = 1e-30;

    private final float[][] losses;
    private final short[][] classes;
    private final float uninformed;

    private ConfigurationLosses(int rows, int configurations, int classes) {
        this.losses = new float[rows][configurations];
        this.classes = new short[rows][configurations];
        this.uninformed = (float) Math.log(classes);
    }

    /** Fuses every configuration of every sample, whose sensors the sample has. */
    public static ConfigurationLosses of(RecordedSensors recorded, LateFusion fusion) {
        int configurations = recorded.configurations();
        ConfigurationLosses all =
                new ConfigurationLosses(recorded.rows(), configurations, recorded.classes());
        int[] needs = recorded.structure().modalitiesOfAll();
        float[][] logits = recorded.newLogits();
        float[] fused = new float[recorded.classes()];
        Softmax softmax = new Softmax();
        for (int row = 0; row < recorded.rows(); row++) {
            recorded.readLogits(row, logits);
            int label = recorded.samples().labels()[row];
            for (int k = 0; k < configurations; k++) {
                if ((needs[k] & ~recorded.samples().present()[row]) != 0) {
                    all.losses[row][k] = Float.NaN;
                    all.classes[row][k] = NONE;
                    continue;
                }
                fusion.fuse(k, logits, fused);
                softmax.read(fused, 0, fused.length);
                double own = Math.max(LEAST_PROBABILITY, softmax.probability(label));
                all.losses[row][k] = (float) -Math.log(own);
                all.classes[row][k] = (short) softmax.argmax();
            }
        }
        return all;
    }

    /** Cross-entropy, nats; NaN where the sample lacks a sensor; ln C for configuration −1. */
    public float loss(int row, int configuration) {
        return configuration < 0 ? uninformed : losses[row][configuration];
    }

    /** The class; {@link #NONE} for configuration −1. */
    public int predicted(int row, int configuration) {
        return configuration < 0 ? NONE : classes[row][configuration];
    }

    /** All losses of a sample; not a copy. */
    float[] losses(int row) {
        return losses[row];
    }

    /** The loss of an answer that knows nothing, ln C. */
    public float uninformed() {
        return uninformed;
    }

    /** The mean loss of a configuration over the rows that have its sensors; NaN when none has. */
    public double mean(int configuration, int[] rows) {
        double sum = 0;
        int count = 0;
        for (int row : rows) {
            if (!Float.isNaN(losses[row][configuration])) {
                sum += losses[row][configuration];
                count++;
            }
        }
        return sum / count;
    }
}
