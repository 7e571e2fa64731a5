package io.sluice.operators;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** One counter per reason code, under the label {@code reason}. Not thread-safe. */
public final class ReasonCounters {
    private final MetricGroup group;
    private final String name;
    private final Map<String, Counter> counters = new HashMap<>();

    public ReasonCounters(MetricGroup group, String name) {
        this.group = group;
        this.name = name;
    }

    public void inc(String reason) {
        counters.computeIfAbsent(reason, r -> group.addGroup("reason", r).counter(name)).inc();
    }
}
