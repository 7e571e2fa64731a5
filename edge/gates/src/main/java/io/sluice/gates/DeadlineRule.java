package io.sluice.gates;

/** Forces an event out at an exit when going deeper would answer too late. Pure. */
public final class DeadlineRule {
    private DeadlineRule() {}

    /**
     * Whether the event must leave now.
     *
     * @param nowMicros the time, microseconds since the epoch
     * @param deadlineMillis when the answer is worthless, milliseconds since the epoch
     * @param nextStageSeconds how long the next stage is expected to take
     */
    public static boolean mustLeave(long nowMicros, long deadlineMillis, double nextStageSeconds) {
        return nowMicros + (long) (nextStageSeconds * 1e6) > deadlineMillis * 1000;
    }
}
