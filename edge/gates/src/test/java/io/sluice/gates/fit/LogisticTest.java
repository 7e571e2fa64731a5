package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticTest {
    private static final long SEED = 21;

    @Test
    void findsTheWeightsThatMadeTheTargets() {
        double[] truth = {2, -1, .5};
        Random random = new Random(SEED);
        int rows = 200_000;
        double[] x = new double[rows * 2];
        boolean[] targets = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            x[2 * row] = random.nextGaussian();
            x[2 * row + 1] = 3 + random.nextGaussian();
            double z = truth[0] * x[2 * row] + truth[1] * (x[2 * row + 1] - 3) + truth[2];
            targets[row] = random.nextDouble() < 1 / (1 + Math.exp(-z));
        }
        double[] weights = new double[rows];
        Arrays.fill(weights, 3);
        double[] w = new Logistic(x, 2, 1e-9).solve(targets, weights);
        assertThat(w[0]).isCloseTo(2, within(.05));
        assertThat(w[1]).isCloseTo(-1, within(.05));
        assertThat(w[2]).isCloseTo(.5 + 3, within(.15));
    }

    @Test
    void aRowCountsByItsWeight() {
        double[] x = {0, 0, 0, 1, 1, 1};
        boolean[] targets = {true, true, false, true, false, false};
        double[] doubled = new Logistic(x, 1, 1e-9).solve(targets, new double[] {1, 1, 1, 1, 1, 1});
        double[] weighted =
                new Logistic(x, 1, 1e-9).solve(targets, new double[] {2, 0, 1, 1, 0, 2});
        assertThat(weighted[0]).isCloseTo(doubled[0], within(1e-6));
        assertThat(weighted[1]).isCloseTo(doubled[1], within(1e-6));
        assertThat(doubled[1]).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void oneSidedTargetsAndConstantInputsHaveAnAnswer() {
        double[] w =
                new Logistic(new double[] {1, 1, 1}, 1, 1e-3)
                        .solve(new boolean[] {true, true, true}, new double[] {1, 1, 1});
        assertThat(w[0] + w[1]).isGreaterThan(3).isLessThan(20);
    }
}
