package io.sluice.operators.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Resource;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

/** What samples change of the budgets that they are charged to. */
class SensorPaymentsTest {
    private static final Budgets BUDGETS =
            Budgets.of(List.of(Limit.soft("job", Resource.JOULES, 10, 1)));

    private final BudgetLedger ledger = new BudgetLedger();
    private final SensorPayments payments = payments();

    private SensorPayments payments() {
        SensorStructure structure = Samples.BUNDLE.manifest().sensors().orElseThrow();
        SensorJobCosts costs = new SensorJobCosts(structure);
        TaskClock clock = new TaskClock(new TestProcessingTimeService());
        return new SensorPayments(
                new TaskBudgets(ledger, costs, "", clock), costs, structure, clock);
    }

    @Test
    void pricesKeepToTheDwellOfTheNewestPolicyWhileOneBeforeIsStillInForce() {
        admit(1, 40);
        assertThat(reachSeconds()).isEqualTo(80);
        admit(2, 100);
        assertThat(reachSeconds()).isEqualTo(200);
        Budgets inForce = ledger.budgets();
        admit(1, 40);
        assertThat(ledger.budgets()).isSameAs(inForce);
        admit(2, 100);
        assertThat(ledger.budgets()).isSameAs(inForce);
    }

    private double reachSeconds() {
        return ledger.budgets().pacing().reachSeconds();
    }

    private void admit(long number, int dwellSeconds) {
        PolicyEpoch epoch =
                Devices.epoch(number, BUDGETS, GateMode.ENFORCE, Prices.NONE, dwellSeconds);
        payments.admit(Samples.sample("car", 1, Samples.ALL, Samples.ALL, 0, epoch));
    }
}
