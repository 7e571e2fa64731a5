package io.sluice.operators.admission;

import io.sluice.operators.ReasonCounters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted of records. */
final class DecodingMetrics {
    private final Counter received;
    private final ReasonCounters dead;

    DecodingMetrics(MetricGroup group, DecoderFactory.TaskDecoder decoder) {
        MetricGroup sluice = group.addGroup("sluice");
        this.received = sluice.counter("records_in_total");
        this.dead = new ReasonCounters(sluice, "records_dead_total");
        sluice.gauge("registry_waiting_seconds", decoder::waitingSeconds);
    }

    void received() {
        received.inc();
    }

    void refused(String reason) {
        dead.inc(reason);
    }
}
