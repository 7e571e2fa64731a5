package io.sluice.gates.sensors.fit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The mean loss of every configuration in every context, and the rankings that follow from it. */
public final class ContextLosses {
    /** A context's mean is pulled to the mean of all by so many samples of that. */
    private static final double SHRINKAGE = 5;

    private ContextLosses() {}

    /**
     * The table for the sensor gate.
     *
     * @param most a loss counts at most so much, nats: a few confident mistakes are not the whole
     * @return {@code [contexts][configurations]}
     */
    public static float[][] table(
            RecordedSamples samples, ConfigurationLosses losses, int[] rows, float most) {
        int configurations = losses.losses(0).length;
        int contexts = samples.contexts().size();
        double[][] sums = new double[contexts + 1][configurations];
        double[][] counts = new double[contexts + 1][configurations];
        for (int row : rows) {
            int context = samples.context()[row];
            for (int k = 0; k < configurations; k++) {
                float loss = Math.min(most, losses.loss(row, k));
                if (!Float.isNaN(loss)) {
                    add(sums, counts, contexts, k, loss);
                    if (context >= 0) {
                        add(sums, counts, context, k, loss);
                    }
                }
            }
        }
        float[][] table = new float[contexts][configurations];
        for (int c = 0; c < contexts; c++) {
            for (int k = 0; k < configurations; k++) {
                double all =
                        counts[contexts][k] > 0
                                ? sums[contexts][k] / counts[contexts][k]
                                : losses.uninformed();
                table[c][k] = (float) ((sums[c][k] + SHRINKAGE * all) / (counts[c][k] + SHRINKAGE));
            }
        }
        return table;
    }

    private static void add(double[][] sums, double[][] counts, int at, int k, float loss) {
        sums[at][k] += loss;
        counts[at][k]++;
    }

    /** For each context the configurations from the least loss to the greatest. */
    public static int[][] rankings(float[][] table) {
        return Arrays.stream(table)
                .map(
                        row ->
                                IntStream.range(0, row.length)
                                        .boxed()
                                        .sorted(Comparator.comparingDouble(k -> row[k]))
                                        .mapToInt(Integer::intValue)
                                        .toArray())
                .toArray(int[][]::new);
    }
}
