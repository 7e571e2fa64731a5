package io.sluice.kernel.testkit;

import io.sluice.kernel.fallback.CheckTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A clock that a test moves: what is due runs on the test's own thread, so that nothing has to be
 * waited for. Thread-safe.
 */
public final class ManualTimer implements CheckTimer {
    private record Task(long dueNanos, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private long nowNanos;

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    @Override
    public synchronized Runnable schedule(Runnable action, Duration pause) {
        Task task = new Task(nowNanos + pause.toNanos(), action);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        // By identity: two tasks may be alike.
        tasks.removeIf(other -> other == task);
    }

    /** How many tasks are waiting. */
    public synchronized int waiting() {
        return tasks.size();
    }

    /** Moves the clock and runs what is due by then, in order, what that schedules included. */
    public void advance(Duration by) {
        long end;
        synchronized (this) {
            end = nowNanos + by.toNanos();
        }
        for (Task task = nextDue(end); task != null; task = nextDue(end)) {
            task.action().run();
        }
        synchronized (this) {
            nowNanos = end;
        }
    }

    private synchronized Task nextDue(long endNanos) {
        Task next =
                tasks.stream()
                        .filter(task -> task.dueNanos() <= endNanos)
                        .min(Comparator.comparingLong(Task::dueNanos))
                        .orElse(null);
        if (next != null) {
            tasks.remove(next);
            nowNanos = Math.max(nowNanos, next.dueNanos());
        }
        return next;
    }
}
