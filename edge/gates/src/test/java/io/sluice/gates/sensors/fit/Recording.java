package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorStructure;
import java.util.List;
import java.util.Random;

/**
 * A recording of a known world: two contexts that stay with probability 0.95 a tick; the first
 * modality's summary is the context ± 1, the second's is noise, the third's that of the first
 * again. The first branch's logits are three times the true log-odds, the second's are the truth of
 * another, independent look, the third's are noise.
 */
final class Recording {
    static final int CLASSES = 4;
    static final long PERIOD = 100;
    static final double STAY = .95;
    static final SensorStructure STRUCTURE =
            new SensorStructure(
                    List.of("eye", "noise", "echo"),
                    List.of(2, 1, 2),
                    List.of(
                            new BranchShape("loud", 1),
                            new BranchShape("honest", 2),
                            new BranchShape("random", 4)),
                    List.of(
                            new ConfigurationShape("loud", 1),
                            new ConfigurationShape("honest", 2),
                            new ConfigurationShape("both", 3),
                            new ConfigurationShape("all", 7)));

    private Recording() {}

    static RecordedSensors of(long seed, int keys, int ticks) {
        Random random = new Random(seed);
        int rows = keys * ticks;
        int[] key = new int[rows];
        long[] time = new long[rows];
        int[] context = new int[rows];
        int[] label = new int[rows];
        int[] present = new int[rows];
        float[][] summaries = {new float[2 * rows], new float[rows], new float[2 * rows]};
        float[][] logits = new float[3][CLASSES * rows];
        for (int row = 0; row < rows; row++) {
            // Keys take turns, so that rows of one key are not neighbours.
            key[row] = row % keys;
            time[row] = PERIOD * (row / keys);
            boolean stays = random.nextDouble() < STAY;
            int before = row < keys ? random.nextInt(2) : context[row - keys];
            context[row] = row < keys || stays ? before : 1 - before;
            label[row] = random.nextInt(CLASSES);
            present[row] = 7;
            for (int i = 0; i < 2; i++) {
                summaries[0][2 * row + i] = (float) (context[row] + random.nextGaussian());
                summaries[2][2 * row + i] = summaries[0][2 * row + i];
            }
            summaries[1][row] = (float) random.nextGaussian();
            for (int b = 0; b < 3; b++) {
                look(logits[b], CLASSES * row, b, label[row], random);
            }
        }
        return new RecordedSensors(
                STRUCTURE, CLASSES, key, time, context, label, present, summaries, logits);
    }

    /** A class seen as a bump of 1.5 in unit noise has log-odds of 1.5·x. */
    private static void look(float[] logits, int at, int branch, int label, Random random) {
        for (int c = 0; c < CLASSES; c++) {
            double x = random.nextGaussian() + (c == label && branch < 2 ? 1.5 : 0);
            logits[at + c] = (float) (1.5 * x * (branch == 0 ? 3 : 1));
        }
    }
}
