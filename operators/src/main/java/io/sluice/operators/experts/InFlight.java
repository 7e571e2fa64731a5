package io.sluice.operators.experts;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.gates.experts.Replica;
import io.sluice.operators.budget.Charge;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task knows of a pending request beside its state: all of it follows from the state, or is
 * of this process alone.
 */
final class InFlight {
    final PolicyEpoch epoch;
    final PolicyExperts experts;

    /** The prices that it is pinned to, and what it pays. */
    final Charge charge;

    /**
     * How many of those asked had answered before a restore: an earlier attempt reserved theirs.
     */
    final int kept;

    /** What becomes of the gate's decisions. */
    final GateMode mode;

    /** Whom the gate had asked, were it not for mode shadow; 0 in others. */
    long shadow;

    /** Whether budgets allowed less than was chosen. */
    boolean isCutShort;

    /** Index of its category. */
    final int category;

    /** Predicted losses of all experts. */
    final float[] losses;

    /** Of those asked, in their order; null for one that is not there any more. */
    final List<Replica> replicas = new ArrayList<>(4);

    /** When those that were asked first count as late, microseconds since the epoch. */
    long hedgeAtMicros = HedgeRule.NEVER_MICROS;

    /**
     * @param request without those that have not answered
     */
    InFlight(
            PendingRequest request,
            RouterStage.Row admitted,
            PolicyExperts experts,
            int category,
            float[] losses) {
        this.epoch = admitted.epoch();
        this.charge = admitted;
        this.mode = request.mode();
        this.kept = request.asked().size();
        this.experts = experts;
        this.category = category;
        this.losses = losses;
    }

    /** What those that were asked take, without those that did not run. */
    long committedMultiplyAdds(PendingRequest request) {
        long sum = 0;
        for (Asked one : request.asked()) {
            sum += multiplyAdds(one);
        }
        return sum;
    }

    /** What one of those asked takes; 0 when it did not run. */
    long multiplyAdds(Asked one) {
        ExpertSpec spec = experts.spec(one.expert());
        return spec != null && one.mayHaveRun() ? spec.multiplyAdds() : 0;
    }

    /**
     * What is to be paid for a request, J: what those asked took, and of those that an earlier
     * attempt of the job asked what was not reserved then.
     */
    double joulesToPay(PendingRequest request) {
        double joules = 0;
        for (int i = 0; i < request.asked().size(); i++) {
            Asked one = request.asked().get(i);
            if (one.mayHaveRun()) {
                double reserved = i < kept ? one.predictedJoules() : 0;
                joules += Math.max(0, one.spentJoules() - reserved);
            }
        }
        return joules;
    }

    /** The prices by which experts are chosen; null where the full set is asked. */
    Prices followedPrices() {
        return mode == GateMode.ENFORCE ? charge.prices() : null;
    }

    double joulesPerRequest() {
        return experts.category(category).joulesPerRequest();
    }

    /** Those of some experts that have not answered. */
    long unanswered(PendingRequest request, long mask) {
        long rest = mask;
        for (Asked one : request.asked()) {
            rest &= one.hasAnswered() ? ~experts.bit(one.expert()) : -1;
        }
        return rest;
    }
}
