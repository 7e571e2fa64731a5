package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostCurveTest {
    private final LadderLogits samples = SyntheticLadder.of(4000, 1);
    private final CostCurve fixed =
            CostCurve.of(List.of(FixedExit.full(), new FixedExit(0), new FixedExit(1)), samples);

    @Test
    void sortsRulesByCostAndKeepsTheirPlaces() {
        assertThat(fixed.points()).extracting(CostCurve.Point::index).containsExactly(1, 2, 0);
        assertThat(fixed.points().get(0).cost()).isCloseTo(.2, within(1e-9));
        assertThat(fixed.points().get(2).accuracy())
                .isEqualTo(Outcomes.of(FixedExit.full(), samples).accuracy());
    }

    @Test
    void mixesNeighboursToACost() {
        CostCurve.Mixture mixture = fixed.at(.6);
        assertThat(mixture.cheaper().index()).isEqualTo(2);
        assertThat(mixture.dearer().index()).isZero();
        assertThat(mixture.share()).isCloseTo(.2, within(1e-9));
        double expected =
                .8 * fixed.points().get(1).accuracy() + .2 * fixed.points().get(2).accuracy();
        assertThat(mixture.accuracy()).isCloseTo(expected, within(1e-9));
        assertThat(Arrays.stream(mixture.right()).average().orElseThrow())
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void aCostOfARuleIsThatRule() {
        double cost = fixed.points().get(1).cost();
        CostCurve.Mixture mixture = fixed.at(cost);
        assertThat(mixture.cheaper()).isSameAs(mixture.dearer());
        assertThat(mixture.share()).isZero();
        assertThat(mixture.accuracy()).isEqualTo(fixed.points().get(1).accuracy());
    }

    @Test
    void saysWhichCostsItHas() {
        assertThat(fixed.reaches(.1)).isFalse();
        assertThat(fixed.reaches(.3)).isTrue();
        assertThatThrownBy(() -> fixed.at(.1))
                .hasMessageContaining("a cost of 0.1 is not between those of the rules, 0.2");
        assertThatThrownBy(() -> CostCurve.of(List.of(), samples)).hasMessageContaining("no rules");
    }

    /** Thresholds that look at each event beat fixed exits at the same mean cost. */
    @Test
    void familiesCompareRowByRowAtAMatchedCost() {
        CostCurve thresholds = CostCurve.of(thresholds(), samples);
        Bootstrap bootstrap = new Bootstrap(1, 2000, .95);
        for (double cost : new double[] {.3, .4, .5, .6}) {
            Bootstrap.Interval gain =
                    bootstrap.difference(thresholds.at(cost).right(), fixed.at(cost).right());
            assertThat(gain.lower()).as("cost %s", cost).isGreaterThan(0);
            assertThat(gain.estimate())
                    .isCloseTo(
                            thresholds.at(cost).accuracy() - fixed.at(cost).accuracy(),
                            within(1e-9));
        }
    }

    @Test
    void theHullIsConcaveAndOnTopOfAllRules() {
        CostCurve curve = CostCurve.of(thresholds(), samples);
        CostCurve hull = curve.hull();
        assertThat(hull.points()).hasSizeBetween(2, curve.points().size());
        for (CostCurve.Point point : curve.points()) {
            assertThat(hull.at(point.cost()).accuracy())
                    .isGreaterThanOrEqualTo(point.accuracy() - 1e-12);
        }
        double slope = Double.MAX_VALUE;
        for (int i = 1; i < hull.points().size(); i++) {
            CostCurve.Point from = hull.points().get(i - 1);
            CostCurve.Point to = hull.points().get(i);
            double next = (to.accuracy() - from.accuracy()) / (to.cost() - from.cost());
            assertThat(next).isLessThan(slope);
            slope = next;
        }
    }

    private static List<ExitRule> thresholds() {
        List<ExitRule> rules = new ArrayList<>();
        for (float threshold = .2f; threshold <= 1.001f; threshold += .02f) {
            rules.add(CertaintyThreshold.confidence(threshold, threshold));
        }
        return rules;
    }
}
