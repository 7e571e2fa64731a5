package io.sluice.gates;

import io.sluice.gates.sensors.SensorStructure;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a policy has to fit: the exits of a ladder, what a sensor bundle offers, or the features of
 * a router. It travels with a job.
 */
public final class PolicyShape implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int exits;
    private final SensorStructure sensors;
    private final long periodMillis;

    private final int routerFeatures;

    private PolicyShape(int exits, SensorStructure sensors, long periodMillis, int routerFeatures) {
        this.exits = exits;
        this.routerFeatures = routerFeatures;
        this.sensors = sensors;
        this.periodMillis = periodMillis;
    }

    /** A ladder with so many exits, the last one included. */
    public static PolicyShape ladder(int exits) {
        return new PolicyShape(exits, null, 0, 0);
    }

    /** A sensor bundle, sampled as often as its policy says. */
    public static PolicyShape sensors(SensorStructure structure) {
        return new PolicyShape(0, structure, 0, 0);
    }

    /** A router that gives so many features for the choice of experts, at least 1. */
    public static PolicyShape experts(int features) {
        return new PolicyShape(0, null, 0, features);
    }

    /** The same in a job that samples so often, for which the gates must have been fitted. */
    public PolicyShape every(long newPeriodMillis) {
        return new PolicyShape(exits, sensors, newPeriodMillis, routerFeatures);
    }

    /** Whether it is that of a ladder. */
    public boolean isLadder() {
        return exits > 0;
    }

    /** What is sensed, of a sensor bundle. */
    public Optional<SensorStructure> sensors() {
        return Optional.ofNullable(sensors);
    }

    /**
     * Checks that a policy is one for this shape; not whether it names the bundle.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    public void requireFits(Policy policy) {
        if (sensors != null) {
            requireNone(policy, "experts", policy.experts().isPresent());
            policy.requireSensors(sensors);
            requirePeriod(policy);
            return;
        }
        requireNone(policy, "sensors", policy.sensors().isPresent());
        if (routerFeatures > 0) {
            policy.requireExperts(routerFeatures);
            return;
        }
        requireNone(policy, "experts", policy.experts().isPresent());
        policy.requireExits(exits);
    }

    private void requireNone(Policy policy, String section, boolean isThere) {
        if (isThere) {
            throw new IllegalArgumentException(
                    "policy "
                            + policy.version()
                            + " has a section "
                            + section
                            + "; expected none: its bundle is "
                            + kind());
        }
    }

    private String kind() {
        if (sensors != null) {
            return "one with sensors";
        }
        return routerFeatures > 0 ? "a router" : "a ladder";
    }

    private void requirePeriod(Policy policy) {
        long fitted = policy.sensors().orElseThrow().periodMillis();
        if (periodMillis > 0 && fitted != periodMillis) {
            throw new IllegalArgumentException(
                    "policy "
                            + policy.version()
                            + " has gates for a sample every "
                            + fitted
                            + " ms; expected "
                            + periodMillis
                            + " ms, the period of the job");
        }
    }
}
