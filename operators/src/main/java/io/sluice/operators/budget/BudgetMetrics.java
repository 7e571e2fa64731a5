package io.sluice.operators.budget;

import io.sluice.gates.budget.BudgetStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.MetricGroup;

/**
 * How budgets stand, by scope and resource, as it was at the last report. <b>Threading:</b> the
 * task writes, reporters read what was written last.
 */
final class BudgetMetrics {
    /** Where there are more, tenants were made up. */
    private static final int MOST = 1000;

    private final MetricGroup group;
    private final Map<String, Shown> budgets = new HashMap<>();
    private volatile int tier;
    private volatile double degradedSeconds;

    private static final class Shown {
        volatile BudgetStatus status;

        Shown(MetricGroup group, BudgetStatus first) {
            status = first;
            group.gauge("budget_price", () -> status.price());
            group.gauge("budget_spent", () -> status.spent());
            group.gauge("budget_amount", () -> status.amount());
            group.gauge("budget_debt", () -> status.debt());
            group.gauge("budget_share", () -> status.share());
            group.gauge("budget_refused_actions", () -> status.refused());
        }
    }

    BudgetMetrics(MetricGroup operator) {
        this.group = operator.addGroup("sluice");
        group.gauge("brown_out_tier", () -> tier);
        group.gauge("degraded_seconds", () -> degradedSeconds);
    }

    void update(List<BudgetStatus> statuses, int newTier, double newDegradedSeconds) {
        tier = newTier;
        degradedSeconds = newDegradedSeconds;
        for (BudgetStatus status : statuses) {
            // A limit on latency and one on milliseconds of a scope differ in their name.
            String resource =
                    status.name().endsWith(" latency")
                            ? "latency"
                            : status.resource().name().toLowerCase(Locale.ROOT);
            String key = status.scope() + " " + resource;
            Shown shown = budgets.get(key);
            if (shown != null) {
                shown.status = status;
            } else if (budgets.size() < MOST) {
                MetricGroup own =
                        group.addGroup("scope", status.scope()).addGroup("resource", resource);
                budgets.put(key, new Shown(own, status));
            }
        }
    }
}
