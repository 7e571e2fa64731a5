package io.sluice.gates.experts.device;

/**
 * How much of a request's budget was used up on its way, without trust in either clock: what it
 * took above the least that any request took lately. The difference of the asker's and the device's
 * clock is in both and cancels out, whatever it is.
 *
 * <p>The least is that of the current and the last window, so that a clock that is set anew counts
 * for two windows at most.
 *
 * <p>Owned state: two numbers per asker. Not thread-safe.
 */
public final class TransitAge {
    private final long windowMicros;
    private boolean started;
    private long windowStart;
    private long leastNow;
    private long leastBefore = Long.MAX_VALUE;

    /**
     * For one asker.
     *
     * @param windowMicros how long the least transit is remembered for at least
     */
    public TransitAge(long windowMicros) {
        this.windowMicros = windowMicros;
    }

    /**
     * Notes a request. Note all that came at once before asking for the age of any.
     *
     * @param sentMicros by the asker's clock
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

    /** By how much a request that was noted took longer than the fastest; at least 0. */
    public long ageMicros(long sentMicros, long arrivedMicros) {
        return Math.max(0, arrivedMicros - sentMicros - Math.min(leastNow, leastBefore));
    }
}
