package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a job cannot keep is refused with what it would need. */
class BudgetSupportTest {
    private static final BudgetSupport NO_JOULES = new BudgetSupport(true, false, false, false);
    private static final BudgetSupport BY_POWER = new BudgetSupport(true, true, false, false);
    private static final BudgetSupport BY_TABLE = new BudgetSupport(true, true, true, false);

    @Test
    void joulesNeedASource() {
        Limit joules = Limit.soft("job", Resource.JOULES, 40, 60);
        refuses(
                NO_JOULES,
                joules,
                "expected costs.directory, energy.active-watts, or energy.sources");
        keeps(BY_POWER, joules);
        keeps(NO_JOULES, Limit.latency("job", 25, .99));
    }

    @Test
    void capsNeedTheWorstCase() {
        Limit hard = Limit.hard("tenant/*", Resource.JOULES, 2, 1, 4);
        refuses(BY_POWER, hard, "is a cap, but what a stage takes at most is not known");
        refuses(BY_POWER, Limit.event(Resource.JOULES, 1), "is a cap");
        refuses(BY_TABLE, Limit.event(Resource.MILLISECONDS, 1), "is a cap");
        keeps(BY_TABLE, hard);
    }

    @Test
    void whatAllowsNothingSaysTheLeastThatDoes() {
        allowsNothing(Limit.event(Resource.JOULES, 1.9), "expected at least 2.000 J");
        allowsNothing(
                Limit.soft("job", Resource.JOULES, 1.9, Limit.PER_EVENT),
                "expected at least 2.000 J");
        allowsNothing(
                Limit.hard("key/*", Resource.JOULES, 40, 60, 2.9),
                "expected a burst of at least 3.000 J");
        BudgetSupport.requireAffordable(
                Budgets.of(
                        List.of(
                                Limit.event(Resource.JOULES, 2),
                                Limit.hard("key/*", Resource.JOULES, 1, 60, 3),
                                Limit.soft("job", Resource.JOULES, 1e-9, 60))),
                COSTS);
    }

    private static final ActionCosts COSTS =
            new ActionCosts() {
                @Override
                public double leastJoules() {
                    return 2;
                }

                @Override
                public double firstWorstJoules() {
                    return 3;
                }

                @Override
                public Provenance energy() {
                    return Provenance.ESTIMATED;
                }
            };

    private static void allowsNothing(Limit limit, String message) {
        Budgets budgets = Budgets.of(List.of(limit));
        assertThatThrownBy(() -> BudgetSupport.requireAffordable(budgets, COSTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(limit.name() + " ")
                .hasMessageContaining(message);
    }

    @Test
    void whatNobodyCountsIsRefused() {
        refuses(BY_TABLE, Limit.soft("job", Resource.BYTES, 1, 1), "has nothing to count");
        refuses(BudgetSupport.NONE, Limit.latency("job", 25, .99), "the job charges nobody");
        keeps(BudgetSupport.OF_EXPERTS, Limit.soft("job", Resource.BYTES, 1, 1));
        refuses(
                BudgetSupport.OF_EXPERTS,
                Limit.hard("job", Resource.BYTES, 1, 1, 1),
                "is a cap, but only joules are known before they are spent");
        keeps(BudgetSupport.OF_SENSORS, Limit.hard("job", Resource.JOULES, 1, 1, 1));
        refuses(
                BudgetSupport.OF_SENSORS,
                Limit.soft("job", Resource.BYTES, 1, 1),
                "has nothing to count");
        assertThatCode(() -> BudgetSupport.NONE.require(Budgets.NONE)).doesNotThrowAnyException();
    }

    private static void keeps(BudgetSupport support, Limit limit) {
        assertThatCode(() -> support.require(Budgets.of(List.of(limit))))
                .doesNotThrowAnyException();
    }

    private static void refuses(BudgetSupport support, Limit limit, String why) {
        assertThatThrownBy(() -> support.require(Budgets.of(List.of(limit))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
