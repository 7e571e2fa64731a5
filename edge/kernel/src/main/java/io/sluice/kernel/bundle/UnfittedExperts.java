package io.sluice.kernel.bundle;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import java.util.List;

/**
 * The choice of experts of a router bundle before any fit: there is no expert to ask, until one is
 * announced or a policy is.
 */
final class UnfittedExperts {
    private static final double TEMPERATURE = 0.1;
    private static final double CORRELATION = 0.5;
    private static final ExpertCategory ANY =
            new ExpertCategory("any", 1000, Double.POSITIVE_INFINITY, 1);

    private UnfittedExperts() {}

    static ExpertPolicy of(int features) {
        return new ExpertPolicy(
                features,
                List.of(),
                TEMPERATURE,
                CORRELATION,
                0,
                1,
                Double.POSITIVE_INFINITY,
                List.of(ANY),
                new float[1][features],
                new int[1]);
    }
}
