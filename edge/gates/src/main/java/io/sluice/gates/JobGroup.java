package io.sluice.gates;

import io.sluice.schemas.ControlEnvelope;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The jobs that share a control topic and the budgets on it. What is addressed to the scope {@link
 * EpochTable#JOB} is for all of them, and so are budgets; what is addressed to a job's name is for
 * that one.
 *
 * @param job which of them this is; empty when it has the topic to itself
 * @param tasksOf how many tasks of each job spend; empty when this job is alone. By name, so that
 *     the order in which a file has them does not matter; the first divides the budgets
 */
public record JobGroup(String job, Map<String, Integer> tasksOf) implements Serializable {
    /** A job that has its control topic and its budgets to itself. */
    public static final JobGroup ALONE = new JobGroup("", Map.of());

    /** A job that is none of the group. */
    public static final int NOBODY = -1;

    public JobGroup {
        tasksOf = Collections.unmodifiableMap(new TreeMap<>(tasksOf));
        if (!tasksOf.isEmpty() && !tasksOf.containsKey(job)) {
            throw new IllegalArgumentException(
                    "job '" + job + "' is none of those that share: " + tasksOf.keySet());
        }
    }

    public boolean isAlone() {
        return tasksOf.isEmpty();
    }

    /** Whether this is the job that divides budgets among the tasks of all. */
    public boolean isFirst() {
        return !isAlone() && tasksOf.keySet().iterator().next().equals(job);
    }

    /**
     * How many tasks share the budgets.
     *
     * @param own the parallelism of the operator that spends
     */
    public int tasks(int own) {
        return isAlone() ? own : tasksOf.values().stream().mapToInt(tasks -> tasks).sum();
    }

    /**
     * Which of them a task of this job is, from 0.
     *
     * @throws IllegalArgumentException when the job has more tasks than is written
     */
    public int task(int subtask) {
        int task = isAlone() ? subtask : task(job, subtask);
        if (task == NOBODY) {
            throw new IllegalArgumentException(
                    "budgets.shared-by.%s: %d, but the job has a task %d; expected its parallelism in the files of all"
                            .formatted(job, tasksOf.get(job), subtask));
        }
        return task;
    }

    /** Which of them a task of a job is, from 0; {@link #NOBODY} when it is of another job. */
    public int task(String of, int subtask) {
        int before = 0;
        for (Map.Entry<String, Integer> entry : tasksOf.entrySet()) {
            if (entry.getKey().equals(of)) {
                return subtask < entry.getValue() ? before + subtask : NOBODY;
            }
            before += entry.getValue();
        }
        return NOBODY;
    }

    /** Whether the tasks of a job hold budgets of this group. */
    public boolean has(String other) {
        return tasksOf.containsKey(other);
    }

    /** The scope of messages of a kind that this job, or somebody for it, sends. */
    public String scope(ControlEnvelope.Kind kind) {
        boolean isForAll =
                kind == ControlEnvelope.Kind.BUDGETS || kind == ControlEnvelope.Kind.SHARES;
        return isAlone() || isForAll ? EpochTable.JOB : job;
    }

    /**
     * A message as this job takes it.
     *
     * @return the message, in the scope of the job; empty when it is for another job of the group
     * @throws ControlException when it is for nobody that is known
     */
    public Optional<ControlEnvelope> taken(ControlEnvelope message) throws ControlException {
        String scope = message.scope();
        if (scope.equals(EpochTable.JOB)) {
            return Optional.of(message);
        }
        if (isAlone() || !has(scope)) {
            throw new ControlException(
                    "scope '"
                            + scope
                            + "' is not supported; expected "
                            + EpochTable.JOB
                            + (isAlone()
                                    ? ""
                                    : " or one of " + String.join(", ", tasksOf.keySet())));
        }
        return scope.equals(job)
                ? Optional.of(
                        new ControlEnvelope(
                                message.kind(),
                                EpochTable.JOB,
                                message.epoch(),
                                message.effectiveFromMillis(),
                                message.payload(),
                                message.keyId(),
                                message.signature()))
                : Optional.empty();
    }
}
