package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Prices;
import io.sluice.schemas.Resource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllotterTest {
    private static final long PAUSE = 1_000_000;

    private final Allotter allotter = new Allotter(2, PAUSE);

    @Test
    void takesBeforeItGives() {
        assertThat(allotter.heard(0, 100, demand(90), 0)).isEmpty();
        ShareMessage first = allotter.heard(1, 200, demand(10), 0).orElseThrow();
        assertThat(first.sequence()).isEqualTo(201);
        assertThat(first.shares().get("job joules"))
                .containsExactly(new double[] {.5, .1}, within(1e-12));
        // Not before both have said so.
        assertThat(allotter.heard(0, 201, demand(90), 10)).isEmpty();
        ShareMessage second = allotter.heard(1, 201, demand(10), 20).orElseThrow();
        assertThat(second.sequence()).isEqualTo(202);
        assertThat(second.shares().get("job joules"))
                .containsExactly(new double[] {.9, .1}, within(1e-12));
    }

    @Test
    void saysAgainWhatIsNotAcknowledged() {
        allotter.heard(0, 1, demand(90), 0);
        ShareMessage first = allotter.heard(1, 1, demand(10), 0).orElseThrow();
        assertThat(allotter.heard(1, 2, demand(10), PAUSE - 1)).isEmpty();
        assertThat(allotter.heard(1, 2, demand(10), PAUSE)).contains(first);
    }

    @Test
    void keepsStillWhenDemandsAreAsTheShares() {
        assertThat(allotter.heard(0, 1, demand(51), 0)).isEmpty();
        assertThat(allotter.heard(1, 1, demand(50), 0)).isEmpty();
        assertThat(allotter.heard(1, 1, demand(0), PAUSE)).isPresent();
    }

    @Test
    void aTaskThatDoesNotNameABudgetWantsNothingOfIt() {
        allotter.heard(0, 1, demand(50), 0);
        ShareMessage first = allotter.heard(1, 1, List.of(), 0).orElseThrow();
        assertThat(first.shares().get("job joules"))
                .containsExactly(new double[] {.5, .05}, within(1e-12));
    }

    @Test
    void refusesATaskThatThereIsNot() {
        assertThatThrownBy(() -> allotter.heard(2, 1, List.of(), 0))
                .hasMessage("a task is from 0 to below 2, not 2");
    }

    @Test
    void aMessageIsReadBackAsItWasWritten() {
        allotter.heard(0, 1, demand(90), 0);
        ShareMessage message = allotter.heard(1, 1, demand(10), 0).orElseThrow();
        assertThat(ShareMessage.parse("test", message.document())).isEqualTo(message);
    }

    /** Three tasks with unlike loads: in the end one price, and the budget is spent. */
    @Test
    void tasksComeToOnePrice() {
        int tasks = 3;
        double budget = 660;
        double[] rates = {20, 60, 220};
        Allotter dividing = new Allotter(tasks, 2 * PAUSE);
        BudgetLedger[] ledgers = new BudgetLedger[tasks];
        Budgets budgets =
                Budgets.of(List.of(Limit.soft(Limit.JOB, Resource.JOULES, 60 * budget, 60)));
        for (int task = 0; task < tasks; task++) {
            ledgers[task] = new BudgetLedger(task, tasks);
            ledgers[task].adopt(budgets, 1);
        }
        Random random = new Random(1);
        double spent = 0;
        for (int millis = 1; millis <= 120_000; millis++) {
            long now = 1000L * millis;
            for (int task = 0; task < tasks; task++) {
                if (random.nextDouble() < rates[task] / 1000) {
                    double cost = decide(ledgers[task], random, now);
                    spent += millis > 60_000 ? cost : 0;
                }
                if (millis % 500 == 0) {
                    Optional<ShareMessage> message =
                            dividing.heard(
                                    task,
                                    ledgers[task].sharesSequence(),
                                    ledgers[task].status(now),
                                    now);
                    for (BudgetLedger ledger : ledgers) {
                        message.ifPresent(said -> ledger.shares(said, now));
                    }
                }
            }
        }
        assertThat(spent / 60).isEqualTo(budget, within(.02 * budget));
        double[] shares = new double[tasks];
        for (int task = 0; task < tasks; task++) {
            shares[task] = ledgers[task].status(120_000_000).get(0).share();
        }
        // 2.2 J an event is what all can have: the shares are those of the rates, but for the
        // floor.
        assertThat(shares[0]).isEqualTo(20 / 300.0, within(.025));
        assertThat(shares[2]).isEqualTo(220 / 300.0, within(.06));
        assertThat(shares[0] + shares[1] + shares[2]).isLessThanOrEqualTo(1 + 1e-9);
    }

    private static double decide(BudgetLedger ledger, Random random, long now) {
        Account account = ledger.open("", null, now);
        double price = ledger.prices(account, Prices.NONE, now).pressure();
        double cost = SyntheticGate.LINEAR.cost(price, random.nextDouble(), random);
        ledger.reserve(account, Resource.JOULES, cost, now);
        ledger.settle(account, Resource.JOULES, cost, cost, now);
        return cost;
    }

    private static List<BudgetStatus> demand(double value) {
        return List.of(
                new BudgetStatus(
                        "job joules",
                        "job",
                        Resource.JOULES,
                        0,
                        value,
                        value,
                        50,
                        60,
                        0,
                        0,
                        .5,
                        value));
    }
}
