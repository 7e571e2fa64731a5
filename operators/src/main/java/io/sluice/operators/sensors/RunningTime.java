package io.sluice.operators.sensors;

/**
 * Time in which a task could read its input: where it or its machine stood still, hardly any
 * passes. By the clock, everything had waited for too long when it goes on, before anything of what
 * came meanwhile was read.
 *
 * <p>It has to be asked more often than every {@code longestStep}; it never goes back, as a clock
 * may. Not thread-safe.
 */
final class RunningTime {
    private final long longestStepMillis;
    private long clockMillis;
    private long nowMillis;

    /**
     * @param clockMillis what the clock says, which is where it begins
     * @param longestStepMillis what passes at most from one question to the next; at least 1
     */
    RunningTime(long clockMillis, long longestStepMillis) {
        this.longestStepMillis = longestStepMillis;
        this.clockMillis = clockMillis;
        this.nowMillis = clockMillis;
    }

    /** The time of now, in milliseconds, given what the clock says. */
    long at(long newClockMillis) {
        nowMillis += Math.max(0, Math.min(newClockMillis - clockMillis, longestStepMillis));
        clockMillis = newClockMillis;
        return nowMillis;
    }

    /** What the clock will say at a time, if the task does not stand still until then. */
    long clockAt(long timeMillis) {
        return timeMillis + clockMillis - nowMillis;
    }
}
