package io.sluice.gates.risk;

import java.util.function.DoublePredicate;

/**
 * Conformal risk control (methods.md 5.1): the mean loss R passes ε when R ≤ (n+1)ε/n − B/n, with B
 * = 1 the greatest loss. It needs losses that never fall when the knob gets looser, so each row's
 * loss is replaced by its maximum so far, from strict to loose.
 */
final class RunningMaximumBound implements RiskBound {
    private final float[] greatest;

    RunningMaximumBound(int rows) {
        this.greatest = new float[rows];
    }

    @Override
    public DoublePredicate on(float[] losses) {
        double sum = 0;
        for (int i = 0; i < greatest.length; i++) {
            greatest[i] = Math.max(greatest[i], losses[i]);
            sum += greatest[i];
        }
        double total = sum;
        return bound -> passes(total, greatest.length, bound);
    }

    static boolean passes(double sum, long rows, double bound) {
        return sum + 1 <= (rows + 1) * bound;
    }
}
