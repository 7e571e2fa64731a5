package io.sluice.fitting;

import io.sluice.gates.ExitRule;
import io.sluice.gates.Guarantee;
import io.sluice.gates.fit.GateObjective;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.risk.GuaranteedRule;
import io.sluice.gates.risk.KnobFamily;
import io.sluice.gates.risk.RiskChoice;
import java.util.List;
import java.util.Optional;

/**
 * Fitted gates with the κ that a goal asks for.
 *
 * @param rule the gates, or the full model where no κ keeps the bound
 * @param objective what its gates were taught
 * @param lambda the price of a full model, in the unit of the objective
 * @param guarantee what it promises
 * @param upperBound the least bound that the calibration rows would have passed, too; NaN without a
 *     guarantee
 */
record ChosenRule(
        ExitRule rule,
        GateObjective objective,
        double lambda,
        Optional<Guarantee> guarantee,
        double upperBound) {
    /** Values of κ are this share of the cost's range apart. */
    private static final int STEPS = 500;

    /**
     * Chooses.
     *
     * @param fitted the gates
     * @param gates the rows that the gates were fitted on; they fix which values of κ are tried
     * @param calibration rows that had no part in the fit
     * @throws IllegalArgumentException when there are fewer calibration rows than the bound needs
     */
    static ChosenRule choose(
            FitGoal goal,
            LambdaSearch.Found fitted,
            LadderLogits gates,
            LadderLogits calibration,
            long seed) {
        if (goal instanceof FitGoal.Price) {
            return of(fitted, fitted.rule());
        }
        if (goal instanceof FitGoal.Bound bound) {
            LambdaSearch.Found found =
                    bound.findsLambda()
                            ? new LambdaSearch(gates, bound.control(seed), STEPS).from(fitted)
                            : fitted;
            KnobFamily family = KnobFamily.kappas(found.rule(), gates, calibration, STEPS);
            return of(found, GuaranteedRule.choose(family, bound.control(seed)));
        }
        KnobFamily family = KnobFamily.kappas(fitted.rule(), gates, calibration, STEPS);
        double share = ((FitGoal.MeanCost) goal).share();
        for (int i = 0; i < family.size(); i++) {
            if (Outcomes.of(family.rule(i), calibration).meanCost() <= share) {
                return of(fitted, family.rule(i));
            }
        }
        throw new IllegalArgumentException(
                "a mean cost of "
                        + share
                        + " of the full model's cannot be had: the first exit alone costs "
                        + calibration.cost(0));
    }

    private static ChosenRule of(LambdaSearch.Found found, ExitRule rule) {
        return new ChosenRule(
                rule, found.objective(), found.lambda(), Optional.empty(), Double.NaN);
    }

    private static ChosenRule of(LambdaSearch.Found found, GuaranteedRule chosen) {
        List<RiskChoice.Tested> tested = chosen.choice().tested();
        double bound =
                chosen.choice().index().isPresent()
                        ? tested.get(chosen.choice().index().getAsInt()).bound()
                        : 0;
        return new ChosenRule(
                chosen.rule(),
                found.objective(),
                found.lambda(),
                Optional.of(chosen.guarantee()),
                bound);
    }
}
