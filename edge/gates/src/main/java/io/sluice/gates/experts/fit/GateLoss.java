package io.sluice.gates.experts.fit;

/** The objective of {@link ExpertGateFit}, with its gradient. Owned state: room for one row. */
final class GateLoss implements Minimiser.Objective {
    private final double[][] rows;
    private final double[][] losses;
    private final double[][] truth;
    private final double temperature;
    private final double anchor;
    private final double ridge;
    private final int width;
    private final double[] predicted;
    private final double[] slopes;

    /**
     * An objective over {@code [experts · width]} numbers.
     *
     * @param rows {@code [rows][width]}, a 1 last
     * @param losses {@code [experts][rows]} from 0 to 1
     * @param truth {@code [experts][rows]}, each expert's probability of the true class, above 0;
     *     null to leave the answer of all out, so that the anchor is all
     */
    GateLoss(
            double[][] rows,
            double[][] losses,
            double[][] truth,
            double temperature,
            double anchor,
            double ridge) {
        this.rows = rows;
        this.losses = losses;
        this.truth = truth;
        this.temperature = temperature;
        this.anchor = anchor;
        this.ridge = ridge;
        this.width = rows[0].length;
        this.predicted = new double[losses.length];
        this.slopes = new double[losses.length];
    }

    @Override
    public double at(double[] vectors, double[] gradient) {
        java.util.Arrays.fill(gradient, 0);
        double value = 0;
        for (int i = 0; i < rows.length; i++) {
            value += row(i, vectors);
            for (int n = 0; n < slopes.length; n++) {
                double slope = slopes[n] / rows.length;
                int at = n * width;
                for (int f = 0; f < width; f++) {
                    gradient[at + f] += slope * rows[i][f];
                }
            }
        }
        value /= rows.length;
        for (int k = 0; k < vectors.length; k++) {
            if (k % width != width - 1) {
                value += ridge / 2 * vectors[k] * vectors[k];
                gradient[k] += ridge * vectors[k];
            }
        }
        return value;
    }

    /** The value of one row; leaves the derivative by every score in {@code slopes}. */
    private double row(int i, double[] vectors) {
        double value = 0;
        for (int n = 0; n < slopes.length; n++) {
            double score = 0;
            for (int f = 0; f < width; f++) {
                score += vectors[n * width + f] * rows[i][f];
            }
            predicted[n] = 1 / (1 + Math.exp(score));
            double wrong = losses[n][i];
            value += anchor * (wrong * softplus(score) + (1 - wrong) * softplus(-score));
            slopes[n] = anchor * (wrong - predicted[n]);
        }
        return truth == null ? value : value + answer(i);
    }

    private double answer(int i) {
        double least = Double.POSITIVE_INFINITY;
        for (double loss : predicted) {
            least = Math.min(least, loss);
        }
        double mass = 0;
        double mixed = 0;
        for (int n = 0; n < predicted.length; n++) {
            double weight = Math.exp((least - predicted[n]) / temperature);
            mass += weight;
            mixed += weight * truth[n][i];
        }
        mixed /= mass;
        for (int n = 0; n < predicted.length; n++) {
            double share = Math.exp((least - predicted[n]) / temperature) / mass;
            double byLoss = share * (truth[n][i] / mixed - 1) / temperature;
            slopes[n] -= predicted[n] * (1 - predicted[n]) * byLoss;
        }
        return -Math.log(mixed);
    }

    private static double softplus(double x) {
        return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
