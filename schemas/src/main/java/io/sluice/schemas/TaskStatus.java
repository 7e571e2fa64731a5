package io.sluice.schemas;

import java.util.List;

/**
 * What one task of a job holds of its control topic and how it stands with its budgets. Nothing but
 * the names and the place of the task is checked here.
 *
 * @param job the job's name; not empty
 * @param operator the operator, such as {@code cascade}; not empty
 * @param subtask which of the operator's tasks, 0-based
 * @param parallelism how many tasks the operator has
 * @param startedMicros when the task began by its clock, microseconds since the epoch; tells its
 *     attempts apart
 * @param atMicros when it wrote this by its clock, microseconds since the epoch
 * @param epoch the newest epoch that it has accepted; all up to this one but the refused are
 *     acknowledged
 * @param refusedEpoch the newest epoch that it has refused, or -1
 * @param refusal why it refused that one, or empty
 * @param sharesSequence the newest division of budgets among the tasks that it follows; 1 before
 *     there was one, at most 0 where there are no budgets yet
 * @param tier the tier of the brown-out that it is in, from 1; 0 when it is in none
 * @param degradedSeconds how long it was in a brown-out since it began, seconds
 * @param meterRatio measured joules per accounted joule, lately; NaN when nothing is measured
 * @param budgets its budgets; of a scope of many, such as {@code key/*}, the greatest price and
 *     debt and the sum of the rest
 */
public record TaskStatus(
        String job,
        String operator,
        int subtask,
        int parallelism,
        long startedMicros,
        long atMicros,
        long epoch,
        long refusedEpoch,
        String refusal,
        long sharesSequence,
        int tier,
        double degradedSeconds,
        double meterRatio,
        List<BudgetStatus> budgets) {

    /**
     * How one task stands with its share of one budget. Amounts are in the resource's unit: joules,
     * milliseconds or bytes.
     *
     * @param scope whose budget it is: {@code job}, {@code tenant/NAME}, {@code tenant/*} (each
     *     tenant its own), {@code key/*} (each key its own) or {@code event}
     * @param resource what is budgeted
     * @param amount the whole budget of the job
     * @param perSeconds the time that the amount is for, seconds; 0 when it is for one event
     * @param quantile the quantile of latency that the amount is for, between 0 and 1; NaN when
     *     this is no limit on latency
     * @param hard whether it is a cap that is never passed; otherwise its price steers
     * @param share the part of the budget that is this task's, from 0 to 1
     * @param price the dual price, dimensionless, at least 0; 0 for a hard one
     * @param spent what the task's events have cost since it began; for a limit on latency the
     *     number of events that took longer
     * @param spentPerSecond the same per second, lately
     * @param events how many events it was counted for since the task began
     * @param eventsPerSecond the same per second, lately
     * @param demand what the task would spend per second if nothing pressed, by which shares are
     *     divided again
     * @param debt by how much the measured cost has passed a hard cap and is not paid back yet, at
     *     least 0
     * @param refused how many events or actions a hard cap has refused since the task began
     * @param message what is wrong with it, such as an amount below the cheapest action at the
     *     measured rate; empty when nothing is
     */
    public record BudgetStatus(
            String scope,
            Resource resource,
            double amount,
            double perSeconds,
            double quantile,
            boolean hard,
            double share,
            double price,
            double spent,
            double spentPerSecond,
            long events,
            double eventsPerSecond,
            double demand,
            double debt,
            long refused,
            String message) {}

    public TaskStatus {
        if (job.isEmpty() || operator.isEmpty()) {
            throw new IllegalArgumentException(
                    "a status names its job and its operator, found '"
                            + job
                            + "' and '"
                            + operator
                            + "'");
        }
        if (subtask < 0 || subtask >= parallelism) {
            throw new IllegalArgumentException(
                    "a subtask is from 0 to its parallelism less 1, found "
                            + subtask
                            + " of "
                            + parallelism);
        }
        budgets = List.copyOf(budgets);
    }

    /** The Kafka key of a task's statuses: {@code JOB/OPERATOR/SUBTASK}. */
    public String key() {
        return job + "/" + operator + "/" + subtask;
    }
}
