package io.sluice.experts;

import io.sluice.schemas.Provenance;

/**
 * Energy from time: while a batch is computed the machine draws the active power, of which the idle
 * power is no request's doing. What it says is estimated.
 *
 * @param idleWatts drawn when nothing is computed, at least 0; NaN when not known
 * @param activeWatts drawn while a batch is computed, at least the idle power; NaN when not known
 */
public record PowerModel(double idleWatts, double activeWatts) {
    /** Gives no energy figure. */
    public static final PowerModel UNKNOWN = new PowerModel(Double.NaN, Double.NaN);

    public PowerModel {
        boolean known = idleWatts >= 0 && activeWatts >= idleWatts;
        boolean unknown = Double.isNaN(idleWatts) && Double.isNaN(activeWatts);
        if (!(known && Double.isFinite(activeWatts)) && !unknown) {
            throw new IllegalArgumentException(
                    "expected 0 <= idle watts <= active watts, found "
                            + idleWatts
                            + " and "
                            + activeWatts);
        }
    }

    /**
     * One request's share of a batch, whose requests caused the same work.
     *
     * @param seconds how long the batch was computed
     * @param requests how many were in it
     * @return joules, NaN when the power is not known
     */
    public double joulesOfRequest(double seconds, int requests) {
        return (activeWatts - idleWatts) * seconds / requests;
    }

    /** Where its figures come from. */
    public Provenance provenance() {
        return Double.isNaN(activeWatts) ? Provenance.UNKNOWN : Provenance.ESTIMATED;
    }
}
