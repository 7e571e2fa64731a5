package io.sluice.gates.experts;

import java.util.Arrays;
import java.util.Random;

/** Random problems of the coarse choice. */
final class CoarseInstances {
    private static final int TOPICS = 8;

    private CoarseInstances() {}

    /** Losses without any structure, limits of any tightness: often nobody is allowed. */
    static CoarseProblem wild(Random random, int experts, int rows) {
        float[][] losses = new float[rows][experts];
        for (float[] row : losses) {
            for (int n = 0; n < experts; n++) {
                // Coarse steps, so that there are ties.
                row[n] = random.nextInt(11) / 10f;
            }
        }
        double[] millis = values(random, experts, 100);
        double[] joules = values(random, experts, 10);
        double[] watts = values(random, experts, 20);
        int k = 1 + random.nextInt(4);
        return new CoarseProblem(
                losses,
                millis,
                joules,
                watts,
                k,
                random.nextInt(4) == 0 ? 8 : 30 + random.nextInt(80),
                random.nextInt(3) == 0
                        ? Double.POSITIVE_INFINITY
                        : random.nextDouble() * random.nextDouble() * 10 * k,
                random.nextInt(3) == 0
                        ? Double.POSITIVE_INFINITY
                        : random.nextDouble() * random.nextDouble() * 10 * experts);
    }

    private static double[] values(Random random, int experts, int greatest) {
        double[] values = new double[experts];
        for (int n = 0; n < experts; n++) {
            values[n] = 1 + random.nextInt(greatest);
        }
        return values;
    }

    /**
     * Experts that are good at some topics, the larger ones at more of them and dearer, under
     * limits that about a third of them can keep together.
     */
    static CoarseProblem fleet(Random random, int experts, int rows, int mostAsked) {
        double[][] skill = new double[experts][TOPICS];
        double[] millis = new double[experts];
        double[] joules = new double[experts];
        double[] watts = new double[experts];
        double sum = 0;
        for (int n = 0; n < experts; n++) {
            double size = random.nextDouble();
            for (int t = 0; t < TOPICS; t++) {
                skill[n][t] = size + 2 * random.nextGaussian();
            }
            millis[n] = 5 + 40 * size;
            joules[n] = .05 + size * size + .1 * random.nextDouble();
            watts[n] = 1 + 10 * size + 5 * random.nextDouble();
            sum += watts[n];
        }
        float[][] losses = new float[rows][experts];
        for (float[] row : losses) {
            int topic = random.nextInt(TOPICS);
            for (int n = 0; n < experts; n++) {
                double score = skill[n][topic] + .5 * random.nextGaussian();
                row[n] = (float) (1 / (1 + Math.exp(score)));
            }
        }
        return new CoarseProblem(
                losses, millis, joules, watts, mostAsked, 50, .6 * mostAsked, sum / 3);
    }

    /** Losses without any structure under tight standby power: hard ones. */
    static CoarseProblem hard(Random random, int experts, int rows) {
        float[][] losses = new float[rows][experts];
        double[] watts = new double[experts];
        double[] joules = new double[experts];
        for (int n = 0; n < experts; n++) {
            watts[n] = 5 + random.nextDouble();
            joules[n] = random.nextDouble();
            for (float[] row : losses) {
                row[n] = random.nextFloat();
            }
        }
        return new CoarseProblem(
                losses, new double[experts], joules, watts, 2, 1, 1.2, 5.5 * experts / 3);
    }

    /** The best set by looking at all of them, as {@code {set, sum of losses}}; set 0 for none. */
    static double[] enumerate(CoarseProblem problem) {
        long best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (long set = 1; set < 1L << problem.experts(); set++) {
            if (isAllowed(problem, set)) {
                double loss = loss(problem, set);
                if (loss < least) {
                    best = set;
                    least = loss;
                }
            }
        }
        return new double[] {best, least};
    }

    static double loss(CoarseProblem problem, long set) {
        double sum = 0;
        for (float[] row : problem.losses()) {
            double least = 1;
            for (int n = 0; n < row.length; n++) {
                least = (set >> n & 1) != 0 ? Math.min(least, row[n]) : least;
            }
            sum += least;
        }
        return sum / problem.losses().length;
    }

    static boolean isAllowed(CoarseProblem problem, long set) {
        double watts = 0;
        double[] joules = new double[problem.experts()];
        for (int n = 0; n < problem.experts(); n++) {
            if ((set >> n & 1) != 0) {
                watts += problem.watts()[n];
                joules[n] = problem.joules()[n];
                if (problem.millis()[n] > problem.mostMillis()) {
                    return false;
                }
            }
        }
        Arrays.sort(joules);
        double most = 0;
        for (int i = 1; i <= Math.min(problem.mostAsked(), joules.length); i++) {
            most += joules[joules.length - i];
        }
        return watts <= problem.mostWatts() && most <= problem.mostJoules();
    }
}
