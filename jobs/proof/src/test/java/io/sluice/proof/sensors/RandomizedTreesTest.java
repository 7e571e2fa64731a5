package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomizedTreesTest {
    private static final int ROWS = 600;
    private static final RandomizedTrees.Settings SETTINGS = new RandomizedTrees.Settings(30, 2);

    private final float[][] columns = new float[5][ROWS];
    private final int[] labels = new int[ROWS];

    /** Which quarter of the plane two of the features are in; the others are noise. */
    RandomizedTreesTest() {
        Random random = new Random(1);
        for (int row = 0; row < ROWS; row++) {
            for (float[] column : columns) {
                column[row] = random.nextFloat() - .5f;
            }
            labels[row] = (columns[1][row] > 0 ? 1 : 0) + (columns[3][row] > 0 ? 2 : 0);
        }
    }

    private RandomizedTrees fit(long seed) {
        int[] half = IntStream.range(0, ROWS / 2).toArray();
        return RandomizedTrees.fit(columns, labels, 4, half, SETTINGS, seed);
    }

    private float[] logits(RandomizedTrees trees, int row) {
        float[] logits = new float[6];
        trees.logits(columns, row, logits, 1);
        return logits;
    }

    @Test
    void rowsThatWereNotLearntAreTold() {
        RandomizedTrees trees = fit(1);
        int right = 0;
        for (int row = ROWS / 2; row < ROWS; row++) {
            float[] logits = logits(trees, row);
            int most = 0;
            for (int c = 1; c < 4; c++) {
                most = logits[1 + c] > logits[1 + most] ? c : most;
            }
            right += most == labels[row] ? 1 : 0;
        }
        assertThat(right).isGreaterThan(ROWS / 2 * 8 / 10);
    }

    @Test
    void numbersAreLogarithmsOfSharesAndStayInTheirPlace() {
        float[] logits = logits(fit(1), ROWS - 1);

        double sum = 0;
        for (int c = 0; c < 4; c++) {
            sum += Math.exp(logits[1 + c]) - .005;
        }
        assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-5));
        assertThat(logits[0]).isZero();
        assertThat(logits[5]).isZero();
    }

    @Test
    void theSeedDecides() {
        assertThat(logits(fit(1), ROWS - 1)).isEqualTo(logits(fit(1), ROWS - 1));
        assertThat(logits(fit(1), ROWS - 1)).isNotEqualTo(logits(fit(2), ROWS - 1));
    }

    @Test
    void rowsThatNothingDividesAreALeaf() {
        RandomizedTrees trees =
                RandomizedTrees.fit(
                        new float[1][4],
                        new int[] {0, 1, 1, 1},
                        2,
                        new int[] {0, 1, 2, 3},
                        SETTINGS,
                        1);
        float[] logits = new float[2];
        trees.logits(new float[1][4], 0, logits, 0);

        assertThat(logits)
                .containsExactly((float) Math.log(.25 + .005), (float) Math.log(.75 + .005));
    }
}
