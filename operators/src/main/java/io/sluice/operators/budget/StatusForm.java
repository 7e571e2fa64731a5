package io.sluice.operators.budget;

import io.sluice.gates.budget.BudgetStatus;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Resource;
import io.sluice.schemas.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two forms in which a budget's standing is said: as the ledger has it, per written time and
 * one for each tenant, and as it is on the wire, per second and one for each written limit.
 */
final class StatusForm {
    private StatusForm() {}

    /**
     * The wire's form: of the tenants of one limit the greatest price and debt, and the sum of the
     * rest.
     *
     * @param statuses as the ledger has them
     * @param limits what is written
     * @param events how many events the task has charged since it began
     * @param eventsPerSecond the same per second, lately
     * @param leastJoules of the cheapest action; NaN when not known
     * @param worstJoules of the first action at worst; NaN when not known
     * @param knowsJoules whether events are charged joules at all
     */
    static List<TaskStatus.BudgetStatus> onTheWire(
            List<BudgetStatus> statuses,
            List<Limit> limits,
            long events,
            double eventsPerSecond,
            double leastJoules,
            double worstJoules,
            boolean knowsJoules) {
        Map<String, Limit> byName = new LinkedHashMap<>();
        limits.forEach(limit -> byName.put(limit.name(), limit));
        Map<String, TaskStatus.BudgetStatus> merged = new LinkedHashMap<>();
        for (BudgetStatus status : statuses) {
            Limit limit = byName.get(status.name());
            if (limit != null) {
                merged.merge(
                        status.name(),
                        onTheWire(
                                status,
                                limit,
                                events,
                                eventsPerSecond,
                                knowsJoules || limit.resource() != Resource.JOULES
                                        ? tooLittle(
                                                status,
                                                limit,
                                                eventsPerSecond,
                                                leastJoules,
                                                worstJoules)
                                        : "no joules are known yet, as nothing was measured"),
                        StatusForm::merged);
            }
        }
        return new ArrayList<>(merged.values());
    }

    private static TaskStatus.BudgetStatus onTheWire(
            BudgetStatus status, Limit limit, long events, double eventsPerSecond, String message) {
        // What is written per event becomes per second by the rate of events.
        double perSecond = limit.isPerEvent() ? eventsPerSecond : 1 / limit.perSeconds();
        return new TaskStatus.BudgetStatus(
                limit.scope(),
                limit.resource(),
                limit.amount(),
                limit.perSeconds(),
                limit.quantile(),
                limit.hard(),
                status.share(),
                status.price(),
                status.total(),
                status.spent() * perSecond,
                events,
                eventsPerSecond,
                status.demand() * perSecond,
                status.debt(),
                status.refused(),
                message);
    }

    /** What is wrong with a budget that allows no action, or too few; empty when nothing is. */
    private static String tooLittle(
            BudgetStatus status,
            Limit limit,
            double eventsPerSecond,
            double leastJoules,
            double worstJoules) {
        if (limit.resource() != Resource.JOULES) {
            return "";
        }
        double bucket = limit.burst() * status.share();
        if (limit.hard() && worstJoules > bucket) {
            return "nothing is granted: a bucket of %.4g J is this task's, and the first action may take %.4g J; expected a burst of at least %.4g J"
                    .formatted(bucket, worstJoules, worstJoules / status.share());
        }
        if (!limit.scope().equals(Limit.JOB)) {
            return "";
        }
        double least =
                limit.isPerEvent()
                        ? leastJoules
                        : leastJoules * eventsPerSecond * limit.perSeconds();
        return least > status.amount()
                ? "%.4g J of %.4g J are this task's, the cheapest action takes %.4g J at %.4g events/s"
                        .formatted(status.amount(), limit.amount(), least, eventsPerSecond)
                : "";
    }

    private static TaskStatus.BudgetStatus merged(
            TaskStatus.BudgetStatus one, TaskStatus.BudgetStatus other) {
        return new TaskStatus.BudgetStatus(
                one.scope(),
                one.resource(),
                one.amount(),
                one.perSeconds(),
                one.quantile(),
                one.hard(),
                one.share(),
                Math.max(one.price(), other.price()),
                one.spent() + other.spent(),
                one.spentPerSecond() + other.spentPerSecond(),
                one.events(),
                one.eventsPerSecond(),
                one.demand() + other.demand(),
                Math.max(one.debt(), other.debt()),
                one.refused() + other.refused(),
                one.message());
    }

    /** The ledger's form, for the allotter. */
    static List<BudgetStatus> ofTheLedger(List<TaskStatus.BudgetStatus> statuses) {
        return statuses.stream().map(StatusForm::ofTheLedger).toList();
    }

    private static BudgetStatus ofTheLedger(TaskStatus.BudgetStatus status) {
        boolean isLatency = !Double.isNaN(status.quantile());
        double perSecond =
                status.perSeconds() == Limit.PER_EVENT
                        ? status.eventsPerSecond()
                        : 1 / status.perSeconds();
        Limit limit =
                isLatency
                        ? Limit.latency(status.scope(), status.amount(), status.quantile())
                        : Limit.soft(
                                status.scope(),
                                status.resource(),
                                status.amount(),
                                status.perSeconds());
        return new BudgetStatus(
                limit.name(),
                status.scope(),
                status.resource(),
                status.price(),
                perSecond > 0 ? status.spentPerSecond() / perSecond : 0,
                status.spent(),
                status.amount() * status.share(),
                status.perSeconds(),
                status.debt(),
                status.refused(),
                status.share(),
                perSecond > 0 ? status.demand() / perSecond : 0);
    }
}
