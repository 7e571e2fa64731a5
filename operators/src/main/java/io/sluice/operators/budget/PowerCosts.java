package io.sluice.operators.budget;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.schemas.Provenance;

/**
 * Joules as power times compute time: an estimate, known only after a run.
 *
 * @param watts what computing draws beyond idling, watts; 0 when not known
 */
public record PowerCosts(double watts) implements StageCosts, StageCosts.Factory {
    private static final long serialVersionUID = 1L;

    /** Nothing is known. */
    public static final PowerCosts UNKNOWN = new PowerCosts(0);

    @Override
    public StageCosts open(ActiveBundle bundle) {
        return this;
    }

    @Override
    public double worstJoules(int stage) {
        return Double.NaN;
    }

    @Override
    public double leastJoules(int stage) {
        return Double.NaN;
    }

    @Override
    public double joules(int stage, int rows, double seconds) {
        return watts > 0 ? watts * seconds : Double.NaN;
    }

    @Override
    public Provenance energy() {
        return watts > 0 ? Provenance.ESTIMATED : Provenance.UNKNOWN;
    }
}
