package io.sluice.operators.stage;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.StagePlacement;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.fallback.StageHealth;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What is counted and timed of a bundle's stages, whichever gate uses them; times in seconds. */
public final class StageMetrics {
    /** Histograms are over so many of the latest values. */
    public static final int WINDOW = 1000;

    private final Counter[] takenOver;
    private final Histogram[] batchRows;
    private final Histogram[] batchMicros;

    /**
     * @param group the operator's group of Sluice's metrics
     */
    public StageMetrics(MetricGroup group, ActiveBundle bundle) {
        BundleManifest manifest = bundle.manifest();
        group.addGroup("provider", bundle.providerName() + "/" + bundle.device())
                .addGroup("bundle", manifest.name() + "@" + manifest.version())
                .gauge("bundle_info", () -> 1);
        List<StageSpec> stages = manifest.stages();
        this.batchRows = new Histogram[stages.size()];
        this.batchMicros = new Histogram[stages.size()];
        this.takenOver = new Counter[stages.size()];
        for (int i = 0; i < takenOver.length; i++) {
            MetricGroup stage = group.addGroup("stage", stages.get(i).name());
            batchRows[i] = histogram(stage, "batch_rows");
            batchMicros[i] = histogram(stage, "batch_microseconds");
            takenOver[i] = stage.counter("fallback_batches_total");
            health(stage, bundle.health(i));
            placement(stage, bundle.placement(i));
        }
    }

    private static void health(MetricGroup stage, StageHealth health) {
        stage.gauge("device_down", () -> health.isDown() ? 1 : 0);
        stage.gauge("device_down_seconds_total", health::secondsDown);
    }

    private static void placement(MetricGroup stage, StagePlacement placement) {
        stage.gauge("runs_elsewhere", () -> placement.isElsewhere() ? 1 : 0);
        stage.addGroup("provider", placement.device()).gauge("stage_info", () -> 1);
    }

    /**
     * Notes a batch.
     *
     * @param byAnother whether another provider took it over
     */
    public void batchRan(int stage, int rows, double seconds, boolean byAnother) {
        if (byAnother) {
            takenOver[stage].inc();
        }
        batchRows[stage].update(rows);
        batchMicros[stage].update((long) (seconds * 1e6));
    }

    /** A histogram of the latest values. */
    public static Histogram histogram(MetricGroup group, String name) {
        return group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
    }
}
