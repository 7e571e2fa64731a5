package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * The rule gate (methods.md 2.2, strategy 1 [C]): the most probable context, of equal ones the
 * first, names an order of configurations. The first of n has loss 0, the next 1/n and so on; what
 * is not in the order has loss 1. It reads no sensor, so that it works from outside context alone.
 */
public final class RankingPredictor implements LossPredictor {
    private final int[][] rankings;

    /**
     * @param rankings for each context indices of configurations, best first, at least one, none
     *     twice
     */
    public RankingPredictor(int[][] rankings) {
        for (int c = 0; c < rankings.length; c++) {
            int[] ranking = rankings[c];
            if (ranking.length == 0
                    || Arrays.stream(ranking).distinct().count() < ranking.length
                    || Arrays.stream(ranking).min().getAsInt() < 0) {
                throw new IllegalArgumentException(
                        "the ranking of context "
                                + c
                                + " is "
                                + Arrays.toString(ranking)
                                + "; expected indices of configurations, none twice");
            }
        }
        this.rankings = deepCopy(rankings);
    }

    @Override
    public void predict(
            float[][] summaries, int present, double[] belief, float[] losses, Workspace space) {
        int context = 0;
        for (int c = 1; c < rankings.length; c++) {
            if (belief[c] > belief[context]) {
                context = c;
            }
        }
        fill(context, losses);
    }

    private void fill(int context, float[] losses) {
        int[] ranking = rankings[context];
        Arrays.fill(losses, 1);
        for (int rank = 0; rank < ranking.length; rank++) {
            losses[ranking[rank]] = (float) rank / ranking.length;
        }
    }

    /** The same losses as a table {@code [contexts][configurations]}, for the sensor gate. */
    public float[][] contextLoss(int configurations) {
        float[][] table = new float[rankings.length][configurations];
        for (int c = 0; c < table.length; c++) {
            fill(c, table[c]);
        }
        return table;
    }

    @Override
    public void requireFits(SensorStructure structure, int contexts) {
        Fit.requireContexts("rankings", rankings.length, contexts);
        int configurations = structure.configurations().size();
        for (int[] ranking : rankings) {
            for (int k : ranking) {
                if (k >= configurations) {
                    throw new IllegalArgumentException(
                            "a ranking names configuration "
                                    + k
                                    + "; expected an index of "
                                    + Fit.configurations(structure));
                }
            }
        }
    }

    public int[][] rankings() {
        return deepCopy(rankings);
    }

    private static int[][] deepCopy(int[][] rows) {
        return Arrays.stream(rows).map(int[]::clone).toArray(int[][]::new);
    }
}
