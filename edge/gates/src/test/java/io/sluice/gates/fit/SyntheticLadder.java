package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;
import java.util.Random;

/** Random ladders on which later exits are right more often, and sure where they are right. */
public final class SyntheticLadder {
    public static final int CLASSES = 5;
    private static final double[] COSTS = {.2, .5, 1};
    private static final double[] SIGNALS = {2.5, 4, 6};

    private SyntheticLadder() {}

    /** A ladder of three exits; the same for the same seed. */
    public static LadderLogits of(int rows, long seed) {
        return of(rows, seed, 1);
    }

    /**
     * @param ease what the logits of the true class are multiplied by; less than 1 is a stream that
     *     has drifted
     */
    public static LadderLogits of(int rows, long seed, double ease) {
        Random random = new Random(seed);
        float[][] logits = new float[COSTS.length][rows * CLASSES];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(CLASSES);
            double easy = 2 * random.nextDouble() * ease;
            double[] shared = random.doubles(CLASSES, -1.5, 1.5).toArray();
            for (int exit = 0; exit < COSTS.length; exit++) {
                for (int c = 0; c < CLASSES; c++) {
                    double logit = shared[c] + random.nextGaussian();
                    logit += c == labels[row] ? SIGNALS[exit] * easy : 0;
                    logits[exit][row * CLASSES + c] = (float) logit;
                }
            }
        }
        return new LadderLogits(CLASSES, logits, labels, COSTS);
    }

    /** Gates for it that rise with certainty. */
    public static RemainingMass gates() {
        float[] gate = {4, -2, 2, -1, -3.5f};
        return new RemainingMass(new float[][] {gate, gate}, .5f);
    }
}
