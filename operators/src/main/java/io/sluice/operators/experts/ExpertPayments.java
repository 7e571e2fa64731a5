package io.sluice.operators.experts;

import io.sluice.gates.GateMode;
import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.operators.budget.TaskBudgets;
import io.sluice.schemas.Cost;

/**
 * What asking experts costs requests: what those asked are known to take is reserved before, and
 * paid once, by what they say, when the request is answered.
 *
 * <p><b>Owned state:</b> none but what {@link TaskBudgets} owns.
 */
final class ExpertPayments {
    private final TaskBudgets budgets;

    ExpertPayments(TaskBudgets budgets) {
        this.budgets = budgets;
    }

    /**
     * Chooses whom to ask, by the mode of the request, and reserves what that takes. Where a budget
     * does not allow it, those are chosen that take no more than the cheapest does.
     *
     * @return the experts that are chosen, those that have answered before a restore among them; 0
     *     when there is nobody, or {@link #isExhausted}
     */
    long choose(PendingRequest request, InFlight flight, double leftMillis, long nowMicros) {
        flight.experts.find(flight.category, leftMillis, nowMicros);
        double most = mostJoules(flight);
        if (flight.mode == GateMode.SHADOW) {
            flight.shadow = choose(flight, most, flight.charge.prices());
        }
        long chosen = choose(flight, most, flight.followedPrices());
        long toAsk = flight.unanswered(request, chosen);
        if (toAsk == 0 || reserve(flight, toAsk)) {
            return chosen;
        }
        flight.isCutShort = true;
        Candidates candidates = flight.experts.candidates();
        double least = candidates.joules(candidates.cheapest());
        if (least >= joules(flight, toAsk)) {
            return 0;
        }
        chosen = choose(flight, least, flight.followedPrices());
        toAsk = flight.unanswered(request, chosen);
        return toAsk == 0 || reserve(flight, toAsk) ? chosen : 0;
    }

    private static long choose(InFlight flight, double mostJoules, Prices prices) {
        return flight.experts.choose(flight.losses, flight.category, mostJoules, prices);
    }

    /**
     * Reserves for those that the gate had chosen and that are not asked anyway, so that their
     * answers can be compared.
     *
     * @param chosen those that are asked
     * @return the experts; 0 when there is none, or limits do not allow them beside the others
     */
    long compare(PendingRequest request, InFlight flight, long chosen) {
        long beside = flight.unanswered(request, flight.shadow & ~chosen);
        boolean fits =
                joules(flight, chosen | beside) <= mostJoules(flight)
                        && flight.experts.keepToCap(chosen | beside);
        return beside != 0 && fits && reserve(flight, beside) ? beside : 0;
    }

    /** Whether it is a budget or cap that lets nobody be asked, when nobody was chosen. */
    boolean isExhausted(InFlight flight) {
        return flight.isCutShort
                || flight.experts.isBeyondCap(flight.category)
                || flight.experts.isBeyondJoules(budgets.mostJoules(flight.charge));
    }

    /** What all that are asked for a request may take together, J; infinite for no limit. */
    double mostJoules(InFlight flight) {
        return Math.min(flight.joulesPerRequest(), budgets.mostJoules(flight.charge));
    }

    /**
     * Reserves what experts take, just before they are asked.
     *
     * @param experts of the last candidates
     * @return false when a budget does not allow it; nothing is reserved then
     */
    boolean reserve(InFlight flight, long experts) {
        return budgets.reserve(flight.charge, joules(flight, experts));
    }

    /** Gives back what was reserved for one that did not run, so that it does for another. */
    void replied(InFlight flight, Asked asked) {
        if (!asked.mayHaveRun()) {
            budgets.release(flight.charge, asked.predictedJoules());
        }
    }

    private static double joules(InFlight flight, long experts) {
        double joules = 0;
        for (long rest = experts; rest != 0; rest &= rest - 1) {
            joules += flight.experts.candidates().joules(Long.numberOfTrailingZeros(rest));
        }
        return joules;
    }

    /**
     * A request is answered.
     *
     * @param actual what its decision record says
     * @param tookMicros from its admission
     */
    void settle(PendingRequest request, InFlight flight, Cost actual, long tookMicros) {
        budgets.spent(flight.charge, flight.joulesToPay(request), actual.bytes());
        budgets.settle(flight.charge, actual.seconds(), tookMicros);
    }
}
