package io.sluice.proof.sensors;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006): at each node the square root of
 * the features are drawn, each with a random threshold, and the one that leaves the least Gini
 * impurity divides the rows. Trees see all rows. Immutable; the same arguments give the same trees.
 */
public final class RandomizedTrees {
    /** Added to every class's share before its logarithm is taken. */
    private static final double FLOOR = .005;

    private final int classes;
    private final Tree[] trees;

    private RandomizedTrees(int classes, Tree[] trees) {
        this.classes = classes;
        this.trees = trees;
    }

    /**
     * @param trees how many
     * @param leastRows a node of fewer rows than twice this is a leaf
     */
    public record Settings(int trees, int leastRows) {}

    /**
     * Grows them.
     *
     * @param columns {@code [features][all rows]}
     * @param labels of all rows, from 0 to {@code classes − 1}
     * @param rows the rows to learn from, at least one
     */
    public static RandomizedTrees fit(
            float[][] columns,
            int[] labels,
            int classes,
            int[] rows,
            Settings settings,
            long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tree[] trees = new Tree[settings.trees()];
        for (int t = 0; t < trees.length; t++) {
            trees[t] = new Growth(columns, labels, classes, settings, random.split()).grow(rows);
        }
        return new RandomizedTrees(classes, trees);
    }

    /** Writes the logarithms of the classes' shares of a row, to {@code [classes]} from a place. */
    public void logits(float[][] columns, int row, float[] into, int from) {
        double[] shares = new double[classes];
        for (Tree tree : trees) {
            tree.add(columns, row, shares);
        }
        for (int c = 0; c < classes; c++) {
            into[from + c] = (float) Math.log(shares[c] / trees.length + FLOOR);
        }
    }

    /** A node divides by feature and threshold, or is a leaf with the shares of classes. */
    private static final class Tree {
        private int[] feature = new int[64];
        private float[] threshold = new float[64];
        private int[] right = new int[64];
        private float[][] leaf = new float[64][];
        private int nodes;

        private int node() {
            if (nodes == feature.length) {
                feature = Arrays.copyOf(feature, 2 * nodes);
                threshold = Arrays.copyOf(threshold, 2 * nodes);
                right = Arrays.copyOf(right, 2 * nodes);
                leaf = Arrays.copyOf(leaf, 2 * nodes);
            }
            return nodes++;
        }

        /** The left child of a node lies behind it. */
        private void add(float[][] columns, int row, double[] shares) {
            int node = 0;
            while (leaf[node] == null) {
                boolean left = columns[feature[node]][row] < threshold[node];
                node = left ? node + 1 : right[node];
            }
            for (int c = 0; c < shares.length; c++) {
                shares[c] += leaf[node][c];
            }
        }
    }

    private static final class Growth {
        private final float[][] columns;
        private final int[] labels;
        private final int classes;
        private final Settings settings;
        private final SplittableRandom random;
        private final int tries;
        private final Tree tree = new Tree();
        private int[] rows;

        Growth(
                float[][] columns,
                int[] labels,
                int classes,
                Settings settings,
                SplittableRandom random) {
            this.columns = columns;
            this.labels = labels;
            this.classes = classes;
            this.settings = settings;
            this.random = random;
            this.tries = (int) Math.ceil(Math.sqrt(columns.length));
        }

        Tree grow(int[] from) {
            rows = from.clone();
            grow(0, rows.length);
            return tree;
        }

        private int grow(int from, int to) {
            int node = tree.node();
            int[] counts = new int[classes];
            for (int i = from; i < to; i++) {
                counts[labels[rows[i]]]++;
            }
            boolean pure = Arrays.stream(counts).anyMatch(count -> count == to - from);
            int middle =
                    pure || to - from < 2 * settings.leastRows()
                            ? from
                            : divide(node, from, to, counts);
            if (middle == from) {
                tree.leaf[node] = new float[classes];
                for (int c = 0; c < classes; c++) {
                    tree.leaf[node][c] = (float) counts[c] / (to - from);
                }
            } else {
                grow(from, middle);
                int right = grow(middle, to);
                tree.right[node] = right;
            }
            return node;
        }

        /** Divides rows, the lesser ones first; {@code from} where no feature divides them. */
        private int divide(int node, int from, int to, int[] counts) {
            double best = Double.NEGATIVE_INFINITY;
            int[] left = new int[classes];
            for (int attempt = 0; attempt < tries; attempt++) {
                int feature = random.nextInt(columns.length);
                float[] column = columns[feature];
                float least = Float.POSITIVE_INFINITY;
                float most = Float.NEGATIVE_INFINITY;
                for (int i = from; i < to; i++) {
                    least = Math.min(least, column[rows[i]]);
                    most = Math.max(most, column[rows[i]]);
                }
                float threshold = (float) (most - random.nextDouble() * (most - least));
                if (!(threshold > least)) {
                    continue;
                }
                Arrays.fill(left, 0);
                for (int i = from; i < to; i++) {
                    if (column[rows[i]] < threshold) {
                        left[labels[rows[i]]]++;
                    }
                }
                double purity = purity(left, counts);
                if (purity > best) {
                    best = purity;
                    tree.feature[node] = feature;
                    tree.threshold[node] = threshold;
                }
            }
            return best == Double.NEGATIVE_INFINITY ? from : partition(node, from, to);
        }

        /** Σ over both sides of Σ n_c²/n: greatest where the Gini impurity is least. */
        private static double purity(int[] left, int[] counts) {
            double leftSquares = 0;
            double rightSquares = 0;
            int leftRows = 0;
            int rightRows = 0;
            for (int c = 0; c < counts.length; c++) {
                int other = counts[c] - left[c];
                leftSquares += (double) left[c] * left[c];
                rightSquares += (double) other * other;
                leftRows += left[c];
                rightRows += other;
            }
            return leftSquares / leftRows + rightSquares / rightRows;
        }

        private int partition(int node, int from, int to) {
            float[] column = columns[tree.feature[node]];
            int middle = from;
            for (int i = from; i < to; i++) {
                if (column[rows[i]] < tree.threshold[node]) {
                    int swapped = rows[i];
                    rows[i] = rows[middle];
                    rows[middle++] = swapped;
                }
            }
            return middle;
        }
    }
}
