package io.sluice.operators.sensors;

import io.sluice.gates.sensors.CheapestSample;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.operators.budget.ActionCosts;
import io.sluice.schemas.Provenance;

/**
 * What samples take by the cost table of the newest policy: an action is to answer one, with the
 * sensors on that it needs. Not known before the first sample.
 */
public final class SensorJobCosts implements ActionCosts {
    private final SensorStructure structure;
    private SensorPolicy policy;
    private double least = Double.NaN;
    private double worst = Double.NaN;

    SensorJobCosts(SensorStructure structure) {
        this.structure = structure;
    }

    /** What samples take by one policy. */
    public static ActionCosts of(SensorStructure structure, SensorPolicy policy) {
        SensorJobCosts costs = new SensorJobCosts(structure);
        costs.by(policy);
        return costs;
    }

    /** Goes by a policy from now on. */
    void by(SensorPolicy newest) {
        if (newest == policy) {
            return;
        }
        policy = newest;
        CheapestSample samples = new CheapestSample(structure, newest.costs());
        least = Double.POSITIVE_INFINITY;
        worst = Double.POSITIVE_INFINITY;
        for (int k = 0; k < structure.configurations().size(); k++) {
            int on = structure.modalitiesOf(k) | newest.gate().alwaysOn();
            double computed = samples.joules(k);
            least = Math.min(least, computed + drawn(on, newest.periodMillis()));
            worst = Math.min(worst, computed + drawn(on, mostMillis(newest)));
        }
    }

    private double drawn(int on, long millis) {
        return policy.costs().sensorJoules(on, millis * 1e-3);
    }

    /** For so long sensors are charged at most between two samples, ms. */
    static long mostMillis(SensorPolicy policy) {
        return Math.max(policy.periodMillis(), policy.gate().staleAfterMillis());
    }

    /** Of the cheapest configuration, with its sensors on for a period. */
    @Override
    public double leastJoules() {
        return least;
    }

    /** The same, with them on for as long as nobody may be heard of. */
    @Override
    public double firstWorstJoules() {
        return worst;
    }

    @Override
    public Provenance energy() {
        return Provenance.ESTIMATED;
    }
}
