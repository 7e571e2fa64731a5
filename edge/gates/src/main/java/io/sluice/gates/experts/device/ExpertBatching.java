package io.sluice.gates.experts.device;

/**
 * Whose batch a device computes next: requests are grouped by expert, the earliest deadline goes
 * first, and an expert that is not in memory waits for those that are as long as its own deadline
 * allows (expert-aware batching of Read-ME, arXiv 2410.19123 [A], with deadlines [D]). Times are
 * microseconds of one clock.
 */
public final class ExpertBatching {
    /** The deadline of an expert that nobody waits for. */
    public static final long NONE = Long.MAX_VALUE;

    private ExpertBatching() {}

    /**
     * The expert whose batch is next.
     *
     * @param deadlines by expert the earliest deadline of those who wait for it, or {@link #NONE}
     * @param loaded by expert whether it is in memory
     * @param computing by expert how long a batch takes
     * @param loading by expert how long loading it takes
     * @return an expert's index, or -1 when nobody waits
     */
    public static int next(
            long[] deadlines, boolean[] loaded, long[] computing, long[] loading, long now) {
        int urgent = -1;
        int ready = -1;
        for (int i = 0; i < deadlines.length; i++) {
            if (deadlines[i] != NONE) {
                urgent = earlier(i, urgent, deadlines);
                ready = loaded[i] ? earlier(i, ready, deadlines) : ready;
            }
        }
        if (urgent == -1 || ready == -1 || loaded[urgent]) {
            return urgent;
        }
        long meanwhile = now + computing[ready];
        boolean canWait = meanwhile + loading[urgent] + computing[urgent] <= deadlines[urgent];
        return canWait ? ready : urgent;
    }

    /**
     * The expert to be loaded while a batch runs: of those not in memory the most urgent, or -1.
     */
    public static int nextToLoad(long[] deadlines, boolean[] loaded) {
        int urgent = -1;
        for (int i = 0; i < deadlines.length; i++) {
            if (deadlines[i] != NONE && !loaded[i]) {
                urgent = earlier(i, urgent, deadlines);
            }
        }
        return urgent;
    }

    /**
     * Whether a request can no longer be answered by its deadline, even if it were next.
     *
     * @param computing how long its batch takes
     * @param loading how long its expert takes until it is in memory, 0 when it is
     */
    public static boolean isHopeless(long deadline, long computing, long loading, long now) {
        return now + loading + computing > deadline;
    }

    private static int earlier(int candidate, int than, long[] deadlines) {
        return than == -1 || deadlines[candidate] < deadlines[than] ? candidate : than;
    }
}
