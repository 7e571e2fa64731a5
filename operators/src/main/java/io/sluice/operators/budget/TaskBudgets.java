package io.sluice.operators.budget;

import io.sluice.config.ConfigException;
import io.sluice.energy.BatteryLevel;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.ShareMessage;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.stage.SteadyClock;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets of one task as its operator keeps them: pins events to prices when they are admitted,
 * reserves the worst case of each action, and settles what an event has cost when it leaves.
 *
 * <p>One set of budgets holds at a time, that of the newest epoch that holds at once or that the
 * watermark has reached: an event of another epoch is charged to it too, so that a change gives
 * nobody a second budget. What is in force for its gates, its policy and its prices, stays as it
 * was.
 *
 * <p><b>Owned state:</b> the {@link BudgetLedger}. <b>Threading:</b> one thread.
 */
public final class TaskBudgets {
    private static final Logger LOG = LoggerFactory.getLogger(TaskBudgets.class);

    private static final long NEVER = Long.MIN_VALUE;

    /** So long a drop-out of the meter is none that matters. */
    private static final long LATE_MICROS = 10_000_000;

    private final BudgetLedger ledger;
    private final ActionCosts costs;
    private final Tenants tenants;
    private final SteadyClock steady;
    private final LoadWatch load;

    private long epoch = Long.MIN_VALUE;
    private Budgets adopted = Budgets.NONE;
    private double leastReachSeconds;
    private boolean isOn;
    private boolean byKey;
    private boolean paysMillis;
    private boolean paysLatency;
    private boolean paysBytes;
    private boolean capsJoules;
    private boolean saidOfOthers;
    private boolean saidOfRefusal;
    private long events;
    private long measuredMicros = NEVER;
    private double mostJoules = Double.POSITIVE_INFINITY;

    /**
     * @param tenantHeader the header that names a record's tenant; empty for none
     */
    public TaskBudgets(
            BudgetLedger ledger, ActionCosts costs, String tenantHeader, TaskClock clock) {
        this(ledger, costs, tenantHeader, clock, BatteryLevel.ofThisMachine());
    }

    TaskBudgets(
            BudgetLedger ledger,
            ActionCosts costs,
            String tenantHeader,
            TaskClock clock,
            BatteryLevel battery) {
        this.ledger = ledger;
        this.costs = costs;
        this.tenants = new Tenants(tenantHeader);
        this.steady = new SteadyClock(clock);
        this.load = new LoadWatch(clock, battery);
    }

    /** What it keeps. */
    BudgetLedger ledger() {
        return ledger;
    }

    /** The time that the ledger goes by, in microseconds. */
    public long micros() {
        return steady.micros();
    }

    /** How many events it has charged. */
    long events() {
        return events;
    }

    /** Whether events are charged joules. */
    boolean knowsJoules() {
        return costs.energy() != Provenance.UNKNOWN;
    }

    /** The joules of the cheapest action; NaN when not known. */
    double leastJoules() {
        return costs.leastJoules();
    }

    /** The most that an event's first action may take, joules; NaN when not known. */
    double worstJoules() {
        return costs.firstWorstJoules();
    }

    /** Pins an event to the prices of now. */
    public void admit(Charge charge, AdmittedEvent event) {
        begin(charge, event.epoch());
        if (!isOn) {
            charge.prices = event.epoch().prices();
            return;
        }
        events++;
        long now = steady.micros();
        charge.account = ledger.open(tenants.of(event.origin().headers()), key(event), now);
        load.admitted(event);
        charge.prices = ledger.prices(charge.account, event.epoch().prices(), now);
    }

    /**
     * Goes on with an event that an earlier attempt of the job has admitted and counted.
     *
     * @param pinned its prices of then
     */
    public void resume(Charge charge, AdmittedEvent event, Prices pinned) {
        begin(charge, event.epoch());
        charge.prices = pinned;
        if (isOn) {
            charge.account =
                    ledger.account(
                            tenants.of(event.origin().headers()), key(event), steady.micros());
        }
    }

    private void begin(Charge charge, PolicyEpoch pinned) {
        // Budgets from an event time on wait for the watermark: one event may be far ahead.
        if (pinned.epoch() > epoch && pinned.effectiveFromMillis() <= 0) {
            epoch = pinned.epoch();
            adopt(pinned.budgets());
        }
        charge.energy = costs.energy();
    }

    private ByteBuffer key(AdmittedEvent event) {
        byte[] key = byKey ? event.event().key() : null;
        return key == null ? null : ByteBuffer.wrap(key);
    }

    /**
     * Lets prices move no faster than what they are to change can follow.
     *
     * @param seconds the least time in which spending twice the budget raises a price by a factor
     *     of e of 1 + p
     */
    public void reachIn(double seconds) {
        if (seconds != leastReachSeconds) {
            leastReachSeconds = seconds;
            ledger.adopt(adopted.reachIn(seconds), steady.micros());
        }
    }

    private void adopt(Budgets budgets) {
        if (budgets.equals(adopted)) {
            return;
        }
        adopted = budgets;
        ledger.adopt(budgets.reachIn(leastReachSeconds), steady.micros());
        isOn = !budgets.isEmpty();
        byKey = budgets.limits().stream().anyMatch(l -> l.scope().equals(Limit.EACH_KEY));
        load.adopt(budgets.brownOut(), steady.micros());
        paysLatency = budgets.limits().stream().anyMatch(Limit::isLatency);
        paysMillis =
                budgets.limits().stream()
                        .anyMatch(l -> l.resource() == Resource.MILLISECONDS && !l.isLatency());
        paysBytes = budgets.limits().stream().anyMatch(l -> l.resource() == Resource.BYTES);
        mostJoules = ledger.mostPerEvent(Resource.JOULES);
        capsJoules =
                mostJoules < Double.POSITIVE_INFINITY
                        || budgets.limits().stream()
                                .anyMatch(l -> l.hard() && l.resource() == Resource.JOULES);
        LOG.info("Budgets of epoch {}: {}", epoch, budgets.limits());
    }

    /** Tells the ledger how far behind the task is; once a second, also when no event comes. */
    void observeLoad() {
        load.tell(ledger, steady.micros());
    }

    /**
     * Reserves what an action takes at most, just before it begins.
     *
     * @return false when a cap does not allow as much; nothing more is reserved then
     */
    public boolean reserve(Charge charge, double worstJoules) {
        if (charge.account == null) {
            return true;
        }
        if (charge.reservedJoules + worstJoules > mostJoules
                || !ledger.reserve(charge.account, Resource.JOULES, worstJoules, steady.micros())) {
            return false;
        }
        charge.reservedJoules += worstJoules;
        return true;
    }

    /**
     * The same for an event that asks for less when it is refused, or for something else: what it
     * was refused first is its demand, and what it is refused then counts for nothing.
     */
    public boolean reserveOrCountOnce(Charge event, double worstJoules) {
        return reserveOrCountOnce(event, event, worstJoules, worstJoules);
    }

    private boolean reserveOrCountOnce(
            Charge payer, Charge event, double worstJoules, double demandJoules) {
        if (reserveUncounted(payer, worstJoules)) {
            return true;
        }
        if (!event.isRefused) {
            event.isRefused =
                    ledger.refuse(
                            payer.account,
                            Resource.JOULES,
                            worstJoules,
                            Math.min(worstJoules, demandJoules),
                            steady.micros());
        }
        return false;
    }

    private boolean reserveUncounted(Charge charge, double worstJoules) {
        boolean fits =
                charge.account == null
                        || ledger.canReserve(
                                charge.account, Resource.JOULES, worstJoules, steady.micros());
        return fits && reserve(charge, worstJoules);
    }

    /**
     * A meter has found what work took that was charged.
     *
     * @param measuredJoules above idle, at least 0
     * @param chargedJoules what was charged for it, above 0
     */
    void measured(double measuredJoules, double chargedJoules) {
        measuredMicros = steady.micros();
        ledger.measured(measuredJoules, chargedJoules, measuredMicros);
    }

    /** Measured joules per charged joule, lately; NaN when nothing was measured lately. */
    double meterRatio(long nowMicros) {
        boolean isLate = measuredMicros == NEVER || nowMicros - measuredMicros > LATE_MICROS;
        return isLate ? Double.NaN : ledger.measuredOverAccounted();
    }

    /** Gives back what was reserved for an action that did not run. */
    public void release(Charge charge, double joules) {
        double reserved = Math.min(joules, charge.reservedJoules);
        if (charge.account != null && reserved > 0) {
            ledger.settle(charge.account, Resource.JOULES, reserved, 0, steady.micros());
            charge.reservedJoules -= reserved;
        }
    }

    /** Whether a cap may refuse an event joules. */
    public boolean isCapped(Charge charge) {
        return charge.account != null && capsJoules;
    }

    /**
     * Sets aside, in place of what was before, what goes on being spent until the next event of the
     * same kind, such as what sensors draw. What is set aside keeps its room in the buckets.
     *
     * @param standing kept from event to event, and charged to the account of the last one
     * @param joules what is to be set aside in all
     * @param demandJoules what of it would be spent until the next event
     * @return false when a cap does not allow as much; what was set aside before stays then
     */
    public boolean hold(Charge standing, Charge event, double joules, double demandJoules) {
        if (standing.account != event.account) {
            release(standing, standing.reservedJoules);
            standing.account = event.account;
        }
        double more = joules - standing.reservedJoules;
        if (more <= 0) {
            release(standing, -more);
            return joules <= mostJoules;
        }
        return joules <= mostJoules && reserveOrCountOnce(standing, event, more, demandJoules);
    }

    /**
     * Charges an event what was taken already, from what was set aside for it as far as that goes.
     * What no bucket holds is owed at once, so that nothing more is granted before it is paid.
     */
    public void use(Charge standing, Charge event, double joules) {
        double used = Math.min(joules, standing.reservedJoules);
        if (standing.account == event.account) {
            standing.reservedJoules -= used;
            event.reservedJoules += used;
        } else {
            release(standing, standing.reservedJoules);
            used = 0;
        }
        double rest = joules - used;
        if (rest > 0 && event.account != null && !reserveUncounted(event, rest)) {
            ledger.settle(event.account, Resource.JOULES, 0, rest, steady.micros());
            event.paidJoules += rest;
        }
    }

    /** The most joules that an event may take; infinite where nothing is written. */
    public double mostJoules(Charge charge) {
        return charge.account == null ? Double.POSITIVE_INFINITY : mostJoules;
    }

    /** Actions have taken joules and sent bytes for an event. */
    public void spent(Charge charge, double joules, long bytes) {
        charge.joules += joules;
        charge.bytes += bytes;
    }

    /**
     * An event has left: what it did not use goes back, what it used moves the prices.
     *
     * @param computeSeconds its share of the batches it was part of
     * @param latencyMicros from its admission to now
     */
    public void settle(Charge charge, double computeSeconds, long latencyMicros) {
        if (charge.account == null) {
            return;
        }
        long nowMicros = steady.micros();
        if (charge.energy != Provenance.UNKNOWN) {
            ledger.settle(
                    charge.account,
                    Resource.JOULES,
                    charge.reservedJoules,
                    Math.max(0, charge.joules - charge.paidJoules),
                    nowMicros);
        }
        if (paysMillis) {
            ledger.settle(
                    charge.account, Resource.MILLISECONDS, 0, computeSeconds * 1e3, nowMicros);
        }
        if (paysBytes) {
            ledger.settle(charge.account, Resource.BYTES, 0, charge.bytes, nowMicros);
        }
        if (paysLatency) {
            ledger.latency(charge.account, Math.max(0, latencyMicros) * 1e-3, nowMicros);
        }
        charge.account = null;
    }

    /**
     * Takes the budgets of an epoch, also when no event of it has come.
     *
     * @param document the budgets, as they were accepted
     */
    void adopt(long newEpoch, byte[] document) {
        if (newEpoch > epoch) {
            epoch = newEpoch;
            adopt(BudgetDocument.parse("budgets of epoch " + newEpoch, document));
        }
    }

    /**
     * Takes this task's shares.
     *
     * @param document the payload of a message of kind SHARES
     * @return whether they are in force now; else they were of another attempt, or are none
     */
    boolean shares(byte[] document) {
        try {
            ShareMessage message = ShareMessage.parse("shares", document);
            if (message.tasks() != ledger.tasks() && !saidOfOthers) {
                saidOfOthers = true;
                LOG.warn(
                        "Shares for {} tasks are not taken, as {} share the budgets here; expected the same"
                                + " parallelisms in budgets.shared-by of all pipelines on the topic",
                        message.tasks(),
                        ledger.tasks());
            }
            return ledger.shares(message, steady.micros());
        } catch (IllegalArgumentException | ConfigException e) {
            // The topic may be full of those of another version.
            if (!saidOfRefusal) {
                saidOfRefusal = true;
                LOG.warn("Shares refused, and later ones without a word: {}", e.getMessage());
            }
            return false;
        }
    }
}
