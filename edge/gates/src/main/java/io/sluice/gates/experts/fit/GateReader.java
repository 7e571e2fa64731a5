package io.sluice.gates.experts.fit;

import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.ExpertWorkspace;

/**
 * What a policy would do with recorded requests, one after the other, every expert being idle and
 * as fast as its policy says. Not thread-safe.
 */
final class GateReader {
    private final RecordedExperts recorded;
    private final ExpertPolicy policy;
    private final ExpertGate gate;
    private final float[] losses;
    private final float[] weights;
    private final float[] sum;
    private final Candidates candidates = new Candidates();
    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice choice = new ExpertChoice();
    private int row;

    /**
     * A reader.
     *
     * @throws IllegalArgumentException when the policy is about other experts or features
     */
    GateReader(ExpertPolicy policy, RecordedExperts recorded) {
        if (!policy.experts().stream().map(ExpertSpec::name).toList().equals(recorded.names())) {
            throw new IllegalArgumentException(
                    "the policy is about the experts "
                            + policy.names(policy.all())
                            + ", the recording about "
                            + recorded.names());
        }
        policy.requireFeatures(recorded.width());
        this.policy = policy;
        this.recorded = recorded;
        this.gate = new ExpertGate(policy);
        this.losses = new float[recorded.experts()];
        this.weights = new float[recorded.experts()];
        this.sum = new float[recorded.classes()];
    }

    /** Goes to a row. */
    void read(int newRow) {
        row = newRow;
        gate.predict(recorded.features()[row], 0, losses);
    }

    /** The predicted loss of an expert. */
    double loss(int expert) {
        return losses[expert];
    }

    /** Whom the policy asks; 0 for nobody. */
    long choose(ExpertCategory category) {
        offerAll(policy, category, candidates);
        gate.choose(losses, candidates, category, Prices.NONE, space, choice);
        return choice.mask();
    }

    /** Every expert, idle and as its policy says. */
    static void offerAll(ExpertPolicy policy, ExpertCategory category, Candidates candidates) {
        candidates.clear(category.latencyMillis());
        for (int n = 0; n < policy.experts().size(); n++) {
            ExpertSpec expert = policy.experts().get(n);
            candidates.offer(n, null, expert.joules(), expert.computeMillis(), false);
        }
    }

    /** Whether the weighted answer of some experts is right. */
    boolean isRight(long mask) {
        gate.weights(losses, mask, weights);
        return mask != 0 && recorded.fused(row, weights, sum) == recorded.labels()[row];
    }

    /** Whether their answer would be right if all counted the same. */
    boolean isRightUnweighted(long mask) {
        for (int n = 0; n < weights.length; n++) {
            weights[n] = mask >> n & 1;
        }
        return recorded.fused(row, weights, sum) == recorded.labels()[row];
    }
}
