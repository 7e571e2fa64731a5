package io.sluice.operators.sensors;

import io.sluice.gates.sensors.AlignedFrames;
import io.sluice.gates.sensors.FrameAligner.Verdict;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.ReasonCounters;
import java.util.List;
import java.util.Locale;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted while frames are joined. */
final class AlignMetrics {
    private final Counter[] frames = new Counter[Verdict.values().length];
    private final Counter[][] statuses;
    private final ReasonCounters dead;
    private final Counter samples;
    private final Counter acks;
    private final Counter acksIgnored;

    AlignMetrics(MetricGroup group, List<ModalityInputs> modalities) {
        MetricGroup sluice = group.addGroup("sluice");
        for (Verdict verdict : Verdict.values()) {
            String name = verdict.name().toLowerCase(Locale.ROOT);
            frames[verdict.ordinal()] = sluice.addGroup("verdict", name).counter("frames_total");
        }
        statuses = new Counter[modalities.size()][ModalityStatus.values().length];
        for (int m = 0; m < modalities.size(); m++) {
            MetricGroup modality = sluice.addGroup("modality", modalities.get(m).name());
            for (ModalityStatus status : ModalityStatus.values()) {
                statuses[m][status.ordinal()] =
                        modality.addGroup("status", status.name())
                                .counter("modality_samples_total");
            }
        }
        dead = new ReasonCounters(sluice, "records_dead_total");
        samples = sluice.counter("samples_total");
        acks = sluice.counter("acks_total");
        acksIgnored = sluice.counter("acks_ignored_total");
    }

    void frame(Verdict verdict) {
        frames[verdict.ordinal()].inc();
    }

    void refused(String reason) {
        dead.inc(reason);
    }

    void sample(AlignedFrames<SensorFrame> sample) {
        samples.inc();
        for (int m = 0; m < statuses.length; m++) {
            statuses[m][sample.status(m).ordinal()].inc();
        }
    }

    void ack(boolean applied) {
        acks.inc();
        if (!applied) {
            acksIgnored.inc();
        }
    }
}
