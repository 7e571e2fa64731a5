package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.budget.Budgets;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyEpochTest {
    private static final Policy POLICY =
            new Policy("1", "ab".repeat(32), CertaintyThreshold.confidence(.9f))
                    .with(new PredictionSets(.05, .8f, .6f));

    /** They were calibrated with the answers of the rule, which other modes do not give. */
    @Test
    void predictionSetsHoldWhileTheRuleTheyWereCalibratedWithIsFollowed() {
        PolicyEpoch enforced = epoch(POLICY, Prices.NONE, 0);
        assertThat(enforced.predictionSets().quantiles()).containsExactly(.8f, .6f);
        assertThat(enforced.with(Budgets.NONE, GateMode.SHADOW).predictionSets()).isNull();
        assertThat(enforced.with(Budgets.NONE, GateMode.OFF).predictionSets()).isNull();
        assertThat(
                        enforced.with(Budgets.NONE, GateMode.SHADOW)
                                .with(Budgets.NONE, GateMode.ENFORCE)
                                .predictionSets())
                .isNotNull();
    }

    @Test
    void predictionSetsDoNotHoldForAnotherRuleThanTheirs() {
        Prices prices = Prices.of(List.of(new Price(Resource.JOULES, "job", 1)));
        assertThat(epoch(POLICY, Prices.NONE, 1).predictionSets()).as("guarded").isNull();
        assertThat(epoch(POLICY, prices, 0).predictionSets()).as("looser by a price").isNull();
        Policy promised =
                POLICY.with(
                        new Guarantee(
                                .01,
                                Guarantee.Method.UPPER_CONFIDENCE_BOUND,
                                .95,
                                5000,
                                .006,
                                Guarantee.EXCHANGEABLE));
        assertThat(epoch(promised, prices, 0).predictionSets())
                .as("no price makes a rule with a guarantee looser")
                .isNotNull();
    }

    private static PolicyEpoch epoch(Policy policy, Prices prices, int guardLevel) {
        return PolicyEpoch.of(0, Long.MIN_VALUE, policy.document(), prices, guardLevel);
    }
}
