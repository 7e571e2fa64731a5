package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Requests of three regions and experts for tests: {@code a}, {@code b} and {@code c} know a region
 * each (right in 95 % there and in 50 % elsewhere), {@code whole} knows all (right in 92 %) and
 * takes four times the energy. A request's features are its region, in three numbers with noise.
 */
final class DrawnExperts {
    static final int CLASSES = 4;
    static final int REGIONS = 3;

    private DrawnExperts() {}

    static RecordedExperts draw(int rows, long seed) {
        Random random = new Random(seed);
        float[][] features = new float[rows][REGIONS];
        int[] labels = new int[rows];
        float[][] probabilities = new float[REGIONS + 1][rows * CLASSES];
        for (int row = 0; row < rows; row++) {
            int region = random.nextInt(REGIONS);
            labels[row] = random.nextInt(CLASSES);
            for (int f = 0; f < REGIONS; f++) {
                features[row][f] = (f == region ? 1 : 0) + (float) (.2 * random.nextGaussian());
            }
            for (int n = 0; n <= REGIONS; n++) {
                double known = n == REGIONS ? .92 : n == region ? .95 : .5;
                boolean right = random.nextDouble() < known;
                int said =
                        right
                                ? labels[row]
                                : (labels[row] + 1 + random.nextInt(CLASSES - 1)) % CLASSES;
                double sure = .55 + .4 * random.nextDouble();
                for (int c = 0; c < CLASSES; c++) {
                    probabilities[n][row * CLASSES + c] =
                            (float) (c == said ? sure : (1 - sure) / (CLASSES - 1));
                }
            }
        }
        return new RecordedExperts(
                List.of("a", "b", "c", "whole"), CLASSES, features, labels, probabilities);
    }

    static Splits splits(RecordedExperts recorded) {
        return Splits.stratified(recorded.labels(), CLASSES, new SplitShares(.4, .15, .25, .2), 1);
    }

    static ExpertFitSettings settings(ExpertGoal goal) {
        return new ExpertFitSettings(
                List.of(profile("a", 1), profile("b", 1), profile("c", 1), profile("whole", 4)),
                List.of(
                        new ExpertCategory("default", 100, Double.POSITIVE_INFINITY, 2),
                        new ExpertCategory("frugal", 100, 1.5, 2)),
                Double.POSITIVE_INFINITY,
                goal,
                ExpertGateFit.Settings.DEFAULT,
                64,
                1);
    }

    private static ExpertProfile profile(String name, double joules) {
        return new ExpertProfile(name, "", joules, joules, 0, 0);
    }

    static int[] all(RecordedExperts recorded) {
        return IntStream.range(0, recorded.rows()).toArray();
    }
}
