package io.sluice.operators.budget;

import io.sluice.config.ConfigException;
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
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets of one task as its operator keeps them: pins events to prices when they are admitted,
 * reserves the worst case of each stage, and settles what an event has cost when it leaves.
 *
 * <p>One set of budgets holds at a time, that of the newest epoch seen: an event of an older epoch
 * is charged to it too, so that a change gives nobody a second budget. What is in force for its
 * gates, its policy and its prices, stays as it was.
 *
 * <p><b>Owned state:</b> the {@link BudgetLedger}. <b>Threading:</b> one thread.
 */
public final class TaskBudgets {
    private static final Logger LOG = LoggerFactory.getLogger(TaskBudgets.class);

    private static final long NEVER = Long.MIN_VALUE;

    /** So long a drop-out of the meter is none that matters. */
    private static final long LATE_MICROS = 10_000_000;

    private final BudgetLedger ledger;
    private final StageCosts costs;
    private final Tenants tenants;
    private final TaskClock clock;
    private final SteadyClock steady;

    private long epoch = Long.MIN_VALUE;
    private boolean isOn;
    private boolean byKey;
    private boolean brownsOut;
    private boolean paysMillis;
    private boolean paysLatency;
    private boolean paysBytes;
    private long events;
    private long measuredMicros = NEVER;
    private double mostJoules = Double.POSITIVE_INFINITY;

    /**
     * @param tenantHeader the header that names a record's tenant; empty for none
     */
    public TaskBudgets(
            BudgetLedger ledger, StageCosts costs, String tenantHeader, TaskClock clock) {
        this.ledger = ledger;
        this.costs = costs;
        this.tenants = new Tenants(tenantHeader);
        this.clock = clock;
        this.steady = new SteadyClock(clock);
    }

    /** What it keeps. */
    BudgetLedger ledger() {
        return ledger;
    }

    /** The time that the ledger goes by, in microseconds. */
    long micros() {
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

    /** The joules of the cheapest action, a batch's row of the first stage; NaN when not known. */
    double leastJoules() {
        return costs.leastJoules(0);
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
        if (brownsOut) {
            ledger.load(load(event), Double.NaN, now);
        }
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
        if (pinned.epoch() > epoch) {
            epoch = pinned.epoch();
            adopt(pinned.budgets());
        }
        charge.energy = costs.energy();
    }

    private ByteBuffer key(AdmittedEvent event) {
        byte[] key = byKey ? event.event().key() : null;
        return key == null ? null : ByteBuffer.wrap(key);
    }

    private void adopt(Budgets budgets) {
        if (budgets.equals(ledger.budgets())) {
            return;
        }
        ledger.adopt(budgets, steady.micros());
        isOn = !budgets.isEmpty();
        byKey = budgets.limits().stream().anyMatch(l -> l.scope().equals(Limit.EACH_KEY));
        brownsOut = !budgets.brownOut().tiers().isEmpty();
        paysLatency = budgets.limits().stream().anyMatch(Limit::isLatency);
        paysMillis =
                budgets.limits().stream()
                        .anyMatch(l -> l.resource() == Resource.MILLISECONDS && !l.isLatency());
        paysBytes = budgets.limits().stream().anyMatch(l -> l.resource() == Resource.BYTES);
        mostJoules = ledger.mostPerEvent(Resource.JOULES);
        LOG.info("Budgets of epoch {}: {}", epoch, budgets.limits());
    }

    /** How old the event is already, over the time that it has or that the budgets give it. */
    private double load(AdmittedEvent event) {
        long since = event.origin().timestampMillis();
        OptionalLong deadline = event.event().deadlineMillis();
        double seconds =
                deadline.isPresent()
                        ? Math.max(1, deadline.getAsLong() - since) * 1e-3
                        : ledger.budgets().brownOut().ageSeconds();
        return Math.max(0, (clock.millis() - since) * 1e-3) / seconds;
    }

    /**
     * Reserves what a stage costs at worst, just before the event goes there.
     *
     * @return false when a cap does not allow as much; nothing more is reserved then
     */
    public boolean reserve(Charge charge, int stage) {
        double worst = costs.worstJoules(stage);
        return Double.isNaN(worst) || reserve(charge, worst);
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
     * A stage has run for an event.
     *
     * @param rows of the batch
     * @param seconds the event's share of its time
     * @return the joules that it is charged; 0 when they are not known
     */
    public double ran(Charge charge, int stage, int rows, double seconds) {
        if (charge.energy == Provenance.UNKNOWN) {
            return 0;
        }
        double joules = costs.joules(stage, rows, seconds);
        charge.joules += joules;
        return joules;
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
                    charge.joules,
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
     */
    void shares(byte[] document) {
        try {
            ShareMessage message = ShareMessage.parse("shares", document);
            if (ledger.shares(message, steady.micros())) {
                LOG.debug("Shares {} taken", message.sequence());
            }
        } catch (IllegalArgumentException | ConfigException e) {
            LOG.warn("Shares refused: {}", e.getMessage());
        }
    }
}
