package io.sluice.gates.sensors;

/**
 * What sensing and computing cost in energy. A sensor that is powered costs whether its frames are
 * used or not (methods.md 2.5).
 *
 * @param wattsOn power of each modality's sensor while on, W
 * @param wattsAsleep power of it while asleep, W, at most wattsOn
 * @param wakeJoules what waking it costs once, J
 * @param stemJoules what its stem costs per sample, J
 * @param branchJoules what each branch costs per sample, J
 * @param fusionJoules what fusing costs per sample when more than one branch ran, J
 */
public record SensorCosts(
        double[] wattsOn,
        double[] wattsAsleep,
        double[] wakeJoules,
        double[] stemJoules,
        double[] branchJoules,
        double fusionJoules) {

    /**
     * @throws IllegalArgumentException when the arrays of modalities differ in length, a cost is
     *     negative or not finite, or a sensor draws more asleep than on
     */
    public SensorCosts {
        requireCosts("watts-on", wattsOn, wattsOn.length);
        requireCosts("watts-asleep", wattsAsleep, wattsOn.length);
        requireCosts("wake-joules", wakeJoules, wattsOn.length);
        requireCosts("stem-joules", stemJoules, wattsOn.length);
        requireCosts("branch-joules", branchJoules, branchJoules.length);
        requireCosts("fusion-joules", new double[] {fusionJoules}, 1);
        for (int m = 0; m < wattsOn.length; m++) {
            if (wattsAsleep[m] > wattsOn[m]) {
                throw new IllegalArgumentException(
                        "modality "
                                + m
                                + " draws "
                                + wattsAsleep[m]
                                + " W asleep; expected at most the "
                                + wattsOn[m]
                                + " W that it draws when on");
            }
        }
    }

    private static void requireCosts(String name, double[] costs, int length) {
        if (costs.length != length) {
            throw new IllegalArgumentException(
                    name + " has " + costs.length + " values; expected " + length);
        }
        for (double cost : costs) {
            if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        name + " has " + cost + "; expected finite values of at least 0");
            }
        }
    }

    /**
     * Checks that there is a cost for every modality and branch.
     *
     * @throws IllegalArgumentException naming the costs that do not fit
     */
    public void requireFits(SensorStructure structure) {
        Fit.require("costs of sensors", wattsOn.length, "modalities", structure.modalities());
        Fit.require("costs of branches", branchJoules.length, "branches", Fit.branches(structure));
    }

    /** What the sensors draw in a time, J, when those in the mask are on and the others asleep. */
    public double sensorJoules(int on, double seconds) {
        double watts = 0;
        for (int m = 0; m < wattsOn.length; m++) {
            watts += (on >> m & 1) != 0 ? wattsOn[m] : wattsAsleep[m];
        }
        return watts * seconds;
    }

    /** What the stems of the modalities in the mask cost for one sample, J. */
    public double stemJoules(int modalities) {
        return sum(stemJoules, modalities);
    }

    /** What waking the sensors in the mask costs, J. */
    public double wakeJoules(int modalities) {
        return sum(wakeJoules, modalities);
    }

    /** What the branches of a configuration and their fusion cost for one sample, J. */
    public double configurationJoules(ConfigurationShape configuration) {
        int branches = configuration.branches();
        return sum(branchJoules, branches) + (Integer.bitCount(branches) > 1 ? fusionJoules : 0);
    }

    /**
     * What one sample costs in all, J: sensors, stems, branches and fusion.
     *
     * @param on the sensors that were powered
     * @param stems the modalities whose stem ran
     * @param configuration the configuration that ran, null for none
     * @param seconds the time between samples
     */
    public double sampleJoules(
            int on, int stems, ConfigurationShape configuration, double seconds) {
        return sensorJoules(on, seconds)
                + stemJoules(stems)
                + (configuration == null ? 0 : configurationJoules(configuration));
    }

    private static double sum(double[] values, int mask) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            if ((mask >> i & 1) != 0) {
                sum += values[i];
            }
        }
        return sum;
    }
}
