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

    private PolicyShape(int exits, SensorStructure sensors) {
        this.exits = exits;
        this.sensors = sensors;
    }

    /** A ladder with so many exits, the last one included. */
    public static PolicyShape ladder(int exits) {
        return new PolicyShape(exits, null);
    }

    public static PolicyShape sensors(SensorStructure structure) {
        return new PolicyShape(0, structure);
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
}
