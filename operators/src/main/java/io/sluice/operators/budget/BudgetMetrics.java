package io.sluice.operators.budget;

import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;

/**
 * How budgets stand, by the scope and resource of what is written, as it was at the last report.
 * <b>Threading:</b> the task writes, reporters read what was written last.
 */
final class BudgetMetrics {
    private final MetricGroup group;
    private final Map<String, Shown> budgets = new HashMap<>();
    private volatile int tier;
    private volatile double degradedSeconds;
    private volatile double meterRatio;

    private static final class Shown {
        volatile BudgetStatus status;

        Shown(MetricGroup group, BudgetStatus first) {
            status = first;
            group.gauge("budget_price", () -> status.price());
            group.gauge("budget_spent_per_second", () -> status.spentPerSecond());
            group.gauge("budget_debt", () -> status.debt());
            group.gauge("budget_share", () -> status.share());
            group.gauge("budget_refused_actions", () -> status.refused());
        }
    }

    BudgetMetrics(MetricGroup operator) {
        this.group = operator.addGroup("sluice");
        group.gauge("brown_out_tier", () -> tier);
        group.gauge("degraded_seconds", () -> degradedSeconds);
        group.gauge("meter_ratio", () -> meterRatio);
    }

    void update(
            List<BudgetStatus> statuses,
            int newTier,
            double newDegradedSeconds,
            double newMeterRatio) {
        // A gauge of nothing is 0, which no ratio is.
        meterRatio = Double.isNaN(newMeterRatio) ? 0 : newMeterRatio;
        tier = newTier;
        degradedSeconds = newDegradedSeconds;
        for (BudgetStatus status : statuses) {
            String resource =
                    Double.isNaN(status.quantile())
                            ? status.resource().name().toLowerCase(Locale.ROOT)
                            : "latency";
            Shown shown =
                    budgets.computeIfAbsent(
                            status.scope() + " " + resource,
                            any -> new Shown(ofBudget(status.scope(), resource), status));
            shown.status = status;
        }
    }

    private MetricGroup ofBudget(String scope, String resource) {
        return group.addGroup("scope", scope).addGroup("resource", resource);
    }
}
