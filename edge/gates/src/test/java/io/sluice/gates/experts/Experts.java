package io.sluice.gates.experts;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Policies for tests. */
public final class Experts {
    static final double JOULES_SCALE = 2;

    private Experts() {}

    /** Experts of random vectors, {@code expert-0} and so on, and two categories. */
    public static ExpertPolicy policy(
            Random random, int features, int experts, double costWeight, double correlation) {
        List<ExpertSpec> list = new ArrayList<>();
        for (int n = 0; n < experts; n++) {
            list.add(expert(String.format("expert-%02d", n), random, features));
        }
        return policy(features, list, costWeight, correlation);
    }

    /** Experts {@code expert-00} and so on whose vectors have nothing but a bias. */
    static ExpertPolicy policy(int features, float... biases) {
        List<ExpertSpec> list = new ArrayList<>();
        for (int n = 0; n < biases.length; n++) {
            float[] vector = new float[features + 1];
            vector[features] = biases[n];
            list.add(new ExpertSpec(String.format("expert-%02d", n), "", vector, 1, 10, 2, 0));
        }
        return policy(features, list, 0, .3);
    }

    static ExpertPolicy policy(
            int features, List<ExpertSpec> experts, double costWeight, double correlation) {
        return new ExpertPolicy(
                features,
                experts,
                .1,
                correlation,
                costWeight,
                JOULES_SCALE,
                Double.POSITIVE_INFINITY,
                List.of(
                        new ExpertCategory("default", 50, Double.POSITIVE_INFINITY, 2),
                        new ExpertCategory("urgent", 20, 4, 1)),
                new float[][] {new float[features], new float[features], new float[features]},
                new int[] {0, 1, 0});
    }

    public static ExpertSpec expert(String name, Random random, int features) {
        float[] vector = new float[features + 1];
        for (int f = 0; f < vector.length; f++) {
            vector[f] = (float) random.nextGaussian();
        }
        return new ExpertSpec(name, "", vector, random.nextDouble(), 10, 2, 1_000);
    }
}
