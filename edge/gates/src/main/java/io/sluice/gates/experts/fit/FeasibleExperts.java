package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;

/** Which experts alone keep the limits of a category. */
final class FeasibleExperts {
    private FeasibleExperts() {}

    /**
     * Their mask.
     *
     * @throws IllegalArgumentException when there is none, saying which limit binds and what would
     *     do
     */
    static long mask(ExpertPolicy policy, ExpertCategory category) {
        long mask = 0;
        double leastMillis = Double.POSITIVE_INFINITY;
        double leastJoules = Double.POSITIVE_INFINITY;
        for (int n = 0; n < policy.experts().size(); n++) {
            ExpertSpec expert = policy.experts().get(n);
            leastMillis = Math.min(leastMillis, expert.computeMillis());
            leastJoules = Math.min(leastJoules, expert.joules());
            if (expert.computeMillis() <= category.latencyMillis()
                    && expert.joules() <= category.joulesPerRequest()) {
                mask |= 1L << n;
            }
        }
        if (mask == 0) {
            throw new IllegalArgumentException(
                    "no expert alone keeps the limits of category "
                            + category.name()
                            + " ("
                            + category.latencyMillis()
                            + " ms, "
                            + category.joulesPerRequest()
                            + " J); the fastest takes "
                            + leastMillis
                            + " ms, the most frugal "
                            + leastJoules
                            + " J");
        }
        return mask;
    }

    /** The one of them that is right most often on some rows; of equals the more frugal. */
    static int best(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, ExpertCategory category) {
        int best = -1;
        double bestAccuracy = -1;
        for (long rest = mask(policy, category); rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            double accuracy = ExpertReplay.fixed(recorded, rows, policy, 1L << n).accuracy();
            boolean frugal =
                    best >= 0
                            && policy.experts().get(n).joules()
                                    < policy.experts().get(best).joules();
            if (accuracy > bestAccuracy || accuracy == bestAccuracy && frugal) {
                best = n;
                bestAccuracy = accuracy;
            }
        }
        return best;
    }
}
