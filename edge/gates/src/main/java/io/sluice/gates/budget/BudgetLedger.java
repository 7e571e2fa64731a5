package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
 * Where several jobs share the budgets the others run on meanwhile with what they have, so of a
 * hard limit it has the least that an {@link Allotter} leaves to everybody.
 *
 * <p><b>Owned state:</b> {@link #export}; all else starts anew. <b>Threading:</b> one thread.
 */
public final class BudgetLedger {
    /** The scope of the price that a brown-out adds. */
    public static final String BROWN_OUT = "brown-out";

    /** The sequence of the shares that a task begins with. */
    private static final long NO_SHARES = 1;

    private final BudgetTerms terms;
    private final AccountTable table;
    private final BrownOut brownOut = new BrownOut(BrownOutSettings.NONE, 1);
    private final CombinedPrices combined = new CombinedPrices(brownOut);
    private final MeterRatio ratio = new MeterRatio();
    private double unpaidExcess;
    private long sharesSequence;

    /** The ledger of a task that shares its budgets with nobody. */
    public BudgetLedger() {
        this(0, 1, false, 0);
    }

    /**
     * @param task which task this is, from 0
     * @param tasks how many share the budgets of jobs and tenants, at least 1
     * @param othersRunOn whether some of them are of other jobs, which do not start when this does
     * @param startedMicros when the task began, by any clock, so that shares of an earlier attempt
     *     are not taken; at least 0
     */
    public BudgetLedger(int task, int tasks, boolean othersRunOn, long startedMicros) {
        this(
                task,
                tasks,
                othersRunOn,
                startedMicros,
                AccountTable.MOST_TENANTS,
                AccountTable.MOST_KEYS);
    }

    BudgetLedger(
            int task,
            int tasks,
            boolean othersRunOn,
            long startedMicros,
            int mostTenants,
            int mostKeys) {
        terms = new BudgetTerms(task, tasks, othersRunOn, startedMicros);
        table = new AccountTable(terms, mostTenants, mostKeys);
    }

    /** Replaces the written budgets; prices, buckets and debts of limits that stay go on. */
    public void adopt(Budgets budgets, long nowMicros) {
        sharesSequence = Math.max(sharesSequence, NO_SHARES);
        if (!budgets.equals(terms.budgets())) {
            terms.adopt(budgets, nowMicros);
            table.adopt(nowMicros);
            brownOut.adopt(budgets.brownOut(), budgets.classes().size(), nowMicros);
        }
    }

    /** How many tasks share the budgets of jobs and tenants. */
    public int tasks() {
        return terms.tasks();
    }

    /** The budgets in force. */
    public Budgets budgets() {
        return terms.budgets();
    }

    /**
     * Takes this task's shares.
     *
     * @return whether the message was for this attempt of the task and above {@link
     *     #sharesSequence}
     */
    public boolean shares(ShareMessage message, long nowMicros) {
        if (message.sequence() <= sharesSequence || !terms.shares(message)) {
            return false;
        }
        sharesSequence = message.sequence();
        if (!message.shares().isEmpty()) {
            table.share(nowMicros);
        }
        return true;
    }

    /** When the task began, as it was told. */
    public long startedMicros() {
        return terms.startedMicros();
    }

    /**
     * The sequence of the shares in force: of the last message taken, before any 1, and 0 before
     * there were budgets.
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
        Account account = account(tenant, key, nowMicros);
        account.event(nowMicros);
        return account;
    }

    /** The account of a tenant and key, without counting an event. */
    public Account account(String tenant, ByteBuffer key, long nowMicros) {
        return table.account(tenant, key, nowMicros);
    }

    /**
     * The prices for an event that is admitted now.
     *
     * @param frozen prices set by hand: paced prices of their resources are not used
     * @return the same object for as long as no price has moved by more than a fraction of a
     *     percent
     */
    public Prices prices(Account account, Prices frozen, long nowMicros) {
        return account.prices(frozen, combined, nowMicros);
    }

    /**
     * Takes the worst case of an action from every hard limit of the account, or from none.
     *
     * @param worst in the resource's unit, at least 0
     * @return whether the action may run; each true is followed by one {@link #settle}
     */
    public boolean reserve(Account account, Resource resource, double worst, long nowMicros) {
        if (refuse(account, resource, worst, worst, nowMicros)) {
            return false;
        }
        double counted = counted(resource, worst);
        for (PacedBudget budget : account.of(resource)) {
            budget.reserve(worst, counted, nowMicros);
        }
        return true;
    }

    /** Whether {@link #reserve} would take as much; a refusal here counts for nothing. */
    public boolean canReserve(Account account, Resource resource, double worst, long nowMicros) {
        return lacking(account, resource, worst, nowMicros) == null;
    }

    /**
     * Counts that an action may not run, if that is so.
     *
     * @param worst what {@link #reserve} would be asked for
     * @param demand what of it would be spent before it is asked for again, at least 0
     * @return whether it may not run
     */
    public boolean refuse(
            Account account, Resource resource, double worst, double demand, long nowMicros) {
        PacedBudget lacking = lacking(account, resource, worst, nowMicros);
        requireCost("a demand", demand);
        if (lacking != null) {
            lacking.refuse(counted(resource, demand), nowMicros);
        }
        return lacking != null;
    }

    /** The first budget whose bucket does not hold as much, or null. */
    private PacedBudget lacking(Account account, Resource resource, double worst, long nowMicros) {
        requireCost("a reservation", worst);
        if (account.isStale(table.changes())) {
            table.resolve(account, nowMicros);
        }
        for (PacedBudget budget : account.of(resource)) {
            if (!budget.canReserve(worst, nowMicros)) {
                return budget;
            }
        }
        return null;
    }

    /**
     * Counts what an action has cost.
     *
     * @param reserved what was reserved for it, 0 for nothing
     * @param actual accounted cost, at least 0; what is above {@code reserved} becomes debt of hard
     *     limits
     */
    public void settle(
            Account account, Resource resource, double reserved, double actual, long nowMicros) {
        requireCost("a reservation", reserved);
        requireCost("a cost", actual);
        double counted = counted(resource, actual - reserved);
        for (PacedBudget budget : account.of(resource)) {
            budget.settle(reserved, actual, counted, nowMicros);
        }
    }

    /** What the pace sees of accounted cost. */
    private double counted(Resource resource, double cost) {
        return resource == Resource.JOULES ? cost * ratio.value() : cost;
    }

    private static void requireCost(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is finite and at least 0, not " + value);
        }
    }

    /** The most that one event may cost of a resource; infinite where nothing is written. */
    public double mostPerEvent(Resource resource) {
        for (Limit limit : terms.budgets().limits()) {
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
    public void latency(Account account, double millis, long nowMicros) {
        requireCost("a latency", millis);
        for (PacedBudget budget : account.latencies()) {
            budget.event(nowMicros);
            if (millis > budget.limit().amount()) {
                budget.pay(1, nowMicros);
            }
        }
    }

    /**
     * Says what a window cost by a meter, so that prices pace measured joules though tables are
     * wrong, and that the job's hard limit owes what was measured above what was accounted. A
     * window in which nothing was accounted says nothing.
     *
     * @param measuredJoules of this task's work, idle power subtracted; at least 0
     * @param accountedJoules what was settled for the same work; at least 0
     */
    public void measured(double measuredJoules, double accountedJoules, long nowMicros) {
        requireCost("a measurement", measuredJoules);
        requireCost("an accounted cost", accountedJoules);
        if (accountedJoules == 0) {
            return;
        }
        double counted = accountedJoules * ratio.value();
        double credible = ratio.count(measuredJoules, accountedJoules, nowMicros);
        unpaidExcess += credible - accountedJoules;
        for (PacedBudget budget : table.job()) {
            if (budget.limit().resource() == Resource.JOULES) {
                budget.pay(credible - counted, nowMicros);
                budget.owe(Math.max(0, unpaidExcess), nowMicros);
            }
        }
        // What was accounted too much lessens the debt of the next windows, not what was granted.
        unpaidExcess = Math.max(-credible, Math.min(0, unpaidExcess));
    }

    /** How many joules a meter found of late for each that was accounted; 1 without a meter. */
    public double measuredOverAccounted() {
        return ratio.value();
    }

    /**
     * Says how far behind the task is; again and again, also when no event comes, or nothing would
     * end a brown-out.
     *
     * @param ageOverDeadline the age of the oldest events over their deadlines, at least 0; 0 when
     *     none is queued
     * @param battery its level from 0 to 1, NaN where there is none
     */
    public void load(double ageOverDeadline, double battery, long nowMicros) {
        brownOut.observe(ageOverDeadline, battery, nowMicros);
    }

    /** How many steps of brown-out are in force; 0 for none. */
    public int brownOutSteps() {
        return brownOut.steps();
    }

    /** For how long a brown-out has been in force, since the start, in seconds. */
    public double degradedSeconds(long nowMicros) {
        return brownOut.degradedSeconds(nowMicros);
    }

    /** How each budget stands: the job's, each tenant's in the table, and those of all keys. */
    public List<BudgetStatus> status(long nowMicros) {
        List<BudgetStatus> rows = new ArrayList<>();
        table.job().forEach(budget -> rows.add(budget.status(nowMicros)));
        table.forEachOfTenants(budget -> rows.add(budget.status(nowMicros)));
        rows.addAll(table.statusOfKeys(nowMicros));
        return rows;
    }

    /** Prices for a warm start. */
    public List<SavedPrice> export(long nowMicros) {
        List<SavedPrice> saved = new ArrayList<>();
        table.job().forEach(budget -> saved.add(budget.saved(nowMicros)));
        table.forEachOfTenants(budget -> saved.add(budget.saved(nowMicros)));
        saved.addAll(terms.unusedPrices(nowMicros));
        return saved;
    }

    /**
     * Lets budgets start with prices as they were saved; before {@link #adopt}. Of a budget that
     * several tasks saved, the mean counts.
     */
    public void restore(List<SavedPrice> saved) {
        terms.restore(saved);
    }
}
