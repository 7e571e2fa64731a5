package io.sluice.gates.experts;

import java.util.function.BooleanSupplier;

/** The coarse choice, exact. */
public final class CoarseChoice {
    private CoarseChoice() {}

    /**
     * Finds the best set.
     *
     * @param stop asked now and then; once it says true the best set so far is returned, with its
     *     proven gap
     */
    public static CoarseResult solve(CoarseProblem problem, BooleanSupplier stop) {
        throw new UnsupportedOperationException("skeleton");
    }
}
