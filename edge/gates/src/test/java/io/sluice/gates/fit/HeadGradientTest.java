package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * The stopped gradient (methods.md 1.4 and vector 4 of section 6): a head learns from a sample in
 * proportion to the mass that leaves at its exit, which the released rescaling would cancel.
 */
class HeadGradientTest {
    private static final double[] COSTS = {.2, .5, 1};

    private final FitSample sample = SyntheticSample.small(11, 200).sample(5, COSTS);

    @Test
    void anExitWithoutMassHasNoGradient() {
        float[][] gradient = gradient(0, new int[] {1}, 0f);
        for (float[] row : gradient) {
            for (float number : row) {
                assertThat(number).isZero();
            }
        }
    }

    @Test
    void gradientsStandInTheRatioOfTheMass() {
        for (int exit = 0; exit < 3; exit++) {
            float[][] whole = gradient(exit, new int[] {3}, 1f);
            float[] mass = {.1f, .3f, .6f};
            float[][] part = gradient(exit, new int[] {3}, mass[exit]);
            for (int c = 0; c < whole.length; c++) {
                for (int j = 0; j < whole[c].length; j++) {
                    assertThat(part[c][j]).isCloseTo(mass[exit] * whole[c][j], within(1e-6f));
                }
            }
        }
    }

    @Test
    void theMassOfEachSampleCountsByItself() {
        float[][] both = gradient(1, new int[] {3, 4}, .3f, .5f);
        float[][] first = gradient(1, new int[] {3}, .3f);
        float[][] second = gradient(1, new int[] {4}, .5f);
        for (int c = 0; c < both.length; c++) {
            for (int j = 0; j < both[c].length; j++) {
                assertThat(both[c][j]).isCloseTo((first[c][j] + second[c][j]) / 2, within(1e-6f));
            }
        }
    }

    private float[][] gradient(int exit, int[] rows, float... importance) {
        int[] all = new int[sample.rows()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        FeatureScan scan = FeatureScan.of(sample.features(), exit, all);
        HeadTraining training = new HeadTraining(sample, exit, scan, ExitFitSettings.DEFAULT);
        float[] equal = new float[all.length];
        java.util.Arrays.fill(equal, 1);
        training.epoch(all, equal, 1e-2, 1e-2);
        return training.gradientOf(rows, importance);
    }
}
