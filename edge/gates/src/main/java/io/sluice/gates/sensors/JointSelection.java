package io.sluice.gates.sensors;

import io.sluice.gates.Prices;

/**
 * The joint selection of EcoFusion (equations 6 to 9 as methods.md 2.3 has them [S]): the
 * candidates are the configurations whose loss is within γ of the least; of them the one with the
 * least (1 − λ)·loss + λ·energy is chosen, of equal ones that of less energy, then the lower index.
 *
 * <p>Under prices with pressure p (methods.md 5.3) λ(p) = 1 − (1 − λ0)/(1 + p), which from λ0 = 0
 * is p/(1 + p), and γ(p) = γ0·(1 + p), which from {@code pressureCap} on filters nothing: otherwise
 * the filter blocks the cheapest configuration. A higher pressure never chooses more energy: λ only
 * rises, and what a wider filter adds has more loss than what it let through before.
 *
 * @param lambda λ0, from 0 (loss alone) to 1 (energy alone)
 * @param gamma γ0, in the unit of the losses, at least 0
 * @param pressureCap the pressure from which on no candidate is left out, at least 0; 0 for no
 *     filter at all
 */
public record JointSelection(double lambda, double gamma, double pressureCap) {
    public JointSelection {
        require("lambda", lambda, 1);
        require("gamma", gamma, Double.MAX_VALUE);
        require("pressure-cap", pressureCap, Double.MAX_VALUE);
    }

    private static void require(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(name + " is from 0 to " + most + ", not " + value);
        }
    }

    /** λ under the prices, from 0 to 1. */
    public double lambda(Prices prices) {
        return 1 - (1 - lambda) / (1 + prices.pressure());
    }

    /** γ under the prices; infinite where nothing is filtered. */
    public double gamma(Prices prices) {
        double pressure = prices.pressure();
        return pressure >= pressureCap ? Double.POSITIVE_INFINITY : gamma * (1 + pressure);
    }

    /**
     * Chooses among the configurations that the available modalities feed.
     *
     * @param losses predicted loss of each configuration; one that is not finite is never chosen
     * @param energies of each configuration, at least 0, normalised by the largest of them
     * @param needs the modalities that each configuration needs, as masks
     * @param available mask of the modalities that are there
     * @return the index of the configuration, −1 when none fits
     */
    public int choose(
            float[] losses, double[] energies, int[] needs, int available, Prices prices) {
        double lambda = lambda(prices);
        double most = least(losses, needs, available) + gamma(prices);
        int best = -1;
        double bestValue = Double.POSITIVE_INFINITY;
        for (int k = 0; k < needs.length; k++) {
            if ((needs[k] & ~available) != 0 || !(Math.abs(losses[k]) <= Float.MAX_VALUE)) {
                continue;
            }
            double value = value(lambda, losses[k], energies[k]);
            if (losses[k] <= most
                    && (value < bestValue
                            || (value == bestValue && energies[k] < energies[best]))) {
                best = k;
                bestValue = value;
            }
        }
        return best;
    }

    /** The configuration of least energy that the available modalities feed; −1 for none. */
    static int cheapest(double[] energies, int[] needs, int available) {
        int cheapest = -1;
        for (int k = 0; k < needs.length; k++) {
            if ((needs[k] & ~available) == 0
                    && (cheapest < 0 || energies[k] < energies[cheapest])) {
                cheapest = k;
            }
        }
        return cheapest;
    }

    /** What a choice minimises. */
    static double value(double lambda, double loss, double energy) {
        return (1 - lambda) * loss + lambda * energy;
    }

    /** The least finite loss of those that the available modalities feed; +∞ when none. */
    static double least(float[] losses, int[] needs, int available) {
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < needs.length; k++) {
            float loss = losses[k];
            if ((needs[k] & ~available) == 0 && loss < least && loss >= -Float.MAX_VALUE) {
                least = loss;
            }
        }
        return least;
    }
}
