package io.sluice.gates.experts.device;

/**
 * How much of a request's budget was used up on its way, without trust in either clock: what it
 * took above the least that any request took lately. The difference of the clock that it was sent
 * by and the device's is in both and cancels out, whatever it is.
 *
 * <p>The least is that of the current and the last window. When every request seems too old for as
 * long as the patience lasts, a clock was set anew, and the least is learnt anew from the next one:
 * a clock expires requests for so long at most ([D]).
 *
 * <p>Owned state: a few numbers per clock. Not thread-safe.
 */
public final class TransitAge {
    private static final long NEVER = Long.MAX_VALUE;

    private final long windowMicros;
    private final long patienceMicros;
    private boolean started;
    private long windowStart;
    private long leastNow;
    private long leastBefore = Long.MAX_VALUE;
    private long doubtedSince = NEVER;

    /**
     * For one clock that requests are sent by.
     *
     * @param windowMicros how long the least transit is remembered for at least
     * @param patienceMicros for how long every request may be too old
     */
    public TransitAge(long windowMicros, long patienceMicros) {
        this.windowMicros = windowMicros;
        this.patienceMicros = patienceMicros;
    }

    /**
     * Notes a request. Note all that came at once before asking for the age of any.
     *
     * @param sentMicros by the clock they are sent by
     * @param arrivedMicros by the device's clock, which only ever rises
     */
    public void note(long sentMicros, long arrivedMicros) {
        long transit = arrivedMicros - sentMicros;
        if (!started || arrivedMicros - windowStart >= windowMicros) {
            boolean isRecent = started && arrivedMicros - windowStart < 2 * windowMicros;
            leastBefore = isRecent ? leastNow : Long.MAX_VALUE;
            leastNow = transit;
            windowStart = arrivedMicros;
            started = true;
        }
        leastNow = Math.min(leastNow, transit);
    }

    /**
     * By how much a request that was noted took longer than the fastest.
     *
     * @param budgetMicros the age at which it is too old
     * @return microseconds, at least 0
     */
    public long ageMicros(long sentMicros, long arrivedMicros, long budgetMicros) {
        long transit = arrivedMicros - sentMicros;
        long age = Math.max(0, transit - Math.min(leastNow, leastBefore));
        if (age < budgetMicros) {
            doubtedSince = NEVER;
            return age;
        }
        doubtedSince = Math.min(doubtedSince, arrivedMicros);
        if (arrivedMicros - doubtedSince < patienceMicros) {
            return age;
        }
        leastNow = transit;
        leastBefore = Long.MAX_VALUE;
        windowStart = arrivedMicros;
        doubtedSince = NEVER;
        return 0;
    }
}
