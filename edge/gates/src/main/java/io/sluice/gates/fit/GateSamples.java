package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;
import io.sluice.gates.Softmax;

/** What gates see and are judged by, of every row and exit, computed once. */
final class GateSamples {
    final int rows;
    final double[] costs;

    /** {@code [exits][rows · 4]}: the features in the order of {@link RemainingMass#FEATURES}. */
    final double[][] features;

    /** {@code [exits][rows]}, in nats. */
    final double[][] crossEntropy;

    /** {@code [exits][rows]}: whether the exit's answer is the label. */
    final boolean[][] right;

    private GateSamples(int rows, double[] costs) {
        int exits = costs.length;
        this.rows = rows;
        this.costs = costs;
        features = new double[exits][rows * RemainingMass.FEATURES];
        crossEntropy = new double[exits][rows];
        right = new boolean[exits][rows];
    }

    static GateSamples of(LadderLogits ladder) {
        GateSamples samples = new GateSamples(ladder.rows(), ladder.costs());
        Softmax softmax = new Softmax();
        for (int exit = 0; exit < ladder.exits(); exit++) {
            double[] f = samples.features[exit];
            for (int row = 0; row < ladder.rows(); row++) {
                ladder.read(exit, row, softmax);
                int at = row * RemainingMass.FEATURES;
                f[at] = softmax.maxProbability();
                f[at + 1] = softmax.entropy();
                f[at + 2] = softmax.margin();
                f[at + 3] = softmax.sharpenedEntropy();
                int label = ladder.label(row);
                samples.right[exit][row] = softmax.argmax() == label;
                samples.crossEntropy[exit][row] = crossEntropy(ladder, exit, row, softmax);
            }
        }
        return samples;
    }

    private static double crossEntropy(LadderLogits ladder, int exit, int row, Softmax softmax) {
        double best = ladder.logit(exit, row, softmax.argmax());
        double label = ladder.logit(exit, row, ladder.label(row));
        return best - label - Math.log(softmax.maxProbability());
    }

    int exits() {
        return costs.length;
    }

    /** The output of a gate for a row. */
    double gate(float[] w, int exit, int row) {
        return 1 / (1 + Math.exp(-score(w, exit, row)));
    }

    /** The log-odds of a gate for a row. */
    double score(float[] w, int exit, int row) {
        double[] f = features[exit];
        int at = row * RemainingMass.FEATURES;
        double z = w[RemainingMass.FEATURES];
        for (int k = 0; k < RemainingMass.FEATURES; k++) {
            z += w[k] * f[at + k];
        }
        return z;
    }

    /** The exit at which each row leaves (methods.md 1.3). */
    int[] leaves(float[][] gates, double kappa) {
        int[] leaves = new int[rows];
        for (int row = 0; row < rows; row++) {
            double left = 1;
            int exit = 0;
            for (; exit < gates.length; exit++) {
                double g = gate(gates[exit], exit, row);
                if (g >= kappa * left) {
                    break;
                }
                left -= g;
            }
            leaves[row] = exit;
        }
        return leaves;
    }

    double meanCost(int[] leaves) {
        double sum = 0;
        for (int exit : leaves) {
            sum += costs[exit];
        }
        return sum / rows;
    }

    double accuracy(int[] leaves) {
        int sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += right[leaves[row]][row] ? 1 : 0;
        }
        return (double) sum / rows;
    }

    /** Half whether the answer is right, half the probability of the label. */
    double worth(int exit, int row) {
        return ((right[exit][row] ? 1 : 0) + Math.exp(-crossEntropy[exit][row])) / 2;
    }

    double meanWorth(int[] leaves) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += worth(leaves[row], row);
        }
        return sum / rows;
    }

    double meanCrossEntropy(int[] leaves) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += crossEntropy[leaves[row]][row];
        }
        return sum / rows;
    }

    /** P of every row and exit: {@code [exits][rows]}. */
    double[][] mass(float[][] gates) {
        double[][] mass = new double[exits()][rows];
        double[] g = new double[gates.length];
        double[] one = new double[exits()];
        for (int row = 0; row < rows; row++) {
            for (int l = 0; l < gates.length; l++) {
                g[l] = gate(gates[l], l, row);
            }
            ExitMass.of(g, one);
            for (int l = 0; l < one.length; l++) {
                mass[l][row] = one[l];
            }
        }
        return mass;
    }
}
