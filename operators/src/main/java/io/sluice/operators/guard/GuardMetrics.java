package io.sluice.operators.guard;

import io.sluice.gates.guard.GuardOrder;
import io.sluice.gates.guard.GuardRule;
import io.sluice.gates.guard.GuardState;
import java.util.function.Function;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the guard of one scope knows. The gauges are of the policy and level that it measures now.
 * <b>Threading:</b> the task writes, reporters compute from what was written last.
 */
final class GuardMetrics {
    private final Counter tightenings;
    private final Counter messages;
    private volatile GuardState state;

    GuardMetrics(MetricGroup operator, String scope) {
        MetricGroup group = operator.addGroup("sluice").addGroup("scope", scope);
        this.tightenings = group.counter("guard_tightenings_total");
        this.messages = group.counter("guard_messages_total");
        gauge(group, "guard_level", GuardRule::level);
        gauge(group, "guard_shadow_runs", GuardRule::shadowRuns);
        gauge(group, "guard_disagreements", GuardRule::disagreements);
        gauge(group, "guard_disagreement_bound", GuardRule::bound);
        gauge(group, "guard_disagreement_lower", GuardRule::lower);
        gauge(group, "guard_disagreement_estimate", GuardRule::estimate);
        gauge(group, "guard_disagreement_upper", GuardRule::upper);
    }

    /** The ends of the interval take microseconds, so they are computed when they are asked for. */
    private <T> void gauge(MetricGroup group, String name, Function<GuardRule, T> value) {
        group.gauge(name, () -> value.apply(new GuardRule(state)));
    }

    void observed(GuardState now) {
        state = now;
    }

    void ordered(GuardOrder order) {
        messages.inc();
        if (!order.isRepeated()) {
            tightenings.inc();
        }
    }
}
