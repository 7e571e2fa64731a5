package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one task may spend, has spent, and therefore asks of its gates: prices that move with every
 * settled cost, and buckets for hard limits. Times are microseconds of any one clock that does not
 * go back, given by the caller.
 *
 * <p>The way of an event: {@link #open} once, when it is admitted; {@link #prices} once, then, and
 * the result goes with it; {@link #reserve} the worst case of an action before it runs and {@link
 * #settle} what it cost after; {@link #latency} once, when it is answered.
 *
 * <p>A new ledger, also that of a restored or rescaled job, has {@code 1 / tasks} of every budget
 * of a job or tenant and empty buckets, so that whatever a lost attempt spent is not granted twice.
 *
 * <p><b>Owned state:</b> {@link #export}; all else starts anew. <b>Threading:</b> one thread.
 */
public final class BudgetLedger {
    private final int task;
    private final int tasks;
    private Budgets budgets = Budgets.NONE;
    private long sharesSequence;

    /**
     * @param task which task this is, from 0
     * @param tasks how many share the budgets of jobs and tenants, at least 1
     */
    public BudgetLedger(int task, int tasks) {
        if (tasks < 1 || task < 0 || task >= tasks) {
            throw new IllegalArgumentException(
                    "a task is from 0 to below " + tasks + " tasks, not " + task);
        }
        this.task = task;
        this.tasks = tasks;
    }

    /** Replaces the written budgets; prices, buckets and debts of limits that stay go on. */
    public void adopt(Budgets budgets, long nowMicros) {
        this.budgets = budgets;
        if (sharesSequence == 0) {
            sharesSequence = nowMicros;
        }
    }

    /** The budgets in force. */
    public Budgets budgets() {
        return budgets;
    }

    /**
     * Takes this task's shares.
     *
     * @return whether the message was for this number of tasks and above {@link #sharesSequence}
     */
    public boolean shares(ShareMessage message, long nowMicros) {
        if (message.tasks() != tasks || message.sequence() <= sharesSequence) {
            return false;
        }
        sharesSequence = message.sequence();
        return true;
    }

    /**
     * The sequence of the shares in force: of the last message taken, before any the time at which
     * the first budgets were adopted, so that messages of earlier attempts are below it.
     */
    public long sharesSequence() {
        return sharesSequence;
    }

    /**
     * Admits an event.
     *
     * @param tenant its name, or empty
     * @param key its key, or null; not kept unless it is new, and then copied
     */
    public Account open(String tenant, ByteBuffer key, long nowMicros) {
        return account(tenant, key, nowMicros);
    }

    /** The account of a tenant and key, without counting an event. */
    public Account account(String tenant, ByteBuffer key, long nowMicros) {
        return new Account(tenant, budgets.rankOf(tenant));
    }

    /**
     * The prices for an event that is admitted now.
     *
     * @param frozen prices set by hand: paced prices of their resources are not used
     * @return the same object for as long as no price has moved by more than a fraction of a
     *     percent
     */
    public Prices prices(Account account, Prices frozen, long nowMicros) {
        return frozen;
    }

    /**
     * Takes the worst case of an action from every hard limit of the account, or from none.
     *
     * @param worst in the resource's unit, at least 0
     * @return whether the action may run; each true is followed by one {@link #settle}
     */
    public boolean reserve(Account account, Resource resource, double worst, long nowMicros) {
        return true;
    }

    /**
     * Counts what an action has cost.
     *
     * @param reserved what was reserved for it, 0 for nothing
     * @param actual accounted cost, at least 0; what is above {@code reserved} becomes debt of hard
     *     limits
     */
    public void settle(
            Account account, Resource resource, double reserved, double actual, long nowMicros) {}

    /** The most that one event may cost of a resource; infinite where nothing is written. */
    public double mostPerEvent(Resource resource) {
        for (Limit limit : budgets.limits()) {
            if (limit.scope().equals(Limit.EVENT) && limit.resource() == resource) {
                return limit.amount();
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Counts an answered event for limits on latency.
     *
     * @param millis from its arrival to its answer, at least 0
     */
    public void latency(Account account, double millis, long nowMicros) {}

    /**
     * Says what a window cost by a meter, so that prices pace measured joules though tables are
     * wrong, and that hard limits owe what was measured above what was accounted.
     *
     * @param measuredJoules of this task's work, idle power subtracted; at least 0
     * @param accountedJoules what was settled for the same work; at least 0
     */
    public void measured(double measuredJoules, double accountedJoules, long nowMicros) {}

    /**
     * Says how far behind the task is.
     *
     * @param ageOverDeadline the age of the oldest queued event over its deadline, at least 0
     * @param battery its level from 0 to 1, NaN where there is none
     */
    public void load(double ageOverDeadline, double battery, long nowMicros) {}

    /** How many steps of brown-out are in force; 0 for none. */
    public int brownOutSteps() {
        return 0;
    }

    /** For how long a brown-out has been in force, since the start, in seconds. */
    public double degradedSeconds(long nowMicros) {
        return 0;
    }

    /** How each budget stands. */
    public List<BudgetStatus> status(long nowMicros) {
        return List.of();
    }

    /** Prices for a warm start. */
    public List<SavedPrice> export(long nowMicros) {
        return List.of();
    }

    /**
     * Starts prices where they stood; before or after {@link #adopt}. Of a budget that several
     * tasks saved, the mean counts.
     */
    public void restore(List<SavedPrice> saved) {}
}
