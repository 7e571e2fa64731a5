package io.sluice.proof.exits;

import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.fit.CostCurve;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A family of rules on the heads it runs with: on the rows it is chosen by, and on the test rows.
 *
 * @param name as in the tables
 * @param rules the family
 * @param chosenBy its curve on the calibration rows
 * @param judged its curve on the test rows
 * @param test what the exits say about the test rows
 */
record Contender(
        String name,
        List<ExitRule> rules,
        CostCurve chosenBy,
        CostCurve judged,
        LadderLogits test) {
    static Contender of(
            String name,
            List<? extends ExitRule> rules,
            LadderLogits calibration,
            LadderLogits test) {
        // Every family may be mixed with the full model: some rules cannot be made that dear.
        List<ExitRule> all = new ArrayList<>(rules);
        all.add(FixedExit.full());
        return new Contender(
                name,
                List.copyOf(all),
                CostCurve.of(all, calibration),
                CostCurve.of(all, test),
                test);
    }

    /** The most accurate on the calibration rows of those that have the cost. */
    static Contender best(List<Contender> contenders, double cost) {
        return contenders.stream()
                .filter(one -> one.chosenBy.reaches(cost) && one.judged.reaches(cost))
                .max(Comparator.comparingDouble(one -> one.chosenBy.at(cost).accuracy()))
                .orElseThrow(() -> new IllegalStateException("no rule has a cost of " + cost));
    }

    /** The rule whose mean cost on the test rows is nearest, run on them. */
    Outcomes nearest(double cost) {
        CostCurve.Mixture mixture = judged.at(cost);
        CostCurve.Point point = mixture.share() < .5 ? mixture.cheaper() : mixture.dearer();
        return Outcomes.of(rules.get(point.index()), test);
    }
}
