package io.sluice.gates.experts;

/**
 * Who can be asked for one request: of each expert at most one replica. Caller-owned and reused, so
 * that a decision allocates nothing; not thread-safe.
 *
 * <p>The deadline is kept here: what is predicted to come later than the time left is no candidate.
 */
public final class Candidates {
    private final double[] joules = new double[ExpertPolicy.MOST_EXPERTS];
    private final double[] millis = new double[ExpertPolicy.MOST_EXPERTS];
    private final Replica[] replicas = new Replica[ExpertPolicy.MOST_EXPERTS];
    private double leftMillis;
    private long mask;
    private long remote;

    /**
     * Starts anew, with no candidate.
     *
     * @param newLeftMillis the time left, ms; infinite for no deadline
     */
    public void clear(double newLeftMillis) {
        leftMillis = newLeftMillis;
        mask = 0;
        remote = 0;
    }

    /**
     * Offers a replica of an expert. Of several that make the deadline the one of least joules is
     * kept, of those with as many the fastest, of equals the first.
     *
     * @param expert the expert's index
     * @param replica where it runs; may be null where there is no fleet, such as in a replay
     * @param requestJoules what the request would take there, J, finite, at least 0
     * @param completionMillis when its answer is predicted to be there, ms from now
     * @param isRemote whether asking it sends bytes
     * @return whether it is the candidate now
     */
    public boolean offer(
            int expert,
            Replica replica,
            double requestJoules,
            double completionMillis,
            boolean isRemote) {
        // Written so that a NaN is refused.
        if (!(completionMillis <= leftMillis) || !(requestJoules <= Double.MAX_VALUE)) {
            return false;
        }
        long bit = 1L << expert;
        if ((mask & bit) != 0 && !isBetter(expert, requestJoules, completionMillis)) {
            return false;
        }
        mask |= bit;
        remote = isRemote ? remote | bit : remote & ~bit;
        joules[expert] = requestJoules;
        millis[expert] = completionMillis;
        replicas[expert] = replica;
        return true;
    }

    private boolean isBetter(int expert, double requestJoules, double completionMillis) {
        return requestJoules < joules[expert]
                || requestJoules == joules[expert] && completionMillis < millis[expert];
    }

    /** The experts that have a candidate. */
    public long mask() {
        return mask;
    }

    /** The expert whose candidate takes the least joules, of equals the first; -1 for none. */
    public int cheapest() {
        int cheapest = -1;
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            if (cheapest < 0 || joules[n] < joules[cheapest]) {
                cheapest = n;
            }
        }
        return cheapest;
    }

    /** The replica of a candidate. */
    public Replica replica(int expert) {
        return replicas[expert];
    }

    /** What a candidate would take, J. */
    public double joules(int expert) {
        return joules[expert];
    }

    /** When a candidate's answer is predicted to be there, ms from now. */
    public double millis(int expert) {
        return millis[expert];
    }

    /** Whether asking a candidate sends bytes. */
    public boolean isRemote(int expert) {
        return (remote >> expert & 1) != 0;
    }
}
