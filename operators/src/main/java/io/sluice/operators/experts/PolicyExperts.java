package io.sluice.operators.experts;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.CoarseProblem;
import io.sluice.gates.experts.CoarseResult;
import io.sluice.gates.experts.CoarseResult.Limit;
import io.sluice.gates.experts.CoarseResult.Shortage;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.ExpertWorkspace;
import io.sluice.gates.experts.FleetChoice;
import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Replica;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The experts of one policy on the fleet: applies its gate to requests, and knows which experts are
 * in play.
 *
 * <p>Until the coarse choice was solved, and while it finds nobody for want of replicas or time,
 * all experts are in play: each request's own limits hold all the same. <b>Owned state:</b> the
 * experts in play by category, and room for one choice. Not thread-safe.
 */
final class PolicyExperts {
    private final ExpertPolicy policy;
    private final ExpertGate gate;
    private final ExpertGate full;
    private final FleetChoice fleet;
    private final long ofExperts;
    private final long[] affordable;
    private final CoarseResult[] coarse;
    private final Candidates candidates = new Candidates();
    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice choice = new ExpertChoice();

    /**
     * @param routerMultiplyAdds what the router's stage takes of each request
     * @param maxMultiplyAdds what a request may take in all
     */
    PolicyExperts(
            ExpertPolicy policy, FleetView fleet, long routerMultiplyAdds, long maxMultiplyAdds) {
        this.policy = policy;
        this.gate = new ExpertGate(policy);
        this.full = ExpertGate.atAnyCost(policy);
        this.fleet = new FleetChoice(policy, fleet);
        this.coarse = new CoarseResult[policy.categories().size()];
        this.affordable = new long[policy.categories().size()];
        this.ofExperts = maxMultiplyAdds - routerMultiplyAdds;
        for (int c = 0; c < affordable.length; c++) {
            // Whichever of these are asked, all of them together keep to the cap.
            affordable[c] = affordable(ofExperts / category(c).mostAsked());
        }
    }

    /** The experts that take at most so many multiply-adds. */
    private long affordable(long mostEach) {
        long mask = 0;
        for (int n = 0; n < policy.experts().size(); n++) {
            if (policy.experts().get(n).multiplyAdds() <= mostEach) {
                mask |= 1L << n;
            }
        }
        return mask;
    }

    ExpertPolicy policy() {
        return policy;
    }

    ExpertCategory category(int index) {
        return policy.categories().get(index);
    }

    ExpertSpec spec(String expert) {
        int index = policy.indexOf(expert);
        return index < 0 ? null : policy.experts().get(index);
    }

    /** The mask of an expert; 0 when the policy does not have it. */
    long bit(String expert) {
        int index = policy.indexOf(expert);
        return index < 0 ? 0 : 1L << index;
    }

    /** Predicted losses of all experts. */
    float[] losses(float[] features) {
        float[] losses = new float[gate.experts()];
        gate.predict(features, 0, losses);
        return losses;
    }

    /** The weights of those whose answers count. */
    float[] weights(float[] losses, long mask) {
        float[] weights = new float[gate.experts()];
        gate.weights(losses, mask, weights);
        return weights;
    }

    /**
     * Finds who can be asked, as {@link #candidates}.
     *
     * @param leftMillis the time that is left for their answers
     */
    void find(int category, double leftMillis, long nowMicros) {
        fleet.candidates(
                mayBeAsked(category), affordable[category], leftMillis, nowMicros, candidates);
    }

    /**
     * Chooses whom to ask of those that were found.
     *
     * @param prices null for the full set, whatever it costs
     * @param mostJoules what budgets allow, J; infinite for no limit
     * @return their mask
     */
    long choose(float[] losses, int category, double mostJoules, Prices prices) {
        gate(prices)
                .choose(
                        losses,
                        candidates,
                        category(category).within(mostJoules),
                        prices == null ? Prices.NONE : prices,
                        space,
                        choice);
        return choice.mask();
    }

    private ExpertGate gate(Prices prices) {
        return prices == null ? full : gate;
    }

    /** Whether experts take together no more multiply-adds than the policy allows a request. */
    boolean keepToCap(long experts) {
        long sum = 0;
        for (long rest = experts; rest != 0; rest &= rest - 1) {
            sum += policy.experts().get(Long.numberOfTrailingZeros(rest)).multiplyAdds();
        }
        return sum <= ofExperts;
    }

    /**
     * Chooses one more.
     *
     * @param isAsked the replicas that were asked
     * @param expected the experts that answered or are still expected to
     * @param committedMultiplyAdds what those that were asked take
     * @param prices null where its cost does not count
     * @return its index, or -1 for none; its replica is that of {@link #candidates}
     */
    int hedge(
            float[] losses,
            int category,
            double leftMillis,
            long nowMicros,
            Predicate<Replica> isAsked,
            long expected,
            double joulesLeft,
            long committedMultiplyAdds,
            Prices prices) {
        long mayBe = mayBeAsked(category) & affordable(ofExperts - committedMultiplyAdds);
        fleet.candidates(mayBe, leftMillis, nowMicros, isAsked, candidates);
        return gate(prices)
                .hedge(
                        losses,
                        candidates,
                        expected,
                        joulesLeft,
                        category(category),
                        prices == null ? Prices.NONE : prices);
    }

    /** Those that were found last. */
    Candidates candidates() {
        return candidates;
    }

    private long mayBeAsked(int category) {
        return inPlay(category) & affordable[category];
    }

    /** The experts in play for a category. */
    long inPlay(int category) {
        CoarseResult result = coarse[category];
        if (result == null) {
            return policy.all();
        }
        boolean isOutOfPower =
                result.shortages().stream().anyMatch(s -> s.limit() == Limit.STANDBY_WATTS);
        return result.mask() == 0 && !isOutOfPower ? policy.all() : result.mask();
    }

    /** Whether the policy's cap leaves no expert of those in play. */
    boolean isBeyondCap(int category) {
        return inPlay(category) != 0 && mayBeAsked(category) == 0;
    }

    /** Whether none of the last candidates takes so little, J. */
    boolean isBeyondJoules(double most) {
        return candidates.mask() != 0 && candidates.joules(candidates.cheapest()) > most;
    }

    /** Says why nobody could be asked, and what would do. */
    String shortage(int category, double leftMillis, long nowMicros) {
        CoarseResult result = coarse[category];
        if (result != null && result.mask() == 0) {
            return result.shortage();
        }
        fleet.candidates(mayBeAsked(category), Double.POSITIVE_INFINITY, nowMicros, candidates);
        int soonest = -1;
        for (long rest = candidates.mask(); rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            if (soonest < 0 || candidates.millis(n) < candidates.millis(soonest)) {
                soonest = n;
            }
        }
        if (soonest < 0) {
            return new Shortage(Limit.REPLICAS, -1, 0, 0).toString();
        }
        int cheapest = candidates.cheapest();
        double joules = category(category).joulesPerRequest();
        return candidates.millis(soonest) > leftMillis
                ? new Shortage(
                                Limit.LATENCY_MILLIS,
                                soonest,
                                leftMillis,
                                candidates.millis(soonest))
                        .toString()
                : new Shortage(
                                Limit.JOULES_PER_REQUEST,
                                cheapest,
                                joules,
                                candidates.joules(cheapest))
                        .toString();
    }

    /** The problem of the coarse choice for a category as things stand. */
    CoarseProblem problem(int category, double aggregationMillis, long kept, long nowMicros) {
        return fleet.problem(category, aggregationMillis, kept, nowMicros);
    }

    /** Swaps the experts in play. */
    void play(CoarseResult[] results) {
        System.arraycopy(results, 0, coarse, 0, coarse.length);
    }

    /** How many replicas are not asked because they run another bundle than the policy names. */
    int wrongBundles() {
        return fleet.wrongBundles().size();
    }

    /** Whether these are the experts of an epoch. */
    boolean areOf(PolicyEpoch epoch) {
        return epoch.policy().experts().orElseThrow() == policy;
    }

    @Override
    public String toString() {
        return Arrays.toString(coarse);
    }
}
