package io.sluice.operators.experts;

/**
 * How late the task itself is, by its timers. While it was held up, by a checkpoint or the machine,
 * replies waited to be read: that is no fault of who sent them.
 */
final class Lateness {
    /** A timer may be so late for its granularity alone, ms. */
    static final long ALLOWED_MILLIS = 2;

    /** For so long after it was held up a task may be reading what came meanwhile, microseconds. */
    static final long CATCHING_UP_MICROS = 20_000;

    private long lateMicros;
    private long seenMicros = Long.MIN_VALUE;

    /** A timer has fired; whether it was late. */
    boolean fired(long dueMillis, long nowMillis) {
        if (nowMillis - dueMillis <= ALLOWED_MILLIS) {
            return false;
        }
        long late = (nowMillis - dueMillis) * 1000;
        lateMicros = isCatchingUp(nowMillis * 1000) ? Math.max(lateMicros, late) : late;
        seenMicros = nowMillis * 1000;
        return true;
    }

    private boolean isCatchingUp(long nowMicros) {
        return seenMicros != Long.MIN_VALUE && nowMicros - seenMicros < CATCHING_UP_MICROS;
    }

    /** How long a reply that is read now took, at least: without what it may have waited here. */
    long tookMicros(long askedMicros, long nowMicros) {
        long took = Math.max(0, nowMicros - askedMicros);
        return isCatchingUp(nowMicros) ? Math.max(0, took - lateMicros) : took;
    }
}
