package io.sluice.gates.sensors.fit;

import java.util.List;

/**
 * The baseline that knows nothing of a sample: a random configuration each tick, its own sensors
 * alone powered, switching at no cost and no delay. Of all distributions with a mean energy the one
 * of greatest entropy, p ∝ exp(−β·E). Its figures are expectations, so that nothing is drawn.
 */
public final class RandomConfigurations {
    private static final int STEPS = 200;

    private final double[] joules;
    private final double[] losses;
    private final double[] errors;

    /** From what every fixed configuration does. */
    public RandomConfigurations(List<Replayed> fixed) {
        joules = fixed.stream().mapToDouble(Replayed::meanJoules).toArray();
        losses = fixed.stream().mapToDouble(Replayed::meanLoss).toArray();
        errors = fixed.stream().mapToDouble(Replayed::error).toArray();
    }

    double loss(double energy) {
        return mean(shares(energy), losses);
    }

    double error(double energy) {
        return mean(shares(energy), errors);
    }

    /** How often each configuration runs, for a mean energy in J; the nearest that there is. */
    public double[] shares(double energy) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (double each : joules) {
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        double spread = Math.max(Double.MIN_NORMAL, most - least);
        double low = -1e3;
        double high = 1e3;
        for (int step = 0; step < STEPS; step++) {
            double beta = (low + high) / 2;
            // The mean falls as β rises.
            if (mean(tilted(beta, spread, least, most), joules) > energy) {
                low = beta;
            } else {
                high = beta;
            }
        }
        return tilted((low + high) / 2, spread, least, most);
    }

    private double[] tilted(double beta, double spread, double least, double most) {
        double origin = beta > 0 ? least : most;
        double[] shares = new double[joules.length];
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Math.exp(-beta * (joules[k] - origin) / spread);
            sum += shares[k];
        }
        for (int k = 0; k < shares.length; k++) {
            shares[k] /= sum;
        }
        return shares;
    }

    private static double mean(double[] shares, double[] values) {
        double mean = 0;
        for (int k = 0; k < shares.length; k++) {
            mean += shares[k] * values[k];
        }
        return mean;
    }
}
