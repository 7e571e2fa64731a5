package io.sluice.operators.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.EnergyMeter;
import io.sluice.energy.PowerModel;
import io.sluice.energy.ProcessMeter;
import io.sluice.energy.SimulatedSource;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

/** A task without a table of costs on a machine that draws 20 W more while it computes. */
class TaskMeterTest {
    private static final double IDLE_WATTS = 5;
    private static final double WATTS = 20;

    private final TestProcessingTimeService time = new TestProcessingTimeService();
    private final TaskClock clock = new TaskClock(time);
    private final SimulatedSource counter = new SimulatedSource(3);

    @Test
    void joulesAreKnownOnceThePowerIsMeasuredAndThenTheAccountIsRight() throws Exception {
        ProcessMeter.Task machine = machine(PowerModel.UNKNOWN);
        StageCosts costs = new PowerCosts.OfTheMachine().open(null, machine);
        TaskBudgets budgets = new TaskBudgets(new BudgetLedger(), costs, "", clock);
        TaskMeter meter = new TaskMeter(machine, budgets);
        meter.start(clock);

        assertThat(costs.energy()).isEqualTo(Provenance.UNKNOWN);
        compute(meter, budgets, costs, .4);
        assertThat(costs.energy()).isEqualTo(Provenance.ESTIMATED);
        assertThat(costs.joules(0, 8, .1)).isCloseTo(WATTS * .1, within(.01));
        assertThat(budgets.meterRatio(clock.micros())).as("nothing was charged yet").isNaN();

        Charge charge = compute(meter, budgets, costs, .4);
        assertThat(charge.cost(7, .4))
                .satisfies(cost -> assertThat(cost.joules()).isCloseTo(WATTS * .4, within(.01)))
                .extracting(Cost::energy)
                .isEqualTo(Provenance.ESTIMATED);
        assertThat(budgets.meterRatio(clock.micros())).isCloseTo(1, within(.01));
    }

    @Test
    void aPowerThatIsGivenHoldsUntilAnotherIsMeasured() throws Exception {
        ProcessMeter.Task machine = machine(new PowerModel(IDLE_WATTS, IDLE_WATTS + 30));
        StageCosts costs = new PowerCosts.OfTheMachine().open(null, machine);
        TaskBudgets budgets = new TaskBudgets(new BudgetLedger(), costs, "", clock);
        TaskMeter meter = new TaskMeter(machine, budgets);
        meter.start(clock);

        assertThat(costs.joules(0, 1, 1)).isEqualTo(30);
        compute(meter, budgets, costs, .5);
        assertThat(budgets.meterRatio(clock.micros())).isCloseTo(WATTS / 30, within(.01));
        assertThat(costs.joules(0, 1, 1)).isCloseTo(WATTS, within(.01));
    }

    private ProcessMeter.Task machine(PowerModel model) {
        EnergyMeter meter = new EnergyMeter(List.of(counter), model, IDLE_WATTS, counter::nanos);
        return new ProcessMeter(meter, counter::nanos).join(() -> {});
    }

    /** A second in which one event is computed for some of the time. */
    private Charge compute(TaskMeter meter, TaskBudgets budgets, StageCosts costs, double seconds)
            throws Exception {
        Charge charge = new Charge() {};
        charge.energy = costs.energy();
        if (charge.knowsJoules()) {
            double joules = costs.joules(0, 1, seconds);
            budgets.spent(charge, joules, 0);
            meter.charged(joules);
        }
        meter.batchRan(seconds);
        counter.use(IDLE_WATTS + WATTS * seconds, 1);
        time.advance(1000);
        return charge;
    }
}
