package io.sluice.operators.stage;

/**
 * A task's time that does not go back: when the system's clock is set back it stands still for a
 * moment and then goes on from where it was. It says how much time has passed, and no time of day.
 *
 * <p><b>Owned state:</b> by how much it is ahead. <b>Threading:</b> one thread.
 */
public final class SteadyClock {
    private final TaskClock clock;
    private long aheadMicros;
    private long lastMicros = Long.MIN_VALUE;

    public SteadyClock(TaskClock clock) {
        this.clock = clock;
    }

    /** Microseconds since any fixed time. */
    public long micros() {
        long now = clock.micros() + aheadMicros;
        if (now < lastMicros) {
            aheadMicros += lastMicros - now;
            now = lastMicros;
        }
        lastMicros = now;
        return now;
    }
}
