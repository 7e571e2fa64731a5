package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
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
    void whatNobodyCountsIsRefused() {
        refuses(BY_TABLE, Limit.soft("job", Resource.BYTES, 1, 1), "has nothing to count");
        refuses(
                BudgetSupport.NONE,
                Limit.latency("job", 25, .99),
                "the bundle of a ladder or a router");
        keeps(BudgetSupport.OF_EXPERTS, Limit.soft("job", Resource.BYTES, 1, 1));
        refuses(
                BudgetSupport.OF_EXPERTS,
                Limit.hard("job", Resource.BYTES, 1, 1, 1),
                "is a cap, but only joules are known before they are spent");
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
