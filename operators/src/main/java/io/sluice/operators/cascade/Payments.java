package io.sluice.operators.cascade;

import io.sluice.kernel.bundle.StageSpec;
import io.sluice.operators.budget.StageCosts;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.budget.TaskMeter;
import io.sluice.operators.stage.TaskClock;
import java.util.List;

/**
 * What the stages of a cascade cost its events: multiply-adds of the policy's key budget, and what
 * the job's budgets are about. Nothing is charged to a shadow run.
 *
 * <p><b>Owned state:</b> none but what {@link KeySpending} and {@link TaskBudgets} own.
 */
final class Payments {
    private final List<StageSpec> stages;
    private final KeySpending keys;
    private final StageCosts costs;
    private final TaskBudgets budgets;
    private final TaskMeter meter;
    private final TaskClock clock;

    Payments(
            List<StageSpec> stages,
            KeySpending keys,
            StageCosts costs,
            TaskBudgets budgets,
            TaskMeter meter,
            TaskClock clock) {
        this.stages = stages;
        this.keys = keys;
        this.costs = costs;
        this.budgets = budgets;
        this.meter = meter;
        this.clock = clock;
    }

    /** Pins an event to the prices of now. */
    void admit(InFlight event) {
        budgets.admit(event, event.event);
    }

    /**
     * Takes what a stage costs at worst, just before the event goes there.
     *
     * @return false when a budget does not hold as much; the event may not go there then
     */
    boolean pays(InFlight event, int stage) {
        double worst = costs.worstJoules(stage);
        return (Double.isNaN(worst) || budgets.reserve(event, worst))
                && keys.pays(event, stages.get(stage).multiplyAdds(), clock);
    }

    /** A stage has run for an event. */
    void ran(InFlight event, int stage, int rows, double seconds) {
        if (!event.isShadow() && event.knowsJoules()) {
            double joules = costs.joules(stage, rows, seconds);
            budgets.spent(event, joules, 0);
            meter.charged(joules);
        }
    }

    /** A batch has run, shadow rows included, and its events were charged. */
    void batchRan(double seconds) {
        meter.batchRan(seconds);
    }

    /** An event has left; what it did not use goes back. */
    void settle(InFlight event, long nowMicros) {
        budgets.settle(event, event.computeSeconds, nowMicros - event.event.admittedMicros());
    }
}
