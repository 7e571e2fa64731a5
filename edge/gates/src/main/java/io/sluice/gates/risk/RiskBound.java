package io.sluice.gates.risk;

import io.sluice.gates.Guarantee;
import java.util.function.DoublePredicate;

/**
 * Which bounds on the mean loss the losses of one knob pass. Whoever passes one bound passes every
 * greater one. Given the knobs from strict to loose, each once.
 */
interface RiskBound {
    /**
     * The bounds, above 0 and below 1, that the losses pass; usable until the next call.
     *
     * @param losses of every calibration row, in [0, 1]
     */
    DoublePredicate on(float[] losses);

    /** The bounds of a method, with the probability δ of a false pass, for a number of rows. */
    static RiskBound of(Guarantee.Method method, double delta, int rows, long seed) {
        return switch (method) {
            case UPPER_CONFIDENCE_BOUND -> new BettingBound(delta, rows, seed);
            case FIXED_SEQUENCE -> new TailBound(delta);
            case EXPECTATION -> new RunningMaximumBound(rows);
        };
    }

    /** Whether a knob that never lost on so many rows passes a bound. */
    static boolean passesLossFree(Guarantee.Method method, double delta, long rows, double bound) {
        return switch (method) {
            case UPPER_CONFIDENCE_BOUND -> BettingBound.passesLossFree(delta, rows, bound);
            case FIXED_SEQUENCE -> BinomialTail.atMost(0, rows, bound) <= delta;
            case EXPECTATION -> RunningMaximumBound.passes(0, rows, bound);
        };
    }
}
