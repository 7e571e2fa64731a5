package io.sluice.proof.budgets;

import io.sluice.gates.ExitDecision;
import io.sluice.gates.ExitRule;
import io.sluice.gates.Prices;
import io.sluice.gates.Softmax;
import io.sluice.gates.budget.Account;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;

/**
 * Recorded rows as a stream of {@value #PER_SECOND} events a second, each decided by an exit rule
 * under the price of a ledger or a fixed one. A full model costs 1 J here.
 */
final class PricedStream {
    static final int PER_SECOND = 100;
    private static final long START_MICROS = 1_000_000_000L;
    private static final int WINDOW = 60 * PER_SECOND;

    private final double[] costs;
    private final boolean[] right;

    private PricedStream(int events) {
        costs = new double[events];
        right = new boolean[events];
    }

    /**
     * Under a budget of the mean cost of an event.
     *
     * @param order rows in the order of their events
     */
    static PricedStream paced(ExitRule rule, LadderLogits ladder, int[] order, double meanCost) {
        BudgetLedger ledger = new BudgetLedger();
        ledger.adopt(
                Budgets.of(
                        List.of(Limit.soft(Limit.JOB, Resource.JOULES, meanCost * PER_SECOND, 1))),
                START_MICROS);
        PricedStream stream = new PricedStream(order.length);
        Decider decider = new Decider(rule, ladder);
        for (int i = 0; i < order.length; i++) {
            long now = START_MICROS + i * (1_000_000L / PER_SECOND);
            Account account = ledger.open("", null, now);
            decider.decide(order[i], ledger.prices(account, Prices.NONE, now));
            stream.costs[i] = decider.cost;
            stream.right[i] = decider.right;
            ledger.settle(account, Resource.JOULES, 0, decider.cost, now);
        }
        return stream;
    }

    /** Under one price for the whole stream. */
    static PricedStream fixed(ExitRule rule, LadderLogits ladder, int[] order, double price) {
        PricedStream stream = new PricedStream(order.length);
        Decider decider = new Decider(rule, ladder);
        Prices prices = Prices.of(List.of(new Price(Resource.JOULES, Limit.JOB, price)));
        for (int i = 0; i < order.length; i++) {
            decider.decide(order[i], prices);
            stream.costs[i] = decider.cost;
            stream.right[i] = decider.right;
        }
        return stream;
    }

    int events() {
        return costs.length;
    }

    boolean isRight(int event) {
        return right[event];
    }

    double meanCost(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += costs[i];
        }
        return sum / (to - from);
    }

    double meanCost() {
        return meanCost(0, costs.length);
    }

    double accuracy() {
        int sum = 0;
        for (boolean one : right) {
            sum += one ? 1 : 0;
        }
        return (double) sum / right.length;
    }

    /** The mean costs of all windows of 60 s that begin from an event on, a second apart. */
    double[] windows(int from) {
        int count = (costs.length - from - WINDOW) / PER_SECOND + 1;
        double[] means = new double[count];
        for (int w = 0; w < count; w++) {
            int start = from + w * PER_SECOND;
            means[w] = meanCost(start, start + WINDOW);
        }
        return means;
    }

    /** One event's way through the exits. */
    private static final class Decider {
        private final ExitRule rule;
        private final LadderLogits ladder;
        private final Softmax softmax = new Softmax();
        private final ExitDecision decision = new ExitDecision();
        private double cost;
        private boolean right;

        Decider(ExitRule rule, LadderLogits ladder) {
            this.rule = rule;
            this.ladder = ladder;
        }

        void decide(int row, Prices prices) {
            float state = rule.initialState();
            int exit = 0;
            for (; ; exit++) {
                ladder.read(exit, row, softmax);
                if (exit == ladder.exits() - 1) {
                    break;
                }
                rule.decide(exit, softmax, state, prices, decision);
                if (decision.exits()) {
                    break;
                }
                state = decision.state();
            }
            cost = ladder.cost(exit);
            right = softmax.argmax() == ladder.label(row);
        }
    }
}
