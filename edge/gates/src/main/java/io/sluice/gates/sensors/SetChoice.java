package io.sluice.gates.sensors;

import io.sluice.gates.Prices;

/**
 * Which sensors a key should have on, were switching free, and whether switching pays. With the
 * sensors of a configuration come those that are always on; more would only cost. Energies are of a
 * whole sample and divided by that of the dearest configuration with all sensors on.
 */
final class SetChoice {
    private final SensorStructure structure;
    private final SensorCosts costs;
    private final JointSelection selection;
    private final double seconds;
    private final double samplesPerDwell;
    private final int[] needs;
    private final int[] sets;
    private final double[] energies;
    private final double scale;

    SetChoice(
            SensorStructure structure,
            SensorCosts costs,
            long periodMillis,
            SensorGate.Settings settings) {
        this.structure = structure;
        this.costs = costs;
        this.selection = settings.selection();
        this.seconds = periodMillis / 1000.0;
        this.samplesPerDwell = (double) settings.dwellMillis() / periodMillis;
        this.needs = structure.modalitiesOfAll();
        this.sets = needs.clone();
        this.energies = new double[needs.length];
        double most = 0;
        for (int k = 0; k < needs.length; k++) {
            sets[k] |= settings.alwaysOn();
            most = Math.max(most, joules(structure.allModalities(), k));
        }
        this.scale = most > 0 ? most : 1;
        for (int k = 0; k < needs.length; k++) {
            energies[k] = joules(sets[k], k) / scale;
        }
    }

    private double joules(int on, int configuration) {
        return costs.sampleJoules(on, on, structure.configurations().get(configuration), seconds);
    }

    /** Whether the modalities feed any configuration. */
    boolean feeds(int modalities) {
        for (int need : needs) {
            if ((need & ~modalities) == 0) {
                return true;
            }
        }
        return false;
    }

    /** The configuration to have the sensors for; −1 when the living feed none. */
    int best(float[] losses, int dead, Prices prices) {
        return selection.choose(losses, energies, needs, ~dead, prices);
    }

    /** The configuration of least energy that the living feed; −1 for none. */
    int cheapest(int dead) {
        return JointSelection.cheapest(energies, needs, ~dead);
    }

    /** The sensors to have on for a configuration. */
    int set(int configuration) {
        return sets[configuration];
    }

    /**
     * Whether going from a set to that of a better configuration gains more within a dwell than
     * waking costs; of equal values the one of less energy is better. It always pays when no
     * configuration of the set is within γ of the least loss.
     */
    boolean pays(int from, int best, float[] losses, int dead, Prices prices) {
        double lambda = selection.lambda(prices);
        double most = JointSelection.least(losses, needs, ~dead) + selection.gamma(prices);
        double drawn = (costs.sensorJoules(from, seconds) + costs.stemJoules(from)) / scale;
        double value = Double.POSITIVE_INFINITY;
        double energy = 0;
        for (int k = 0; k < needs.length; k++) {
            if ((needs[k] & ~(from & ~dead)) == 0 && losses[k] <= most) {
                double whole = drawn + compute(k) / scale;
                double candidate = JointSelection.value(lambda, losses[k], whole);
                if (candidate < value) {
                    value = candidate;
                    energy = whole;
                }
            }
        }
        double gain = value - JointSelection.value(lambda, losses[best], energies[best]);
        double cost = lambda * costs.wakeJoules(sets[best] & ~from) / scale;
        double net = gain * samplesPerDwell - cost;
        return net > 0 || net == 0 && energies[best] < energy;
    }

    private double compute(int configuration) {
        return costs.configurationJoules(structure.configurations().get(configuration));
    }
}
