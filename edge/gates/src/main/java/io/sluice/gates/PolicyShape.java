package io.sluice.gates;

import io.sluice.gates.sensors.SensorStructure;
import java.io.Serializable;
import java.util.Optional;

/**
 * What a policy has to fit: the exits of a ladder, or what a sensor bundle offers. It travels with
 * a job.
 */
public final class PolicyShape implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int exits;
    private final SensorStructure sensors;
    private final long periodMillis;

    private PolicyShape(int exits, SensorStructure sensors, long periodMillis) {
        this.exits = exits;
        this.sensors = sensors;
        this.periodMillis = periodMillis;
    }

    /** A ladder with so many exits, the last one included. */
    public static PolicyShape ladder(int exits) {
        return new PolicyShape(exits, null, 0);
    }

    /** A sensor bundle, sampled as often as its policy says. */
    public static PolicyShape sensors(SensorStructure structure) {
        return new PolicyShape(0, structure, 0);
    }

    /** The same in a job that samples so often, for which the gates must have been fitted. */
    public PolicyShape every(long newPeriodMillis) {
        return new PolicyShape(exits, sensors, newPeriodMillis);
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
            policy.requireSensors(sensors);
            requirePeriod(policy);
            return;
        }
        if (policy.sensors().isPresent()) {
            throw new IllegalArgumentException(
                    "policy "
                            + policy.version()
                            + " has a section sensors; expected none: its bundle is a ladder");
        }
        policy.requireExits(exits);
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
