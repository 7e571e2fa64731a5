package io.sluice.gates.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Which rows of a labelled sample serve what. No row is in two parts: a gate's parameters come from
 * one split, thresholds and κ from a second, reported figures from a third (design.md).
 */
public final class Splits {
    /** So many rows of every class are needed in the fit part. */
    public static final int LEAST_TO_FIT = 4;

    private static final String[] PARTS = {"fit", "gates", "calibration", "test"};

    private final int[][] parts;

    private Splits(int[][] parts) {
        this.parts = parts;
    }

    /**
     * Splits that somebody has made, for instance because the backbone was trained on some of the
     * rows: only those may then be in the fit part.
     *
     * @throws IllegalArgumentException when a row is in two parts, negative, or fit, gates or
     *     calibration is empty
     */
    public static Splits of(int[] fit, int[] gates, int[] calibration, int[] test) {
        int[][] parts = {fit.clone(), gates.clone(), calibration.clone(), test.clone()};
        int[] all = Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] < 0 || (i > 0 && all[i] == all[i - 1])) {
                throw new IllegalArgumentException(
                        "row " + all[i] + " is in two parts or negative; expected each row once");
            }
        }
        for (int p = 0; p < 3; p++) {
            if (parts[p].length == 0) {
                throw new IllegalArgumentException("the part " + PARTS[p] + " has no rows");
            }
        }
        return new Splits(parts);
    }

    /**
     * Divides the rows of every class by the same shares, at random; every class has rows in every
     * part whose share is above 0.
     *
     * @param labels the class of each row, from 0 to {@code classes − 1}
     * @throws IllegalArgumentException when a label is missing or no class, or classes have too few
     *     rows: each is named with what it has and what it needs
     */
    public static Splits stratified(int[] labels, int classes, SplitShares shares, long seed) {
        int[][] byClass = byClass(labels, classes);
        requireEnough(byClass, shares);
        Random random = new Random(seed);
        IntList[] parts = {new IntList(), new IntList(), new IntList(), new IntList()};
        for (int[] rows : byClass) {
            shuffle(rows, random);
            int from = 0;
            double upTo = 0;
            for (int p = 0; p < parts.length; p++) {
                upTo += shares.of(p);
                int to = p == 3 ? rows.length : end(rows.length, upTo, shares, p, from);
                for (; from < to; from++) {
                    parts[p].add(rows[from]);
                }
            }
        }
        int[][] sorted = new int[parts.length][];
        for (int p = 0; p < parts.length; p++) {
            sorted[p] = parts[p].toArray();
            Arrays.sort(sorted[p]);
        }
        return new Splits(sorted);
    }

    /** Rounded, but so that this part and each later one that has a share gets a row. */
    private static int end(int rows, double upTo, SplitShares shares, int part, int from) {
        int later = 0;
        for (int p = part + 1; p < 4; p++) {
            later += shares.of(p) > 0 ? 1 : 0;
        }
        int to = (int) Math.round(rows * upTo);
        int least = from + (part == 0 ? LEAST_TO_FIT : 1);
        return later == 0 ? rows : Math.min(rows - later, Math.max(least, to));
    }

    private static int[][] byClass(int[] labels, int classes) {
        int[] counts = new int[classes];
        int missing = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < -1 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "row "
                                + row
                                + " has label "
                                + labels[row]
                                + "; expected a class from 0 to "
                                + (classes - 1));
            }
            if (labels[row] == -1) {
                missing++;
            } else {
                counts[labels[row]]++;
            }
        }
        if (missing > 0) {
            throw new IllegalArgumentException(
                    missing + " of " + labels.length + " rows have no label; fitting needs them");
        }
        int[][] byClass = new int[classes][];
        for (int c = 0; c < classes; c++) {
            byClass[c] = new int[counts[c]];
        }
        for (int row = labels.length - 1; row >= 0; row--) {
            byClass[labels[row]][--counts[labels[row]]] = row;
        }
        return byClass;
    }

    private static void requireEnough(int[][] byClass, SplitShares shares) {
        int least = LEAST_TO_FIT + 2 + (shares.test() > 0 ? 1 : 0);
        List<String> few = new ArrayList<>();
        for (int c = 0; c < byClass.length; c++) {
            if (byClass[c].length < least) {
                few.add("class " + c + " has " + byClass[c].length);
            }
        }
        if (!few.isEmpty()) {
            throw new IllegalArgumentException(
                    "too few samples: "
                            + String.join(", ", few)
                            + "; every class needs at least "
                            + least);
        }
    }

    private static void shuffle(int[] rows, Random random) {
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = rows[i];
            rows[i] = rows[j];
            rows[j] = swapped;
        }
    }

    /** Rows that heads are trained on, rising. */
    public int[] fit() {
        return parts[0].clone();
    }

    /**
     * Rows that choose the epoch of heads, calibrate them, and that gates are fitted on, rising.
     */
    public int[] gates() {
        return parts[1].clone();
    }

    /** Rows that thresholds, κ and guarantees come from, rising. */
    public int[] calibration() {
        return parts[2].clone();
    }

    /** Rows that only reported figures come from, rising; may be empty. */
    public int[] test() {
        return parts[3].clone();
    }

    @Override
    public String toString() {
        return "fit "
                + parts[0].length
                + ", gates "
                + parts[1].length
                + ", calibration "
                + parts[2].length
                + ", test "
                + parts[3].length
                + " rows";
    }

    private static final class IntList {
        private int[] values = new int[64];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
