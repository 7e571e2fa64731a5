package io.sluice.operators.budget;

import io.sluice.gates.budget.BudgetLedger;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.admission.PeriodicTask;
import io.sluice.operators.admission.PolicyControl;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.TaskStatus;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;

/**
 * Says how one task stands: what it has accepted of the control topic, and its budgets. It begins
 * when it is known which epochs there are, and does so once a second, and at once when the control
 * topic has said something.
 *
 * <p><b>Threading:</b> the task's thread.
 */
public final class TaskReport {
    private static final long INTERVAL_MILLIS = 1000;
    private static final double SHORTEST_SECONDS = .5;

    private final String operator;
    private final RuntimeContext context;
    private final TaskBudgets budgets;
    private final BudgetMetrics metrics;
    private final TaskClock clock;
    private final Consumer<TaskStatus> out;

    private ControlNotice notice;
    private long ratedMicros;
    private long ratedEvents;
    private double rate;

    /**
     * @param operator the operator's name
     * @param out takes the statuses
     */
    public TaskReport(
            String operator,
            RuntimeContext context,
            TaskBudgets budgets,
            MetricGroup group,
            TaskClock clock,
            Consumer<TaskStatus> out) {
        this.operator = operator;
        this.context = context;
        this.budgets = budgets;
        this.metrics = new BudgetMetrics(group);
        this.clock = clock;
        this.out = out;
        this.ratedMicros = budgets.micros();
    }

    /** Takes what the control topic has said, and acknowledges it. */
    public void heard(ControlNotice next) {
        if (notice == null) {
            PeriodicTask.start(clock.time(), INTERVAL_MILLIS, now -> again());
        }
        boolean isNews = notice == null || !saysTheSame(notice, next);
        notice = next;
        budgets.adopt(next.budgetsEpoch(), next.budgets());
        if (next.shares().length > 0) {
            isNews |= budgets.shares(next.shares());
        }
        // All shares that are on the topic come at the start, and most are of earlier attempts.
        if (isNews) {
            report();
        }
    }

    private static boolean saysTheSame(ControlNotice one, ControlNotice other) {
        return one.epoch() == other.epoch()
                && one.refusedEpoch() == other.refusedEpoch()
                && one.budgetsEpoch() == other.budgetsEpoch();
    }

    /** Takes all that the control topic has said since the last call. */
    public void hear(PolicyControl control) {
        for (ControlNotice next = control.notice(); next != null; next = control.notice()) {
            heard(next);
        }
    }

    private void again() {
        budgets.observeLoad();
        report();
    }

    private void report() {
        long now = clock.micros();
        long steady = budgets.micros();
        BudgetLedger ledger = budgets.ledger();
        List<TaskStatus.BudgetStatus> statuses =
                StatusForm.onTheWire(
                        ledger.status(steady),
                        ledger.budgets().limits(),
                        budgets.events(),
                        rate(steady),
                        budgets.leastJoules(),
                        budgets.worstJoules(),
                        budgets.knowsJoules());
        double ratio = budgets.meterRatio(steady);
        metrics.update(statuses, ledger.brownOutSteps(), ledger.degradedSeconds(steady), ratio);
        out.accept(
                new TaskStatus(
                        context.getJobInfo().getJobName(),
                        operator,
                        context.getTaskInfo().getIndexOfThisSubtask(),
                        context.getTaskInfo().getNumberOfParallelSubtasks(),
                        ledger.startedMicros(),
                        now,
                        notice.epoch(),
                        notice.refusedEpoch(),
                        notice.refusal(),
                        ledger.sharesSequence(),
                        ledger.brownOutSteps(),
                        ledger.degradedSeconds(steady),
                        ratio,
                        statuses));
    }

    /** Events a second since the report before. */
    private double rate(long nowMicros) {
        long events = budgets.events();
        double seconds = (nowMicros - ratedMicros) * 1e-6;
        // A report at once on a control message is too short a time to measure in.
        if (seconds >= SHORTEST_SECONDS) {
            rate = (events - ratedEvents) / seconds;
            ratedEvents = events;
            ratedMicros = nowMicros;
        }
        return rate;
    }
}
