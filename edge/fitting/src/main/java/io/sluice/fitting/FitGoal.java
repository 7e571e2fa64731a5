package io.sluice.fitting;

import io.sluice.gates.Guarantee;
import io.sluice.gates.risk.RiskControl;

/** By what the knob κ of fitted gates is chosen. */
public sealed interface FitGoal {
    /** κ = ½, the rule of the paper: the price λ alone decides between cost and accuracy. */
    record Price() implements FitGoal {}

    /**
     * The cheapest rule whose disagreement with the full model stays within a bound.
     *
     * @param maxDisagreement above 0 and below 1
     * @param method how the bound is kept
     * @param confidence above 0 and below 1; 0 for {@link Guarantee.Method#EXPECTATION}
     * @param findsLambda whether the price is looked for under which the bound is kept most
     *     cheaply, in place of that of the settings
     */
    record Bound(
            double maxDisagreement, Guarantee.Method method, double confidence, boolean findsLambda)
            implements FitGoal {
        public Bound {
            new RiskControl(method, maxDisagreement, confidence, 0);
        }

        RiskControl control(long seed) {
            return new RiskControl(method, maxDisagreement, confidence, seed);
        }
    }

    /**
     * The most careful rule within a mean cost.
     *
     * @param share of the full model's cost, above 0 and below 1
     */
    record MeanCost(double share) implements FitGoal {
        public MeanCost {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "a mean cost is a share of the full model's above 0 and below 1, not "
                                + share);
            }
        }
    }
}
