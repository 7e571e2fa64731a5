package io.sluice.operators.budget;

import io.sluice.schemas.TaskStatus.BudgetStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
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
        /** Null when the budget is no more: a gauge that is registered cannot go. */
        volatile BudgetStatus status;

        Shown(MetricGroup group) {
            group.gauge("budget_price", () -> shown(BudgetStatus::price));
            group.gauge("budget_spent_per_second", () -> shown(BudgetStatus::spentPerSecond));
            group.gauge("budget_debt", () -> shown(BudgetStatus::debt));
            group.gauge("budget_share", () -> shown(BudgetStatus::share));
            group.gauge("budget_refused_actions", () -> (long) shown(BudgetStatus::refused));
        }

        private double shown(ToDoubleFunction<BudgetStatus> figure) {
            BudgetStatus last = status;
            return last == null ? 0 : figure.applyAsDouble(last);
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
        Set<Shown> gone = new HashSet<>(budgets.values());
        for (BudgetStatus status : statuses) {
            String resource =
                    Double.isNaN(status.quantile())
                            ? status.resource().name().toLowerCase(Locale.ROOT)
                            : "latency";
            Shown shown =
                    budgets.computeIfAbsent(
                            status.scope() + " " + resource,
                            any -> new Shown(ofBudget(status.scope(), resource)));
            shown.status = status;
            gone.remove(shown);
        }
        gone.forEach(shown -> shown.status = null);
    }

    private MetricGroup ofBudget(String scope, String resource) {
        return group.addGroup("scope", scope).addGroup("resource", resource);
    }
}
