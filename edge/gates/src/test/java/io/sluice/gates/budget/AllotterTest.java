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

    private final Allotter allotter = new Allotter(2, PAUSE, 7);

    /** When the two tasks began. */
    private final long[] started = {5_000, 4_000};

    private long now;

    @Test
    void asksWhatTasksHaveThenTakesBeforeItGives() {
        assertThat(hear(0, 1, 90, .5)).isEmpty();
        ShareMessage asked = hear(1, 1, 10, .5).orElseThrow();
        assertThat(asked.sequence()).as("above all of before").isGreaterThan(1_000_000);
        assertThat(asked.started()).containsExactly(5_000, 4_000);
        assertThat(asked.shares()).isEmpty();

        assertThat(hear(0, asked.sequence(), 90, .5)).isEmpty();
        assertThat(hear(1, asked.sequence(), 10, .5)).as("not yet due").isEmpty();
        now += PAUSE;
        ShareMessage first = hear(1, asked.sequence(), 10, .5).orElseThrow();
        assertThat(first.sequence()).isEqualTo(asked.sequence() + 1);
        assertShares(first, .5, .1);
        // Not before both have said so.
        assertThat(hear(0, first.sequence(), 90, .5)).isEmpty();
        ShareMessage second = hear(1, first.sequence(), 10, .1).orElseThrow();
        assertThat(second.sequence()).isEqualTo(first.sequence() + 1);
        assertShares(second, .9, .1);
    }

    @Test
    void saysAgainWhatIsNotAcknowledged() {
        ShareMessage first = begin(90, 10);
        assertThat(hear(1, first.sequence(), 10, .1)).isEmpty();
        now += PAUSE;
        assertThat(hear(1, first.sequence(), 10, .1)).contains(first);
        now += PAUSE;
        assertThat(hear(1, first.sequence(), 10, .1)).as("less and less often").isEmpty();
        now += PAUSE;
        assertThat(hear(1, first.sequence(), 10, .1)).contains(first);
        now -= 1_000 * PAUSE;
        assertThat(hear(1, first.sequence(), 10, .1))
                .as("after the clock went back")
                .contains(first);
    }

    @Test
    void anotherAttemptHasNotTakenWhatWasSaidToTheOneBefore() {
        ShareMessage first = begin(90, 10);
        hear(1, first.sequence(), 10, .1);
        started[0] = 1_000;
        // Two live at once, and one of them answers for both.
        assertThat(hear(0, first.sequence(), 90, .5)).isEmpty();
        now += PAUSE;
        assertThat(hear(0, first.sequence(), 90, .5).orElseThrow().started())
                .containsExactly(1_000, 4_000);
    }

    /** As after a failure of one of several jobs, where the limit is soft. */
    @Test
    void whereTasksHaveMoreThanAllTheyAreGivenTheLeastFirst() {
        long asked = ask(50, 50);
        now += PAUSE;
        hear(0, asked, 50, .5);
        ShareMessage first = hear(1, asked, 50, .9).orElseThrow();
        assertShares(first, .025, .025);
        hear(0, first.sequence(), 50, .025);
        assertShares(hear(1, first.sequence(), 50, .025).orElseThrow(), .5, .5);
    }

    @Test
    void twoThatBeginAlikeNumberTheirMessagesUnlike() {
        Allotter other = new Allotter(2, PAUSE, 8);
        List<BudgetStatus> status = List.of(status("job joules", 50, .5));
        other.heard(0, 5_000, 1, status, 0);
        long others = other.heard(1, 4_000, 1, status, 0).orElseThrow().sequence();
        assertThat(ask(50, 50)).isNotEqualTo(others);
    }

    @Test
    void keepsStillWhenDemandsAreAsTheShares() {
        long asked = ask(51, 50);
        now += PAUSE;
        assertThat(hear(0, asked, 51, .5)).isEmpty();
        assertThat(hear(1, asked, 50, .5)).isEmpty();
        assertThat(hear(1, asked, 0, .5)).isPresent();
    }

    @Test
    void saysNothingWhereNothingIsShared() {
        assertThat(allotter.heard(0, 1, 1, List.of(), now)).isEmpty();
        assertThat(allotter.heard(1, 1, 1, List.of(), now)).isEmpty();
    }

    @Test
    void aTaskThatDoesNotNameABudgetWantsNothingOfIt() {
        long asked = ask(50, 50);
        now += PAUSE;
        ShareMessage first = allotter.heard(1, started[1], asked, List.of(), now).orElseThrow();
        assertShares(first, .5, .025);
    }

    /** Of another job, which fails by itself and begins with the least. */
    @Test
    void aTaskThatBeginsAnewIsGivenWhatItHad() {
        long last = divided();
        assertThat(hear(1, last, 10, .1)).as("as it is").isEmpty();
        started[0] = 1_000;
        now += PAUSE;
        ShareMessage again = hear(0, 1, 90, .025).orElseThrow();
        assertThat(again.sequence()).isEqualTo(last);
        assertThat(again.started())
                .as("though its clock has gone back")
                .containsExactly(1_000, 4_000);
        assertShares(again, .9, .1);
    }

    @Test
    void whatWasSaidToAnEarlierAttemptIsSaidAgain() {
        ShareMessage first = begin(90, 10);
        started[0] = 6_000;
        assertThat(hear(0, 1, 90, .025)).isEmpty();
        now += PAUSE;
        ShareMessage again = hear(1, first.sequence(), 10, .1).orElseThrow();
        assertThat(again.started()).containsExactly(6_000, 4_000);
        assertShares(again, .5, .1);
    }

    /** The sequence of the last message. */
    private long divided() {
        long first = begin(90, 10).sequence();
        hear(0, first, 90, .5);
        assertShares(hear(1, first, 10, .1).orElseThrow(), .9, .1);
        hear(0, first + 1, 90, .9);
        hear(1, first + 1, 10, .1);
        return first + 1;
    }

    @Test
    void aLimitThatIsWrittenLaterIsWhatTasksSayThatTheyHaveOfIt() {
        long last = divided();
        List<BudgetStatus> another = List.of(status("tenant/a joules", 50, .025));
        assertThat(allotter.heard(0, started[0], last, another, now)).isEmpty();
        now += PAUSE;
        ShareMessage first = allotter.heard(1, started[1], last, another, now).orElseThrow();
        assertThat(first.shares().get("tenant/a joules"))
                .containsExactly(new double[] {.025, .025}, within(1e-12));
        assertThat(allotter.heard(0, started[0], last + 1, another, now)).isEmpty();
        assertThat(allotter.heard(1, started[1], last + 1, another, now).orElseThrow().shares())
                .hasEntrySatisfying(
                        "tenant/a joules",
                        of -> assertThat(of).containsExactly(new double[] {.5, .5}, within(1e-12)));
    }

    /** Restored with its job, it reads statuses again that are not true any more. */
    @Test
    void anAllotterThatBeginsAnewGoesByWhatTasksSayThatHaveHeardIt() {
        now = 7_000_000_000L;
        hear(0, 100, 50, .1);
        ShareMessage asked = hear(1, 100, 50, .9).orElseThrow();
        assertThat(asked.sequence()).as("above what was on its way").isGreaterThan(now);
        assertThat(asked.shares()).isEmpty();
        now += PAUSE;
        assertThat(hear(0, 200, 50, .7)).contains(asked);
        hear(0, asked.sequence(), 50, .7);
        now += PAUSE;
        ShareMessage first = hear(1, asked.sequence(), 50, .2).orElseThrow();
        assertShares(first, .5, .2);
        assertThat(hear(0, first.sequence(), 50, .5)).isEmpty();
        assertShares(hear(1, first.sequence(), 50, .2).orElseThrow(), .5, .5);
    }

    @Test
    void whereAnotherHasSpokenSinceItBeginsAnew() {
        long asked = ask(90, 10);
        long others = asked + 5_000_000;
        assertThat(hear(0, others, 90, .3)).as("not at once").isEmpty();
        now += PAUSE;
        ShareMessage again = hear(0, others, 90, .3).orElseThrow();
        assertThat(again.sequence()).isGreaterThan(others);
        assertThat(again.shares()).isEmpty();
    }

    /** Asks both, who answer; the sequence of what was asked. */
    private long ask(double demand, double ofSecond) {
        hear(0, 1, demand, .5);
        long asked = hear(1, 1, ofSecond, .5).orElseThrow().sequence();
        hear(0, asked, demand, .5);
        hear(1, asked, ofSecond, .5);
        return asked;
    }

    /** The first message that divides. */
    private ShareMessage begin(double demand, double ofSecond) {
        long asked = ask(demand, ofSecond);
        now += PAUSE;
        return hear(0, asked, demand, .5).orElseThrow();
    }

    private Optional<ShareMessage> hear(int task, long sequence, double demand, double share) {
        return allotter.heard(
                task, started[task], sequence, List.of(status("job joules", demand, share)), now);
    }

    private static void assertShares(ShareMessage message, double... shares) {
        assertThat(message.shares().get("job joules")).containsExactly(shares, within(1e-12));
    }

    @Test
    void nobodyHasLessThanTheLeastAndAllTogetherNoMoreThanAll() {
        Allotter three = new Allotter(3, 0, 7);
        double[] asked = {0, 1.67, 98.33};
        double least = .05 / 3;
        long sequence = 1;
        ShareMessage said = null;
        for (double small : new double[] {1 / 3.0, 1 / 3.0, least}) {
            double[] has = {small, small, 1 / 3.0};
            for (int task = 0; task < 3; task++) {
                List<BudgetStatus> status = List.of(status("job joules", asked[task], has[task]));
                said = three.heard(task, 0, sequence, status, 1).orElse(said);
            }
            sequence = said.sequence();
        }
        double[] shares = said.shares().get("job joules");
        assertThat(shares[0]).isEqualTo(least);
        assertThat(shares[1]).isEqualTo(least);
        assertThat(shares[2]).isGreaterThan(.9);
        assertThat(shares[0] + shares[1] + shares[2]).isLessThanOrEqualTo(1);
    }

    @Test
    void refusesATaskThatThereIsNot() {
        assertThatThrownBy(() -> allotter.heard(2, 1, 1, List.of(), 0))
                .hasMessage("a task is from 0 to below 2, not 2");
    }

    @Test
    void aMessageIsReadBackAsItWasWritten() {
        ShareMessage message = begin(90, 10);
        assertThat(ShareMessage.parse("test", message.document())).isEqualTo(message);
    }

    /** Three tasks with unlike loads: in the end one price, and the budget is spent. */
    @Test
    void tasksComeToOnePrice() {
        int tasks = 3;
        double budget = 660;
        double[] rates = {20, 60, 220};
        Allotter dividing = new Allotter(tasks, 2 * PAUSE, 7);
        BudgetLedger[] ledgers = new BudgetLedger[tasks];
        Budgets budgets =
                Budgets.of(List.of(Limit.soft(Limit.JOB, Resource.JOULES, 60 * budget, 60)));
        for (int task = 0; task < tasks; task++) {
            ledgers[task] = new BudgetLedger(task, tasks, false, task);
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
                                    ledgers[task].startedMicros(),
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

    private static BudgetStatus status(String name, double demand, double share) {
        return new BudgetStatus(
                name,
                name.substring(0, name.indexOf(' ')),
                Resource.JOULES,
                0,
                demand,
                demand,
                50,
                60,
                0,
                0,
                share,
                demand);
    }
}
