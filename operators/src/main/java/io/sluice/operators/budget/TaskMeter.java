package io.sluice.operators.budget;

import io.sluice.energy.ProcessMeter;
import io.sluice.operators.admission.PeriodicTask;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Provenance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the loop over measured joules for one task: accounts for what its batches are taken to
 * have cost, and once a second tells its budgets what the meter found for it.
 *
 * <p>What is accounted for is what events were charged. So what the meter finds beyond, for shadow
 * runs, failed batches, decoding, is paid with what is charged.
 *
 * <p><b>Threading:</b> the task's thread, which reads the counters at the end of a window.
 */
public final class TaskMeter {
    private static final Logger LOG = LoggerFactory.getLogger(TaskMeter.class);
    private static final long INTERVAL_MILLIS = 1000;

    private final ProcessMeter.Task meter;
    private final TaskBudgets budgets;
    private double joules;

    /**
     * @param meter the task's side of the meter, which stays the caller's
     */
    public TaskMeter(ProcessMeter.Task meter, TaskBudgets budgets) {
        this.meter = meter;
        this.budgets = budgets;
    }

    /** Begins to take what is measured, where there is a counter; it ends with the task. */
    public void start(TaskClock clock) {
        if (meter.best() == Provenance.MEASURED) {
            LOG.info("Joules are metered");
            PeriodicTask.start(clock.time(), INTERVAL_MILLIS, now -> take());
        }
    }

    private void take() {
        meter.take()
                .ifPresent(
                        share -> budgets.measured(share.measuredJoules(), share.accountedJoules()));
    }

    /** An event was charged for a stage that ran for it; 0 where its joules are not known. */
    public void charged(double newJoules) {
        joules += newJoules;
    }

    /** A batch has run, and its events were charged. */
    public void batchRan(double seconds) {
        meter.account(joules, seconds);
        joules = 0;
    }
}
