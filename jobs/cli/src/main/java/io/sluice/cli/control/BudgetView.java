package io.sluice.cli.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.TaskStatus;
import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Budgets and how all tasks together keep them.
 *
 * @param epoch the newest epoch that a task holds, or that is on the control topic
 * @param tasks how many tasks have a status
 * @param holding how many of them hold that epoch
 * @param newestStatus when the newest status was written, or null when there is none
 * @param tier the deepest tier of a brown-out that a task is in; 0 for none
 * @param degradedSeconds the longest that a task was in a brown-out since it began
 * @param limits one by one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BudgetView(
        long epoch,
        int tasks,
        int holding,
        String newestStatus,
        int tier,
        double degradedSeconds,
        List<LimitView> limits) {

    /**
     * One limit; what is not known is null.
     *
     * @param amount the whole job's, in the resource's unit; of a limit on latency milliseconds
     * @param perSeconds the time that it is for; 0 when it is for one event
     * @param quantile of a limit on latency
     * @param spent what is spent lately in that time, or by one event, by all tasks; of a limit on
     *     latency the share of events that are late
     * @param ofAmount the same as a share of what may be spent; null where many share one limit
     * @param price the greatest of the tasks
     * @param debt of all tasks
     * @param refused of all tasks, since each began
     * @param messages what tasks say is wrong with it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LimitView(
            String name,
            double amount,
            double perSeconds,
            Double quantile,
            boolean hard,
            Double spent,
            Double ofAmount,
            Double price,
            Double debt,
            Long refused,
            List<String> messages) {}

    /**
     * Adds up the tasks.
     *
     * @param epoch the newest on the control topic, as far as it is known
     * @param limits those on the control topic, which come first
     */
    static BudgetView of(long epoch, List<Limit> limits, List<TaskStatus> tasks) {
        Map<String, List<BudgetStatus>> byName = new LinkedHashMap<>();
        Map<String, Limit> written = new LinkedHashMap<>();
        for (Limit limit : limits) {
            written.put(limit.name(), limit);
            byName.put(limit.name(), new ArrayList<>());
        }
        long newest = epoch;
        long atMicros = Long.MIN_VALUE;
        int tier = 0;
        double degraded = 0;
        for (TaskStatus task : tasks) {
            newest = Math.max(newest, task.epoch());
            atMicros = Math.max(atMicros, task.atMicros());
            tier = Math.max(tier, task.tier());
            degraded = Math.max(degraded, task.degradedSeconds());
            for (BudgetStatus budget : task.budgets()) {
                byName.computeIfAbsent(name(budget), name -> new ArrayList<>()).add(budget);
            }
        }
        long held = newest;
        List<LimitView> views = new ArrayList<>();
        byName.forEach((name, statuses) -> views.add(view(name, written.get(name), statuses)));
        return new BudgetView(
                newest,
                tasks.size(),
                (int) tasks.stream().filter(task -> task.epoch() >= held).count(),
                tasks.isEmpty() ? null : Instant.ofEpochMilli(atMicros / 1000).toString(),
                tier,
                degraded,
                views);
    }

    /** That of the limit that it is of. */
    private static String name(BudgetStatus budget) {
        Limit limit =
                new Limit(
                        budget.scope(),
                        budget.resource(),
                        budget.amount(),
                        budget.perSeconds(),
                        false,
                        0,
                        budget.quantile());
        return limit.name();
    }

    private static LimitView view(String name, Limit limit, List<BudgetStatus> statuses) {
        if (statuses.isEmpty()) {
            return new LimitView(
                    name,
                    limit.amount(),
                    limit.perSeconds(),
                    orNull(limit.quantile()),
                    limit.hard(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of());
        }
        BudgetStatus any = statuses.get(0);
        double spent = spent(any, statuses);
        return new LimitView(
                name,
                any.amount(),
                any.perSeconds(),
                orNull(any.quantile()),
                any.hard(),
                orNull(spent),
                orNull(spent / mayBeSpent(any)),
                statuses.stream().mapToDouble(BudgetStatus::price).max().orElseThrow(),
                statuses.stream().mapToDouble(BudgetStatus::debt).sum(),
                statuses.stream().mapToLong(BudgetStatus::refused).sum(),
                statuses.stream()
                        .map(BudgetStatus::message)
                        .filter(message -> !message.isEmpty())
                        .distinct()
                        .toList());
    }

    /** In the unit of {@link #mayBeSpent}; NaN where no event has come. */
    private static double spent(BudgetStatus any, List<BudgetStatus> statuses) {
        double perSecond = statuses.stream().mapToDouble(BudgetStatus::spentPerSecond).sum();
        if (any.perSeconds() != Limit.PER_EVENT) {
            return perSecond * any.perSeconds();
        }
        double events = statuses.stream().mapToDouble(BudgetStatus::eventsPerSecond).sum();
        return events > 0 ? perSecond / events : Double.NaN;
    }

    /** NaN where each of many has the amount, and their sum says nothing. */
    private static double mayBeSpent(BudgetStatus any) {
        boolean isLatency = !Double.isNaN(any.quantile());
        boolean isOfMany =
                any.scope().equals(Limit.EACH_TENANT) || any.scope().equals(Limit.EACH_KEY);
        if (isLatency) {
            return 1 - any.quantile();
        }
        return isOfMany && any.perSeconds() != Limit.PER_EVENT ? Double.NaN : any.amount();
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
