package io.sluice.operators.experts;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.gates.experts.Replica;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task knows of a pending request beside its state: all of it follows from the state, or is
 * of this process alone.
 */
final class InFlight {
    final PolicyEpoch epoch;
    final PolicyExperts experts;

    /** Index of its category. */
    final int category;

    /** Predicted losses of all experts. */
    final float[] losses;

    /** Of those asked, in their order; null for one that is not there any more. */
    final List<Replica> replicas = new ArrayList<>(4);

    /** When those that were asked first count as late, microseconds since the epoch. */
    long hedgeAtMicros = HedgeRule.NEVER_MICROS;

    InFlight(PolicyEpoch epoch, PolicyExperts experts, int category, float[] losses) {
        this.epoch = epoch;
        this.experts = experts;
        this.category = category;
        this.losses = losses;
    }

    /** What those that were asked take, without those that did not run. */
    long committedMultiplyAdds(PendingRequest request) {
        long sum = 0;
        for (Asked one : request.asked()) {
            ExpertSpec spec = experts.spec(one.expert());
            sum += spec != null && one.mayHaveRun() ? spec.multiplyAdds() : 0;
        }
        return sum;
    }

    double joulesPerRequest() {
        return experts.category(category).joulesPerRequest();
    }
}
