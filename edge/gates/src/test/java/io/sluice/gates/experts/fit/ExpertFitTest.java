package io.sluice.gates.experts.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.Splits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From recorded answers to a policy, and what it is worth. */
class ExpertFitTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 200, .95);

    private final RecordedExperts recorded = DrawnExperts.draw(4000, 1);
    private final Splits splits = DrawnExperts.splits(recorded);

    @Test
    void theSameFitIsTheSamePolicy() {
        ExpertPolicy once = fit(new ExpertGoal.Keep(.97)).policy();
        ExpertPolicy again = fit(new ExpertGoal.Keep(.97)).policy();

        assertThat(again.experts().get(3).vector()).isEqualTo(once.experts().get(3).vector());
        assertThat(again.costWeight()).isEqualTo(once.costWeight());
        assertThat(once.sample()).hasNumberOfRows(64);
        assertThat(once.sampleCategories()).contains(0, 1);
    }

    /** The specialist of a request's region is enough, and takes a quarter of the generalist's. */
    @Test
    void theChoiceIsWorthMoreThanTheBestSingleExpertAndTakesLess() {
        ExpertPolicy policy = fit(new ExpertGoal.BestSingle(0)).policy();
        ExpertEvaluation judged = judge(policy).get(0);
        ExpertEvaluation.Strategy choice = judged.strategy(ExpertEvaluation.CHOICE);

        assertThat(judged.bestSingle()).isEqualTo("whole");
        assertThat(choice.overBestSingle().estimate()).isGreaterThan(0);
        assertThat(choice.joules()).isLessThan(judged.strategy("whole").joules());
        assertThat(choice.accuracy().estimate())
                .isGreaterThan(
                        judged.strategy(ExpertEvaluation.RANDOM_MIX).accuracy().estimate() + .1);
        assertThat(judged.strategy(ExpertEvaluation.RANDOM_MIX).joules())
                .isCloseTo(choice.joules(), within(1e-9));
        assertThat(judged.strategy(ExpertEvaluation.ORACLE).accuracy().estimate())
                .isGreaterThan(judged.strategy("whole").accuracy().estimate());
        assertThat(choice.shares().values().stream().mapToDouble(share -> share).sum())
                .isCloseTo(choice.asked(), within(1e-9));
    }

    @Test
    void goalsAreKeptOnTheRowsTheyAreChosenOn() {
        ExpertFit.Fitted keep = fit(new ExpertGoal.Keep(.97));
        double all =
                ExpertReplay.fixed(
                                recorded, splits.calibration(), keep.policy(), keep.policy().all())
                        .accuracy();
        assertThat(keep.calibrated().accuracy()).isGreaterThanOrEqualTo(.97 * all);

        ExpertFit.Fitted most = fit(new ExpertGoal.MaxJoules(1.5));
        assertThat(most.calibrated().meanJoules()).isLessThanOrEqualTo(1.5);

        assertThat(fit(new ExpertGoal.CostWeight(.125)).policy().costWeight()).isEqualTo(.125);
    }

    @Test
    void whatNoChoiceReachesIsSaidWithWhatWouldDo() {
        assertThatThrownBy(() -> fit(new ExpertGoal.MaxJoules(.5)))
                .hasMessageContaining(
                        "no choice takes at most 0.5000 J a request; the least is 1.000 J");
        assertThatThrownBy(() -> fit(new ExpertGoal.BestSingle(.5)))
                .hasMessageContaining("no choice reaches an accuracy of 14")
                .hasMessageContaining("the best is");
    }

    @Test
    void aHigherPriceNeverTakesMoreEnergy() {
        ExpertPolicy policy = fit(new ExpertGoal.CostWeight(0)).policy();
        double last = Double.POSITIVE_INFINITY;
        for (double lambda : new double[] {0, .01, .05, .1, .3, 1, 5}) {
            double joules =
                    ExpertReplay.choice(
                                    recorded,
                                    splits.test(),
                                    ExpertFit.withCostWeight(policy, lambda),
                                    policy.categories().get(0))
                            .meanJoules();
            assertThat(joules).isLessThanOrEqualTo(last);
            last = joules;
        }
        assertThat(last).isEqualTo(1);
    }

    @Test
    void aCategorysLimitIsKeptByEveryRequest() {
        ExpertPolicy policy = fit(new ExpertGoal.CostWeight(0)).policy();
        ExpertReplay frugal =
                ExpertReplay.choice(recorded, splits.test(), policy, policy.categories().get(1));

        assertThat(frugal.joules()).containsOnly(1);
        assertThat(judge(policy).get(1).bestSingle()).isNotEqualTo("whole");
    }

    @Test
    void theGapIsMeasuredOnEverySubset() {
        OptimalityGap gap = fit(new ExpertGoal.CostWeight(0)).gap();

        assertThat(gap.exhaustive()).isTrue();
        assertThat(gap.subsets()).hasSize(10);
        assertThat(gap.largest()).isEqualTo(gap.subsets().get(0).gap()).isLessThan(.02);
        assertThat(gap.subsets().get(9).gap()).isLessThanOrEqualTo(gap.largest());
    }

    /** An owner's vector joins a policy that others are in, in whatever order. */
    @Test
    void expertsThatAreAddedDoNotChangeTheScoresOfTheOthers() {
        ExpertPolicy policy = fit(new ExpertGoal.CostWeight(0)).policy();
        List<ExpertSpec> added = new ArrayList<>();
        for (String name : List.of("aa", "m", "z")) {
            added.add(
                    new ExpertProfile(name, "", 2, 2, 0, 0).with(policy.experts().get(1).vector()));
        }
        float[] before = losses(policy, policy.experts().size());
        ExpertPolicy inOrder = policy;
        for (ExpertSpec expert : added) {
            inOrder = inOrder.with(expert);
        }
        Collections.shuffle(added, new Random(5));
        ExpertPolicy shuffled = policy;
        for (ExpertSpec expert : added) {
            shuffled = shuffled.with(expert);
        }

        float[] after = losses(inOrder, 7);
        assertThat(losses(shuffled, 7)).isEqualTo(after);
        assertThat(inOrder.names(inOrder.all()))
                .containsExactly("a", "aa", "b", "c", "m", "whole", "z");
        for (ExpertSpec expert : policy.experts()) {
            assertThat(after[inOrder.indexOf(expert.name())])
                    .isEqualTo(before[policy.indexOf(expert.name())]);
        }
    }

    private float[] losses(ExpertPolicy policy, int experts) {
        float[] losses = new float[experts];
        new ExpertGate(policy).predict(recorded.features()[17], 0, losses);
        return losses;
    }

    private ExpertFit.Fitted fit(ExpertGoal goal) {
        return ExpertFit.fit(recorded, splits, DrawnExperts.settings(goal));
    }

    private List<ExpertEvaluation> judge(ExpertPolicy policy) {
        return new ExpertJudge(recorded, splits.test(), policy, 0, BOOTSTRAP).evaluate();
    }
}
