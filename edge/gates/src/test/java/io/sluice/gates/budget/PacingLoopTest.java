package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law in closed loop: streams of 10, 100 and 2,000 events a second, gates from sluggish to a
 * step, costs that are known at once or late.
 */
class PacingLoopTest {
    private static final double MINUTE = 60;

    static Stream<Arguments> gatesAndRates() {
        List<Arguments> all = new ArrayList<>();
        for (SyntheticGate gate : SyntheticGate.values()) {
            for (double rate : new double[] {10, 100, 2000}) {
                all.add(Arguments.of(gate, rate));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("gatesAndRates")
    void aStationaryStreamSpendsItsBudget(SyntheticGate gate, double rate) {
        BudgetLedger ledger = ledger(1.5 * gate.halfway() * rate);
        ClosedLoop loop = new ClosedLoop(ledger, gate, .02, 1);
        double end = rate > 1000 ? 200 : 900;
        loop.run(rate, end);

        double budget = 1.5 * gate.halfway() * rate;
        System.out.printf(
                "%s at %.0f/s: spent %.4f of the budget, windows above 1.05: %.3f%n",
                gate, rate, loop.rate(30, end) / budget, loop.windowsAbove(30, end, 1.05 * budget));
        assertThat(loop.rate(30, end)).isEqualTo(budget, within(.01 * budget));
        assertThat(loop.windowsAbove(30, end, 1.05 * budget)).isLessThanOrEqualTo(.02);
    }

    /** Twenty streams, so that what is held is the law and not the noise of 30 events. */
    @ParameterizedTest
    @MethodSource("gatesAndRates")
    void afterABudgetIsHalvedTheSpendIsThereInTenSeconds(SyntheticGate gate, double rate) {
        double half = gate.halfway() * rate;
        int streams = rate > 1000 ? 4 : 20;
        double after = 0;
        double before = 0;
        for (int seed = 0; seed < streams; seed++) {
            BudgetLedger ledger = ledger(2 * half);
            ClosedLoop loop = new ClosedLoop(ledger, gate, .02, seed);
            loop.run(rate, 60);
            ledger.adopt(budgets(half * MINUTE, MINUTE), ClosedLoop.micros(60));
            loop.run(rate, 80);
            before += loop.rate(30, 60) / (2 * half) / streams;
            after += loop.rate(70, 80) / half / streams;
        }

        System.out.printf(
                "%s at %.0f/s: spent %.3f of the budget before, %.3f from 10 s on%n",
                gate, rate, before, after);
        assertThat(before).isEqualTo(1, within(.05));
        assertThat(after).isEqualTo(1, within(.05));
    }

    /** Costs that are settled a second after the decision, with a reservation and without. */
    @ParameterizedTest
    @EnumSource(SyntheticGate.class)
    void holdsWhenCostsAreSettledLate(SyntheticGate gate) {
        double budget = 1.5 * gate.halfway() * 100;
        ClosedLoop loop = new ClosedLoop(ledger(budget), gate, 1, 1);
        loop.run(100, 400);

        assertThat(loop.rate(30, 400)).isEqualTo(budget, within(.01 * budget));
    }

    /** A table that says 30 % too little: the budget holds on what the meter says. */
    @ParameterizedTest
    @EnumSource(SyntheticGate.class)
    void holdsOnMeasuredJoules(SyntheticGate gate) {
        double budget = 1.5 * gate.halfway() * 100;
        ClosedLoop loop = new ClosedLoop(ledger(budget), gate, .02, 1);
        loop.meterFactor = 1.3;
        loop.run(100, 600);

        assertThat(loop.rate(60, 600)).isEqualTo(budget, within(.015 * budget));
    }

    /** Quiet and busy half-minutes: neither the mean nor the response depends on a rate. */
    @Test
    void holdsWhenLoadComesInBursts() {
        double budget = 300;
        ClosedLoop loop = new ClosedLoop(ledger(budget), SyntheticGate.LINEAR, .02, 1);
        for (int i = 1; i <= 20; i++) {
            loop.run(i % 2 == 0 ? 100 : 250, 30 * i);
        }

        assertThat(loop.rate(30, 600)).isEqualTo(budget, within(.02 * budget));
    }

    @Test
    void asksNothingWhileTheBudgetDoesNotBind() {
        ClosedLoop loop = new ClosedLoop(ledger(600), SyntheticGate.LINEAR, .02, 1);
        loop.run(100, 120);

        assertThat(loop.meanPrice()).isLessThan(.001);
        assertThat(loop.rate(0, 120)).isEqualTo(500, within(20.0));
    }

    private static BudgetLedger ledger(double perSecond) {
        BudgetLedger ledger = new BudgetLedger();
        ledger.adopt(budgets(perSecond * MINUTE, MINUTE), ClosedLoop.micros(0));
        return ledger;
    }

    private static Budgets budgets(double amount, double perSeconds) {
        return Budgets.of(List.of(Limit.soft(Limit.JOB, Resource.JOULES, amount, perSeconds)));
    }
}
