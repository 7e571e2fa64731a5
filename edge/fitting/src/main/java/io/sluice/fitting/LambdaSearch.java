package io.sluice.fitting;

import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.GateFit;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.risk.GuaranteedRule;
import io.sluice.gates.risk.KnobFamily;
import io.sluice.gates.risk.RiskControl;

/**
 * Finds the price λ under which gates keep a bound most cheaply.
 *
 * <p>κ alone cannot make up for a wrong price. Gates of a high one say "leave" to almost everybody
 * at the first exit; a strict bound then asks for κ above 1, at which nobody leaves there, since r
 * is 1 and g below it. So for each price gates are fitted and κ is rehearsed, all on the rows that
 * gates are fitted on; the calibration rows stay unseen, and the bound that is found on them holds.
 */
final class LambdaSearch {
    private static final double LEAST = .01;
    private static final double MOST = 4;
    private static final int PRICES = 14;
    private static final float KAPPA = .5f;

    private final LadderLogits gates;
    private final RiskControl control;
    private final int steps;

    /** A rule and its price. */
    record Found(RemainingMass rule, double lambda) {}

    LambdaSearch(LadderLogits gates, RiskControl control, int steps) {
        this.gates = gates;
        this.control = control;
        this.steps = steps;
    }

    /**
     * Searches.
     *
     * @param fitted what there is, for when no other is cheaper
     */
    Found from(RemainingMass fitted, double lambda) {
        if (gates.rows() < control.samplesNeeded()) {
            return new Found(fitted, lambda);
        }
        GateFit fit = new GateFit(gates);
        Found best = new Found(fitted, lambda);
        double least = cost(fitted);
        for (int i = 0; i < PRICES; i++) {
            double price = LEAST * Math.pow(MOST / LEAST, (double) i / (PRICES - 1));
            RemainingMass rule = new RemainingMass(fit.gates(price), KAPPA);
            double cost = cost(rule);
            if (cost < least) {
                least = cost;
                best = new Found(rule, price);
            }
        }
        return best;
    }

    /** The mean cost under the loosest κ that keeps the bound on these rows. */
    private double cost(RemainingMass rule) {
        KnobFamily family = KnobFamily.kappas(rule, gates, gates, steps);
        return Outcomes.of(GuaranteedRule.choose(family, control).rule(), gates).meanCost();
    }
}
