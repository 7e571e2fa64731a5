package io.sluice.operators.admission;

import io.sluice.gates.EpochTable;
import io.sluice.operators.ReasonCounters;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted at admission. */
final class AdmissionMetrics {
    private final Counter received;
    private final ReasonCounters dead;
    private final Counter controlApplied;
    private final Counter controlRefused;

    AdmissionMetrics(MetricGroup group, EpochTable epochs, DecoderFactory.TaskDecoder decoder) {
        MetricGroup sluice = group.addGroup("sluice");
        this.received = sluice.counter("records_in_total");
        this.dead = new ReasonCounters(sluice, "records_dead_total");
        this.controlApplied = sluice.counter("control_applied_total");
        this.controlRefused = sluice.counter("control_refused_total");
        sluice.gauge("epoch", () -> epochs.newest().epoch());
        sluice.gauge("policy_version", () -> epochs.newest().policy().version());
        sluice.gauge("registry_waiting_seconds", decoder::waitingSeconds);
    }

    void received() {
        received.inc();
    }

    void refused(String reason) {
        dead.inc(reason);
    }

    void controlApplied() {
        controlApplied.inc();
    }

    void controlRefused() {
        controlRefused.inc();
    }
}
