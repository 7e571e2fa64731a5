package io.sluice.energy;

import io.sluice.schemas.Provenance;

/**
 * Energy from time: while something is computed the machine draws the active power, of which the
 * idle power is no computation's doing. What it says is estimated.
 *
 * @param idleWatts drawn when nothing is computed, at least 0; NaN when not known
 * @param activeWatts drawn while something is computed, at least the idle power; NaN when not known
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

    public boolean isKnown() {
        return !Double.isNaN(activeWatts);
    }

    /** Where its figures come from. */
    public Provenance provenance() {
        return isKnown() ? Provenance.ESTIMATED : Provenance.UNKNOWN;
    }

    /**
     * What computing takes above what the machine draws anyway.
     *
     * @param busySeconds for how long something was computed
     * @return joules, NaN when the power is not known
     */
    public double joules(double busySeconds) {
        return (activeWatts - idleWatts) * busySeconds;
    }
}
