package io.sluice.gates.experts;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The experts in play, or why there are none.
 *
 * @param mask the best set found; 0 when no expert meets all limits
 * @param loss its mean loss; 1 for no expert
 * @param bound no allowed set has a lower mean loss
 * @param isExact whether the set is proven to be the best, so that {@link #gap} is 0
 * @param nodes how many sub-problems were looked at
 * @param shortages what keeps the expert from being allowed that lacks the least; empty when there
 *     is a set
 */
public record CoarseResult(
        long mask,
        double loss,
        double bound,
        boolean isExact,
        long nodes,
        List<Shortage> shortages) {

    /** What can be too little. */
    public enum Limit {
        /** No replica of any expert can be asked. */
        REPLICAS,
        /** The time to answer, ms. */
        LATENCY_MILLIS,
        /** The energy of a request, J. */
        JOULES_PER_REQUEST,
        /** What experts in play may draw, W. */
        STANDBY_WATTS
    }

    /**
     * A limit that binds.
     *
     * @param expert the index of the expert that would be allowed with {@code needed}
     * @param given the limit as it is
     * @param needed the least that would do
     */
    public record Shortage(Limit limit, int expert, double given, double needed) {
        /** Such as {@code latency-millis 50.0 is too little: it takes 61.5}. */
        @Override
        public String toString() {
            if (limit == Limit.REPLICAS) {
                return "no replica of any expert can be asked";
            }
            return limit.name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + " "
                    + given
                    + " is too little: it takes "
                    + needed;
        }
    }

    /** By how much the set found may be worse than the best. */
    public double gap() {
        return loss - bound;
    }

    /** The shortages in words; empty when there is a set. */
    public String shortage() {
        return shortages.stream().map(Shortage::toString).collect(Collectors.joining("; "));
    }
}
