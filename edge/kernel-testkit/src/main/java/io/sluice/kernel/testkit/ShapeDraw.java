package io.sluice.kernel.testkit;

import java.util.Random;

/**
 * Draws shapes: small ones with many ones and odd sizes, or some beyond several tiles of a kernel.
 */
final class ShapeDraw {
    private static final int[] SMALL = {1, 1, 2, 3, 5, 7, 9, 13, 17, 31};
    private static final int[] LARGE = {67, 101, 129, 131, 257, 263};
    private static final int[] FEW = {1, 2, 3, 5};

    private final Random random;
    private final boolean large;

    /**
     * @param large whether one or two axes are large and the others small, or all are small
     */
    ShapeDraw(Random random, boolean large) {
        this.random = random;
        this.large = large;
    }

    Random random() {
        return random;
    }

    boolean isLarge() {
        return large;
    }

    /** A whole number from a range, both ends included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean chance() {
        return random.nextBoolean();
    }

    int few() {
        return FEW[random.nextInt(FEW.length)];
    }

    /** The size of an axis that the operator works along. */
    int size() {
        int[] sizes = large ? LARGE : SMALL;
        return sizes[random.nextInt(sizes.length)];
    }

    /** A row of one to three axes, of which one is drawn by {@link #size}. */
    int[] row() {
        return row(between(1, 3));
    }

    /** A row of a number of axes, of which one is drawn by {@link #size}. */
    int[] row(int rank) {
        int[] row = new int[rank];
        int main = random.nextInt(rank);
        for (int axis = 0; axis < rank; axis++) {
            row[axis] = axis == main ? size() : few();
        }
        return row;
    }

    /** A shape that broadcasts to another, of no more axes. */
    int[] broadcastTo(int... shape) {
        int[] kept = new int[between(1, shape.length)];
        for (int axis = 0; axis < kept.length; axis++) {
            int size = shape[shape.length - kept.length + axis];
            kept[axis] = chance() ? 1 : size;
        }
        return kept;
    }

    /** An axis of a row, counted from 1, as the batch is axis 0, or from behind. */
    int axis(int... row) {
        int axis = between(1, row.length);
        return chance() ? axis : axis - row.length - 1;
    }
}
