package io.sluice.operators.sensors;

import io.sluice.gates.Policy;
import io.sluice.gates.sensors.CheapestSample;
import io.sluice.gates.sensors.ComputeGate;
import io.sluice.gates.sensors.FullConfiguration;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import java.util.Arrays;

/** The gates of one policy, made once and not per sample. */
final class PolicyGates {
    private final Policy policy;
    private final SensorPolicy sensors;
    private final ComputeGate compute;
    private final SensorGate power;
    private final FullConfiguration full;
    private final CheapestSample cheapest;
    private final int all;
    private final int fingerprint;
    private final int contexts;

    PolicyGates(Policy policy, SensorStructure structure) {
        this.policy = policy;
        this.sensors = policy.sensors().orElseThrow();
        this.compute = sensors.computeGate(structure);
        this.power = sensors.sensorGate(structure);
        this.full = new FullConfiguration(structure, sensors);
        this.cheapest = new CheapestSample(structure, sensors.costs());
        this.all = structure.allModalities();
        this.fingerprint = Arrays.hashCode(policy.document());
        this.contexts = sensors.filter().contexts().hashCode();
    }

    boolean isOf(Policy other) {
        return policy == other;
    }

    SensorPolicy policy() {
        return sensors;
    }

    /** Tells policies apart, also those of the same version and epoch. */
    int fingerprint() {
        return fingerprint;
    }

    /** Tells the contexts of policies apart by their names. */
    int contexts() {
        return contexts;
    }

    /** Which configuration runs, for a sample. */
    ComputeGate compute() {
        return compute;
    }

    /** Which configuration runs where no gate decides. */
    FullConfiguration full() {
        return full;
    }

    /** What the least is that a sample can be answered for. */
    CheapestSample cheapest() {
        return cheapest;
    }

    /** The sensors that the gate wants on so far; all of a device that is new. */
    int wanted(SensorKeyState state) {
        return state.gate.started ? power.wanted(state.gate) : all;
    }

    /** Which sensors are powered, for a window. */
    SensorGate power() {
        return power;
    }
}
