package io.sluice.operators.experts;

import io.sluice.operators.stage.TaskClock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;

/**
 * Timers that fired late wait here until the input that came before them was read: what they would
 * settle as unanswered may have its reply there.
 *
 * <p>Between two pieces of work the task reads one element. So they wait for as long as each turn
 * finds that something was read, and not longer than {@value #MOST_MILLIS} ms.
 *
 * <p><b>Owned state:</b> those that wait; they need not be saved, as what is pending is asked again
 * after a restore. On the task's thread.
 */
final class LateTimers {
    private static final long MOST_MILLIS = 20;

    private final TaskClock clock;
    private final Executor onTask;
    private final ObjLongConsumer<String> due;
    private final Queue<Timer> waiting = new ArrayDeque<>();
    private long elements;
    private long elementsBefore;
    private long untilMillis;

    private record Timer(String id, long dueMillis) {}

    /**
     * @param onTask runs work on the task's thread behind what it does now
     * @param due is told the request and the time the timer was set to, ms
     */
    LateTimers(TaskClock clock, Executor onTask, ObjLongConsumer<String> due) {
        this.clock = clock;
        this.onTask = onTask;
        this.due = due;
    }

    /** An element of an input was read. */
    void read() {
        elements++;
    }

    void add(String id, long dueMillis) {
        waiting.add(new Timer(id, dueMillis));
        if (waiting.size() == 1) {
            untilMillis = clock.millis() + MOST_MILLIS;
            waitOn();
        }
    }

    private void waitOn() {
        elementsBefore = elements;
        onTask.execute(this::run);
    }

    private void run() {
        if (elements != elementsBefore && clock.millis() < untilMillis) {
            waitOn();
            return;
        }
        for (int left = waiting.size(); left > 0; left--) {
            Timer timer = waiting.remove();
            due.accept(timer.id(), timer.dueMillis());
        }
    }
}
