package io.sluice.gates.experts;

import java.util.Arrays;

/** The losses of a sample by expert, and what sets of experts make of them. */
final class SampleLosses {
    private final float[][] columns;
    private final int rows;

    /**
     * @param losses {@code [rows][experts]}
     */
    SampleLosses(float[][] losses) {
        rows = losses.length;
        columns = new float[losses[0].length][rows];
        for (int row = 0; row < rows; row++) {
            for (int n = 0; n < columns.length; n++) {
                columns[n][row] = losses[row][n];
            }
        }
    }

    int rows() {
        return rows;
    }

    float[] of(int expert) {
        return columns[expert];
    }

    /** The loss of each row's best expert of a set; 1 of none. */
    void best(long set, float[] best) {
        Arrays.fill(best, 1);
        for (long rest = set; rest != 0; rest &= rest - 1) {
            float[] column = columns[Long.numberOfTrailingZeros(rest)];
            for (int row = 0; row < rows; row++) {
                best[row] = Math.min(best[row], column[row]);
            }
        }
    }

    /** The sum over rows of the loss of the best expert of a set. */
    double sum(long set, float[] scratch) {
        best(set, scratch);
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += scratch[row];
        }
        return sum;
    }
}
