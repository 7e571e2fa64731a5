package io.sluice.gates.risk;

import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Guarantee;

/**
 * An exit rule that keeps a bound on its disagreement with the full model, and what that rests on.
 *
 * @param rule the loosest of its family under the bound, or the full model when none is
 * @param guarantee what it promises
 * @param choice how it was chosen
 */
public record GuaranteedRule(ExitRule rule, Guarantee guarantee, RiskChoice choice) {
    /** The assumption of a guarantee that nothing can break, because nobody leaves early. */
    public static final String ALWAYS_FULL =
            "none: no knob passed, so every event runs the full model and agrees with it";

    /**
     * Picks the loosest rule of a family under a bound.
     *
     * @throws IllegalArgumentException when there are fewer calibration rows than the bound needs
     */
    public static GuaranteedRule choose(KnobFamily family, RiskControl control) {
        RiskChoice choice = control.choose(family.size(), family.rows(), family::losses);
        if (choice.index().isPresent()) {
            return new GuaranteedRule(
                    family.rule(choice.index().getAsInt()),
                    choice.guarantee().orElseThrow(),
                    choice);
        }
        Guarantee trivial =
                new Guarantee(
                        control.bound(),
                        control.method(),
                        control.confidence(),
                        family.rows(),
                        0,
                        ALWAYS_FULL);
        return new GuaranteedRule(FixedExit.full(), trivial, choice);
    }

    /** Whether no knob passed, so that every event runs the full model. */
    public boolean isAlwaysFull() {
        return choice.index().isEmpty();
    }
}
