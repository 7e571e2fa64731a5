package io.sluice.proof.experts;

import java.util.Random;

/** What was settled before the reporting half was looked at; EXPERTS.md has it in words. */
final class ExpertPlan {
    static final int FOLDS = 5;
    static final long SEED = 1;
    static final int[] DIRECTIONS = {8, 16, 32};
    static final double[] RIDGES = {.01, .03, .1, .3};

    /** The price, in the pacer's units, that the tuning half asks for: sets the costs' scale. */
    static final double[] REFERENCE_PRICES = {.25, .5, 1, 2};

    static final int TUNING_ORDERS = 10;
    static final int REPORTING_ORDERS = 20;
    static final double MOST_TUNING_SPEND = 1.005;
    static final int WINDOW = 100;
    static final int RESAMPLES = 10_000;

    private ExpertPlan() {}

    /** A random order of arrival. */
    static int[] order(int size, long seed) {
        Random random = new Random(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
