package io.sluice.operators.budget;

import io.sluice.gates.Prices;
import io.sluice.gates.budget.Account;
import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;

/**
 * What an event is asked to pay and has spent so far. {@link TaskBudgets} fills it from the event's
 * admission to its answer; the prices never change in between. Part of an operator's own object per
 * event, so that it costs no second one.
 */
public abstract class Charge {
    Account account;
    Prices prices = Prices.NONE;
    Provenance energy = Provenance.UNKNOWN;
    double reservedJoules;
    double joules;

    /** Of these what is settled already, J. */
    double paidJoules;

    long bytes;

    /** Whether it was refused something that was counted. */
    boolean isRefused;

    /** The prices that the event is pinned to. */
    public final Prices prices() {
        return prices;
    }

    /** Whether what it costs is known in joules. */
    public final boolean knowsJoules() {
        return energy != Provenance.UNKNOWN;
    }

    /** What it has cost so far, joules; NaN when not known. */
    public final double joules() {
        return energy == Provenance.UNKNOWN ? Double.NaN : joules;
    }

    /**
     * What the event has cost.
     *
     * @param multiplyAdds of the stages that ran for it
     * @param seconds its share of their time
     */
    public final Cost cost(long multiplyAdds, double seconds) {
        return energy == Provenance.UNKNOWN
                ? Cost.compute(multiplyAdds, seconds)
                : new Cost(multiplyAdds, seconds, joules, 0, energy);
    }
}
