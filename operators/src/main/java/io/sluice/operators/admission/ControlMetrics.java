package io.sluice.operators.admission;

import io.sluice.gates.EpochTable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted of the control topic. */
final class ControlMetrics {
    private final Counter applied;
    private final Counter refused;

    ControlMetrics(MetricGroup group, EpochTable epochs) {
        MetricGroup sluice = group.addGroup("sluice");
        this.applied = sluice.counter("control_applied_total");
        this.refused = sluice.counter("control_refused_total");
        sluice.gauge("epoch", () -> epochs.newest().epoch());
        sluice.gauge("policy_version", () -> epochs.newest().policy().version());
    }

    void applied() {
        applied.inc();
    }

    void refused() {
        refused.inc();
    }
}
