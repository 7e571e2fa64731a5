package io.sluice.gates.budget;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;

/**
 * What was spent of a budget, and of all keys' budgets of one limit together, so that nobody has to
 * walk all keys to tell. <b>Threading:</b> one thread.
 */
final class Spending {
    private static final double MEMORY_SECONDS = 10;
    private static final double SECONDS = 1e-6;
    private static final double STEP_MICROS = 1_000;
    private static final long HIGHEST_MICROS = 1_000_000;

    private final EventRate rate = new EventRate();
    private final Set<PacedBudget> debtors = Collections.newSetFromMap(new IdentityHashMap<>());
    private long countedMicros;
    private double unpaid;
    private double unpaidWanted;
    private double spent;
    private double total;
    private double wanted;
    private long refused;
    private double highest;
    private double highestBefore;
    private long highestSinceMicros;

    Spending(long nowMicros) {
        countedMicros = nowMicros;
        highestSinceMicros = nowMicros;
    }

    /** Counts an event of a limit per event. */
    void event(long nowMicros) {
        rate.event(nowMicros, true);
        fade(rate.secondsPerEvent());
    }

    /**
     * Counts a cost.
     *
     * @param refusedCost what would have been spent beside it
     * @param onePlusPrice at which it was, to tell what would be spent at no price
     */
    void pay(
            double cost,
            double refusedCost,
            double onePlusPrice,
            boolean isPerEvent,
            long nowMicros) {
        total += cost;
        double atNoPrice = (cost + refusedCost) * onePlusPrice;
        if (isPerEvent) {
            double weight = rate.secondsPerEvent() / MEMORY_SECONDS;
            spent += cost * weight;
            wanted += atNoPrice * weight;
            return;
        }
        unpaid += cost;
        unpaidWanted += atNoPrice;
        if (nowMicros - countedMicros >= STEP_MICROS) {
            count(nowMicros);
        }
    }

    /** Counts what was paid until now of a limit per time. */
    void count(long nowMicros) {
        spent += unpaid / MEMORY_SECONDS;
        wanted += unpaidWanted / MEMORY_SECONDS;
        fade(Math.max(0, nowMicros - countedMicros) * SECONDS);
        countedMicros = Math.max(countedMicros, nowMicros);
        unpaid = 0;
        unpaidWanted = 0;
    }

    private void fade(double seconds) {
        double kept = MEMORY_SECONDS / (MEMORY_SECONDS + seconds);
        spent *= kept;
        wanted *= kept;
    }

    void refuse() {
        refused++;
    }

    /** Sees the price at which an event was admitted. */
    void price(double price) {
        highest = Math.max(highest, price);
    }

    /** The highest price that was seen in the last second or two. */
    double highest(long nowMicros) {
        if (nowMicros - highestSinceMicros >= HIGHEST_MICROS) {
            highestBefore = highest;
            highest = 0;
            highestSinceMicros = nowMicros;
        }
        return Math.max(highest, highestBefore);
    }

    /** Remembers a budget that owes. */
    void owes(PacedBudget budget) {
        debtors.add(budget);
    }

    /** What those that owe do so now. */
    double debt(long nowMicros) {
        double debt = 0;
        for (Iterator<PacedBudget> owing = debtors.iterator(); owing.hasNext(); ) {
            double of = owing.next().debt(nowMicros);
            debt += of;
            if (of == 0) {
                owing.remove();
            }
        }
        return debt;
    }

    /** Smoothed spending, per second or per event. */
    double spent() {
        return Math.max(0, spent);
    }

    /** The same of what would be spent were the price 0. */
    double wanted() {
        return Math.max(0, wanted);
    }

    double total() {
        return Math.max(0, total);
    }

    long refused() {
        return refused;
    }
}
