package io.sluice.kernel.fallback;

import java.time.Duration;

/** Time and later tasks, as health checks need them. Thread-safe. */
public interface CheckTimer {
    /** A clock that only runs forwards, in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Runs a task once, after a pause, on a thread that runs no batches.
     *
     * @return takes the task back; without effect once it runs
     */
    Runnable schedule(Runnable task, Duration pause);

    /** The timer of this process: at most two daemon threads, which end when nothing is waiting. */
    static CheckTimer process() {
        return ProcessTimer.INSTANCE;
    }
}
