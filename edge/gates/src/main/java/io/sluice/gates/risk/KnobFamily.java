package io.sluice.gates.risk;

import io.sluice.gates.ExitRule;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import java.util.List;

/**
 * Exit rules from strict to loose, each with what it loses on the rows of a calibration sample: 1
 * where an event is given another class than the last exit gives it, else 0. Needs no labels.
 */
public interface KnobFamily {
    /** The number of rules. */
    int size();

    /** The number of calibration rows. */
    int rows();

    /**
     * One of the rules.
     *
     * @param index from 0, the strictest
     */
    ExitRule rule(int index);

    /**
     * The losses of one rule, one for each row.
     *
     * @param index from 0, the strictest
     */
    float[] losses(int index);

    /**
     * Any rules. Each is run over all rows, which takes the time of a pass over the logits.
     *
     * @param strictToLoose fixed without a look at the calibration sample
     */
    static KnobFamily of(List<? extends ExitRule> strictToLoose, LadderLogits calibration) {
        List<ExitRule> rules = List.copyOf(strictToLoose);
        return new ListedKnobs<>(
                rules, calibration.rows(), rule -> disagreements(Outcomes.of(rule, calibration)));
    }

    /**
     * Fitted gates with values of κ that divide the range of the mean cost into equal steps, from
     * almost nobody leaves early to everybody leaves at the first exit.
     *
     * @param reference the samples that the steps in cost are computed on. Not the calibration
     *     sample: which knobs are tested must not depend on what they are tested with
     * @param steps the number of steps in cost; there are at most as many knobs
     */
    static KnobFamily kappas(
            RemainingMass gates, LadderLogits reference, LadderLogits calibration, int steps) {
        GateTrace trace = new GateTrace(gates, calibration);
        return new ListedKnobs<>(
                KappaGrid.of(gates, reference, steps),
                calibration.rows(),
                rule -> trace.disagreements(rule.kappa()));
    }

    private static float[] disagreements(Outcomes outcomes) {
        float[] losses = new float[outcomes.rows()];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = outcomes.disagrees(row) ? 1 : 0;
        }
        return losses;
    }
}
