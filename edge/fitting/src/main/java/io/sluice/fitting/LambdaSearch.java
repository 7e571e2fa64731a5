package io.sluice.fitting;

import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.GateFit;
import io.sluice.gates.fit.GateObjective;
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
 * is 1 and g below it. So for each objective and price gates are fitted and κ is rehearsed, all on
 * the rows that gates are fitted on; the calibration rows stay unseen, and the bound that is found
 * on them holds.
 */
final class LambdaSearch {
    private static final double LEAST = .002;
    private static final double MOST = 4;
    private static final int PRICES = 16;

    private final LadderLogits gates;
    private final RiskControl control;
    private final int steps;

    /** A rule, what it was taught, and its price. */
    record Found(RemainingMass rule, GateObjective objective, double lambda) {}

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
    Found from(Found fitted) {
        if (gates.rows() < control.samplesNeeded()) {
            return fitted;
        }
        Found best = fitted;
        double least = cost(fitted.rule());
        for (GateObjective objective : GateObjective.values()) {
            GateFit fit = new GateFit(gates, objective);
            for (int i = 0; i < PRICES; i++) {
                double price = LEAST * Math.pow(MOST / LEAST, (double) i / (PRICES - 1));
                RemainingMass rule = new RemainingMass(fit.gates(price), objective.kappa());
                double cost = cost(rule);
                if (cost < least) {
                    least = cost;
                    best = new Found(rule, objective, price);
                }
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
