package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.stage.TaskClock;
import java.util.HashMap;
import java.util.Map;

/**
 * What samples cost the job's budgets. Where a cap of joules holds, stems and branches are reserved
 * for before they run, and what sensors may draw until the next sample before they may be on.
 *
 * <p><b>Owned state:</b> what is set aside for the sensors of each device that is heard of, not
 * saved: a restored job begins with empty buckets.
 */
final class SensorPayments {
    /**
     * A set of sensors stays for a dwell, and is there when its device has obeyed: a price that
     * rose to its cap within that time, and fell again, would only switch them on and off (ours).
     */
    private static final double DWELLS_TO_REACH = 2;

    private final TaskBudgets budgets;
    private final SensorJobCosts jobCosts;
    private final SensorStructure structure;
    private final TaskClock clock;
    private final Map<Object, SampleCharge> standing = new HashMap<>();
    private long newestEpoch = Long.MIN_VALUE;

    SensorPayments(
            TaskBudgets budgets,
            SensorJobCosts jobCosts,
            SensorStructure structure,
            TaskClock clock) {
        this.clock = clock;
        this.budgets = budgets;
        this.jobCosts = jobCosts;
        this.structure = structure;
    }

    /** Pins a sample to the prices of now. */
    SampleCharge admit(AlignedSample sample) {
        // While samples of two policies come, the terms would change with every one.
        if (sample.epoch().epoch() >= newestEpoch) {
            newestEpoch = sample.epoch().epoch();
            SensorPolicy policy = sample.epoch().policy().sensors().orElseThrow();
            jobCosts.by(policy);
            budgets.reachIn(DWELLS_TO_REACH * policy.gate().dwellMillis() * 1e-3);
        }
        SampleCharge charge = new SampleCharge();
        budgets.admit(charge, sample.asEvent());
        charge.isCapped = budgets.isCapped(charge);
        return charge;
    }

    /**
     * Takes what sensors have drawn from what was set aside for it. It is charged also where that
     * was less: then it is owed.
     */
    void drew(SensorSample sample) {
        SampleCharge charge = sample.charge;
        charge.drawnJoules = sample.drawnJoules;
        budgets.use(device(sample), charge, sample.drawnJoules);
    }

    /**
     * Reserves for the stems of a sample and its cheapest configuration, so that the sample is sure
     * of an answer once they have run. Where that is not allowed, for the least that gives one;
     * where not even that is, no stem runs.
     */
    void allowStems(SensorSample sample, PolicyGates gates) {
        SensorCosts costs = gates.policy().costs();
        int cheapest = gates.compute().cheapest(sample.present);
        if (pays(sample, costs.stemJoules(sample.present), configuration(costs, cheapest))) {
            return;
        }
        sample.isCutShort = cheapest >= 0;
        int least = gates.cheapest().of(sample.present);
        int needed = least < 0 ? 0 : structure.modalitiesOf(least);
        boolean runs =
                least >= 0 && pays(sample, costs.stemJoules(needed), configuration(costs, least));
        sample.runOnly(runs ? needed : 0);
    }

    /**
     * Reserves for a configuration. Where that is not allowed it is the cheapest that is left.
     *
     * @param chosen its index, −1 for none
     * @return the configuration that may run, −1 for none
     */
    int allow(SensorSample sample, int chosen, PolicyGates gates) {
        SensorCosts costs = gates.policy().costs();
        if (chosen < 0 || !sample.charge.isCapped || paysConfiguration(sample, costs, chosen)) {
            return chosen;
        }
        sample.isCutShort = true;
        int cheapest = gates.compute().cheapest(sample.present);
        return paysConfiguration(sample, costs, cheapest) ? cheapest : -1;
    }

    private boolean paysConfiguration(SensorSample sample, SensorCosts costs, int configuration) {
        double more = configuration(costs, configuration) - sample.charge.configurationJoules;
        return more <= 0 || pays(sample, 0, more);
    }

    private boolean pays(SensorSample sample, double stems, double configuration) {
        SampleCharge charge = sample.charge;
        double joules = stems + configuration;
        double all = charge.drawnJoules + charge.computeJoules + joules;
        if (all > budgets.mostJoules(charge) || !budgets.reserveOrCountOnce(charge, joules)) {
            return false;
        }
        charge.computeJoules += joules;
        charge.configurationJoules += configuration;
        return true;
    }

    private double configuration(SensorCosts costs, int configuration) {
        return configuration < 0
                ? 0
                : costs.configurationJoules(structure.configurations().get(configuration));
    }

    /**
     * Sets aside what sensors may draw until the next sample of a device, and what waking them
     * takes.
     *
     * @param maybeOn those that may be on
     * @return false when a cap does not allow as much
     */
    boolean allowSensors(SensorSample sample, int maybeOn, PolicyGates gates) {
        if (!sample.charge.isCapped || sample.aligned.newest() == null) {
            forget(sample);
            return true;
        }
        SensorCosts costs = gates.policy().costs();
        double seconds = SensorJobCosts.mostMillis(gates.policy()) * 1e-3;
        double periodSeconds = gates.policy().periodMillis() * 1e-3;
        double waking = costs.wakeJoules(maybeOn & ~sample.aligned.on());
        return budgets.hold(
                device(sample),
                sample.charge,
                costs.sensorJoules(maybeOn, seconds) + waking,
                costs.sensorJoules(maybeOn, periodSeconds) + waking);
    }

    /** Nobody knows when a device that is silent is heard of again. */
    private void forget(SensorSample sample) {
        SampleCharge device = standing.remove(sample.key);
        if (device != null) {
            budgets.release(device, Double.MAX_VALUE);
        }
    }

    private SampleCharge device(SensorSample sample) {
        return standing.computeIfAbsent(sample.key, key -> new SampleCharge());
    }

    /** Notes that a device's sensors are switched off for a cap. */
    void shed(SensorSample sample) {
        device(sample).shed(sample.aligned.tickMillis());
    }

    /** Whether a device's sensors were switched off for a cap, not longer ago than a dwell. */
    boolean isShed(SensorSample sample, long dwellMillis) {
        SampleCharge device = standing.get(sample.key);
        return device != null && device.isShed(sample.aligned.tickMillis(), dwellMillis);
    }

    /** A sample has left, with an answer or without. */
    void settle(SensorSample sample) {
        long took = clock.micros() - sample.aligned.admittedMicros();
        budgets.spent(sample.charge, sample.joules, 0);
        budgets.settle(sample.charge, sample.computeSeconds, took);
    }
}
