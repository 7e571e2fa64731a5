package io.sluice.cli.control;

import io.sluice.schemas.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the tasks of a pipeline made of one message.
 *
 * @param accepted the tasks that hold its epoch or a later one, by {@link StatusTopic#name}
 * @param refused those that refused it, with the reason
 * @param waiting those that run and have not answered
 * @param silent those of operators of which no task says anything; they are taken not to run
 */
record Acknowledgements(
        List<String> accepted, List<String> refused, List<String> waiting, List<String> silent) {
    /**
     * A running task speaks every second. An operator that is silent for so long is taken not to
     * run; a task that is silent while others of its operator speak has more to do than to answer.
     */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);

    /** Waits until all running tasks have answered, or for as long as is allowed. */
    static Acknowledgements await(StatusTopic statuses, long epoch, Duration limit) {
        long start = System.nanoTime();
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            boolean silenceCounts = waited.compareTo(SILENCE) >= 0;
            Acknowledgements now = now(statuses, epoch, silenceCounts);
            boolean all = now.waiting.isEmpty() && !now.isUnheard();
            boolean none = silenceCounts && now.waiting.isEmpty();
            if (all || none || waited.compareTo(limit) >= 0) {
                return now;
            }
            statuses.poll(POLL);
        }
    }

    private static Acknowledgements now(StatusTopic statuses, long epoch, boolean silenceCounts) {
        Acknowledgements now =
                new Acknowledgements(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(statuses.missing()),
                        new ArrayList<>());
        Set<String> running = statuses.running();
        for (TaskStatus task : statuses.tasks()) {
            String name = statuses.name(task);
            if (task.refusedEpoch() == epoch) {
                now.refused.add(name + ": " + task.refusal());
            } else if (task.epoch() >= epoch) {
                now.accepted.add(name);
            } else if (silenceCounts && !running.contains(StatusTopic.operator(task))) {
                now.silent.add(name);
            } else {
                now.waiting.add(name);
            }
        }
        return now;
    }

    /** Whether nobody has answered yet. */
    boolean isUnheard() {
        return accepted.isEmpty() && refused.isEmpty();
    }

    /** Whether every running task has accepted it. */
    boolean isAccepted() {
        return !accepted.isEmpty() && refused.isEmpty() && waiting.isEmpty();
    }
}
