package io.sluice.gates.experts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The experts of a policy on a fleet: who can be asked for a request, and the problem of the coarse
 * choice. Of one epoch; not thread-safe, but a {@link CoarseProblem} may be solved by any thread.
 */
public final class FleetChoice {
    private final ExpertPolicy policy;
    private final FleetView fleet;
    private final List<List<Replica>> replicas = new ArrayList<>();
    private final float[][] sampleLosses;
    private int turn;

    public FleetChoice(ExpertPolicy policy, FleetView fleet) {
        this.policy = policy;
        this.fleet = fleet;
        policy.experts().forEach(expert -> replicas.add(fleet.replicas(expert.name())));
        ExpertGate gate = new ExpertGate(policy);
        sampleLosses = new float[policy.sample().length][policy.experts().size()];
        for (int row = 0; row < sampleLosses.length; row++) {
            gate.predict(policy.sample()[row], 0, sampleLosses[row]);
        }
    }

    /**
     * Who can be asked; {@link #candidates(long, long, double, long, Candidates)} that explores
     * experts in play alone.
     *
     * @param inPlay the experts in play, of the coarse choice
     * @param leftMillis the time left for the answer to be there, ms
     * @param candidates is started anew and filled
     */
    public void candidates(long inPlay, double leftMillis, long nowMicros, Candidates candidates) {
        candidates(inPlay, inPlay, leftMillis, nowMicros, candidates);
    }

    /**
     * Who can be asked. A replica that is left out because of its known times alone is a candidate
     * now and then all the same, or at once where there is nobody else. It counts with its time at
     * its best, so that one that is not is noticed, and a further expert asked, as early as can be.
     *
     * @param inPlay the experts in play, of the coarse choice
     * @param explorable the experts that may be explored, in play or not; who is known to be too
     *     slow for a category is not in play for it
     * @param leftMillis the time left for the answer to be there, ms
     * @param candidates is started anew and filled
     */
    public void candidates(
            long inPlay,
            long explorable,
            double leftMillis,
            long nowMicros,
            Candidates candidates) {
        candidates.clear(leftMillis);
        long late = offerInTime(inPlay, explorable, leftMillis, nowMicros, null, candidates);
        if (late != 0) {
            explore(late, nowMicros, null, candidates);
        }
    }

    /**
     * Offers those in play that would be in time.
     *
     * @param isAsked replicas that are left out; null for none
     * @return the experts that have a replica that may be explored
     */
    private long offerInTime(
            long inPlay,
            long explorable,
            double leftMillis,
            long nowMicros,
            Predicate<Replica> isAsked,
            Candidates candidates) {
        long late = 0;
        for (long rest = (inPlay | explorable) & policy.all(); rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            long bit = 1L << n;
            List<Replica> all = replicas.get(n);
            for (int i = 0; i < all.size(); i++) {
                Replica replica = all.get(i);
                if (!mayAsk(policy.experts().get(n), replica, nowMicros)
                        || isAsked != null && isAsked.test(replica)) {
                    continue;
                }
                double micros = fleet.predictedMicros(replica, computeMicros(n), nowMicros);
                boolean isLate = !(micros * 1e-3 <= leftMillis);
                if (replica.isLeftOut(
                        isLate, computeMicros(n), leftMillis * 1e3, nowMicros, fleet.settings())) {
                    late |= explorable & bit;
                } else if (!isLate && (inPlay & bit) != 0) {
                    offer(n, replica, micros, candidates);
                }
            }
        }
        return late;
    }

    private void explore(
            long late, long nowMicros, Predicate<Replica> isAsked, Candidates candidates) {
        boolean isLastResort = candidates.mask() == 0;
        if (!isLastResort && !fleet.mayExplore(nowMicros)) {
            return;
        }
        for (long rest = isLastResort ? late : next(due(late, nowMicros));
                rest != 0;
                rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            List<Replica> all = replicas.get(n);
            for (int i = 0; i < all.size(); i++) {
                Replica replica = all.get(i);
                if (isDue(n, replica, isLastResort, nowMicros)
                        && (isAsked == null || !isAsked.test(replica))) {
                    double micros =
                            replica.atBestMicros(computeMicros(n), nowMicros, fleet.settings());
                    offer(n, replica, micros, candidates);
                }
            }
        }
    }

    private long due(long late, long nowMicros) {
        long due = 0;
        for (long rest = late; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            List<Replica> all = replicas.get(n);
            for (int i = 0; i < all.size(); i++) {
                due |= isDue(n, all.get(i), false, nowMicros) ? 1L << n : 0;
            }
        }
        return due;
    }

    private boolean isDue(int expert, Replica replica, boolean isLastResort, long nowMicros) {
        return (isLastResort ? replica.exploration.isLeftOut() : replica.isToBeExplored(nowMicros))
                && mayAsk(policy.experts().get(expert), replica, nowMicros);
    }

    /** One of several experts, each in its turn. */
    private long next(long experts) {
        if (experts == 0) {
            return 0;
        }
        long behind = experts & (-1L << turn);
        long next = Long.lowestOneBit(behind == 0 ? experts : behind);
        turn = (Long.numberOfTrailingZeros(next) + 1) % Long.SIZE;
        return next;
    }

    private double computeMicros(int expert) {
        return policy.experts().get(expert).computeMillis() * 1e3;
    }

    private void offer(int expert, Replica replica, double micros, Candidates candidates) {
        candidates.offer(
                expert,
                replica,
                fleet.joules(replica, policy.experts().get(expert).joules()),
                micros * 1e-3,
                replica.isRemote());
    }

    /**
     * The same for a hedge, which explores only where there is nobody else.
     *
     * @param isAsked replicas that are left out; null for none
     */
    public void candidates(
            long inPlay,
            double leftMillis,
            long nowMicros,
            Predicate<Replica> isAsked,
            Candidates candidates) {
        candidates.clear(leftMillis);
        long late = offerInTime(inPlay, inPlay, leftMillis, nowMicros, isAsked, candidates);
        if (candidates.mask() == 0) {
            explore(late, nowMicros, isAsked, candidates);
        }
    }

    private boolean mayAsk(ExpertSpec expert, Replica replica, long nowMicros) {
        return fleet.isUsable(replica, nowMicros) && !hasOtherBundle(expert, replica);
    }

    private static boolean hasOtherBundle(ExpertSpec expert, Replica replica) {
        return !expert.bundle().isEmpty()
                && !replica.bundle().isEmpty()
                && !replica.bundle().equals(expert.bundle());
    }

    /** The replicas that are not asked because they run another bundle than the policy names. */
    public List<Replica> wrongBundles() {
        List<Replica> wrong = new ArrayList<>();
        for (int n = 0; n < replicas.size(); n++) {
            ExpertSpec expert = policy.experts().get(n);
            replicas.get(n).stream()
                    .filter(replica -> hasOtherBundle(expert, replica))
                    .forEach(wrong::add);
        }
        return wrong;
    }

    /**
     * The problem of which experts to have in play for a category, as things stand. An expert
     * counts with the replica that a request with all its time would get, queues apart.
     *
     * @param category its index
     * @param aggregationMillis what is kept of the latency for making one answer of several, ms
     * @param kept experts in play for other categories, whose standby power is spent anyway
     */
    public CoarseProblem problem(
            int category, double aggregationMillis, long kept, long nowMicros) {
        int experts = policy.experts().size();
        ExpertCategory limits = policy.categories().get(category);
        double[] millis = new double[experts];
        double[] joules = new double[experts];
        double[] watts = new double[experts];
        double wattsLeft = policy.standbyWatts();
        for (int n = 0; n < experts; n++) {
            boolean isKept = (kept >> n & 1) != 0;
            double standby = policy.experts().get(n).standbyWatts();
            watts[n] = isKept ? 0 : standby;
            wattsLeft -= isKept ? standby : 0;
            profile(n, limits.latencyMillis() - aggregationMillis, nowMicros, millis, joules);
            millis[n] += aggregationMillis;
        }
        return new CoarseProblem(
                rows(category),
                millis,
                joules,
                watts,
                limits.mostAsked(),
                limits.latencyMillis(),
                limits.joulesPerRequest(),
                wattsLeft);
    }

    /** Of the replica of least joules that is in time; of the fastest one where none is. */
    private void profile(
            int expert, double leftMillis, long nowMicros, double[] millis, double[] joules) {
        ExpertSpec spec = policy.experts().get(expert);
        millis[expert] = Double.POSITIVE_INFINITY;
        joules[expert] = spec.joules();
        for (Replica replica : replicas.get(expert)) {
            if (!mayAsk(spec, replica, nowMicros)) {
                continue;
            }
            double time =
                    fleet.profileMicros(replica, spec.computeMillis() * 1e3, nowMicros) * 1e-3;
            double energy = fleet.joules(replica, spec.joules());
            boolean isBetter =
                    time <= leftMillis && millis[expert] <= leftMillis
                            ? energy < joules[expert]
                                    || energy == joules[expert] && time < millis[expert]
                            : time < millis[expert];
            if (isBetter) {
                millis[expert] = time;
                joules[expert] = energy;
            }
        }
    }

    /** The sample of a category, or all of it where the category has none. */
    private float[][] rows(int category) {
        float[][] own =
                IntStream.range(0, sampleLosses.length)
                        .filter(row -> policy.sampleCategories()[row] == category)
                        .mapToObj(row -> sampleLosses[row])
                        .toArray(float[][]::new);
        return own.length > 0 ? own : sampleLosses;
    }
}
