package io.sluice.gates.experts.fit;

/** By what λ0, the price of energy when no budget presses, is chosen. */
public sealed interface ExpertGoal {
    /**
     * The least energy that keeps a share of the accuracy of asking all.
     *
     * @param share above 0, at most 1
     */
    record Keep(double share) implements ExpertGoal {
        public Keep {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "a share of the accuracy of all is above 0 and at most 1, not " + share);
            }
        }
    }

    /**
     * The least energy that is at least as accurate as the best single expert that keeps the
     * category's limits.
     *
     * @param margin by how much more at least, as a share of the requests, at least 0
     */
    record BestSingle(double margin) implements ExpertGoal {
        public BestSingle {
            if (!(margin >= 0 && margin < 1)) {
                throw new IllegalArgumentException(
                        "a margin of accuracy is from 0 to below 1, not " + margin);
            }
        }
    }

    /**
     * The greatest accuracy within a mean energy.
     *
     * @param joules J a request, above 0
     */
    record MaxJoules(double joules) implements ExpertGoal {
        public MaxJoules {
            if (!(joules > 0)) {
                throw new IllegalArgumentException(
                        "a mean energy is above 0 J a request, not " + joules);
            }
        }
    }

    /**
     * A given one.
     *
     * @param lambda at least 0
     */
    record CostWeight(double lambda) implements ExpertGoal {}
}
