package io.sluice.operators.budget;

import io.sluice.energy.ProcessMeter;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.schemas.Provenance;
import java.util.function.DoubleSupplier;

/**
 * Joules as power times compute time: an estimate, known only after a run. The power is the one
 * that a meter has found of late, or that was given.
 *
 * @param watts says what computing draws beyond idling, watts; NaN as long as it is not known
 */
public record PowerCosts(DoubleSupplier watts) implements StageCosts {
    /** Nothing is known. */
    public static final PowerCosts UNKNOWN = new PowerCosts(() -> Double.NaN);

    /** The power of the machine that the task runs on, by its meter. */
    public record OfTheMachine() implements StageCosts.Factory {
        private static final long serialVersionUID = 1L;

        @Override
        public StageCosts open(ActiveBundle bundle, ProcessMeter.Task meter) {
            return new PowerCosts(meter::watts);
        }
    }

    @Override
    public double worstJoules(int stage) {
        return Double.NaN;
    }

    @Override
    public double leastJoules() {
        return Double.NaN;
    }

    @Override
    public double joules(int stage, int rows, double seconds) {
        return watts.getAsDouble() * seconds;
    }

    @Override
    public Provenance energy() {
        return Double.isNaN(watts.getAsDouble()) ? Provenance.UNKNOWN : Provenance.ESTIMATED;
    }
}
