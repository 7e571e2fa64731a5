package io.sluice.gates.experts;

import java.util.function.BooleanSupplier;

/**
 * Which experts to have in play, exactly: a discrete monotonic programme (methods.md 3.2 and 3.4),
 * solved by branch and bound.
 */
public final class CoarseChoice {
    private CoarseChoice() {}

    /**
     * Finds the set of least loss that meets all limits. Loss and limits of whole sets are judged,
     * so the answer is the one that enumeration would give; without standby limit it takes at most
     * about N^(k−1) sub-problems, with one it may take exponentially many.
     *
     * @param stop asked now and then; once it says true the best set so far is returned, with its
     *     proven gap. It says when, so that nothing here needs a clock.
     * @return the set, or what keeps every expert out
     */
    public static CoarseResult solve(CoarseProblem problem, BooleanSupplier stop) {
        CoarseLimits limits = new CoarseLimits(problem);
        long experts = limits.fitting(0, problem.all());
        if (experts == 0) {
            return new CoarseResult(0, 1, 1, true, 0, limits.shortages());
        }
        CoarseSearch search = new CoarseSearch(problem, limits);
        search.run(experts, stop);
        return search.result();
    }
}
