package io.sluice.operators.cascade;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.operators.ReasonCounters;
import io.sluice.operators.stage.StageMetrics;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/** What is counted and timed in a cascade; times in seconds. */
final class CascadeMetrics implements CascadeListener {
    /**
     * One event in this many is entered in the per-event histograms, which cost more than a count.
     */
    private static final int SAMPLING = 16;

    /** The mean exit depth is over about this many of the latest predictions. */
    private static final double DEPTH_WINDOW = 1000;

    private final Counter answered;
    private final Counter ties;
    private final Counter refused;
    private final Counter exhausted;
    private final Counter multiplyAdds;
    private final Counter guarded;
    private final Counter wouldChange;
    private final Counter wouldSaveMultiplyAdds;
    private final Counter wouldSaveMicrojoules;
    private final Counter[] wouldExit;
    private final Counter shadowRuns;
    private final Counter shadowDisagreements;
    private final Counter shadowFailures;
    private final Counter shadowMultiplyAdds;
    private final Counter shadowMicros;
    private final ReasonCounters dead;
    private final Counter[] exits;
    private final StageMetrics stages;
    private final Histogram queueMicros;
    private final Histogram computeMicros;
    private final long[] cumulativeMultiplyAdds;
    private int sample;

    /** Reporters read it as it is: one that is some events old will do. */
    private double meanDepth = Double.NaN;

    CascadeMetrics(MetricGroup operator, ActiveBundle bundle) {
        MetricGroup group = operator.addGroup("sluice");
        this.answered = group.counter("records_out_total");
        this.refused = group.counter("budget_refused_total");
        this.exhausted = group.counter("budget_exhausted_total");
        group.gauge("mean_exit_depth", () -> Double.isNaN(meanDepth) ? 0 : meanDepth);
        this.ties = group.counter("threshold_ties_total");
        this.multiplyAdds = group.counter("multiply_adds_total");
        this.guarded = group.counter("guarded_total");
        this.wouldChange = group.counter("shadow_gate_changes_total");
        this.wouldSaveMultiplyAdds = group.counter("shadow_gate_saved_multiply_adds_total");
        this.wouldSaveMicrojoules = group.counter("shadow_gate_saved_microjoules_total");
        this.shadowRuns = group.counter("shadow_runs_total");
        this.shadowDisagreements = group.counter("shadow_disagreements_total");
        this.shadowFailures = group.counter("shadow_failures_total");
        this.shadowMultiplyAdds = group.counter("shadow_multiply_adds_total");
        this.shadowMicros = group.counter("shadow_microseconds_total");
        this.dead = new ReasonCounters(group, "records_dead_total");
        this.queueMicros = StageMetrics.histogram(group, "queue_microseconds");
        this.computeMicros = StageMetrics.histogram(group, "compute_microseconds");
        this.stages = new StageMetrics(group, bundle);
        List<StageSpec> specs = bundle.manifest().stages();
        this.exits = new Counter[specs.size()];
        this.wouldExit = new Counter[specs.size()];
        this.cumulativeMultiplyAdds = new long[specs.size()];
        long sum = 0;
        for (int i = 0; i < exits.length; i++) {
            sum += specs.get(i).multiplyAdds();
            cumulativeMultiplyAdds[i] = sum;
            MetricGroup ofExit = group.addGroup("exit", String.valueOf(i));
            exits[i] = ofExit.counter("exits_total");
            wouldExit[i] = ofExit.counter("shadow_gate_exits_total");
        }
    }

    @Override
    public void batchRan(int stage, int rows, double seconds, boolean byAnother) {
        stages.batchRan(stage, rows, seconds, byAnother);
    }

    @Override
    public void answered(int exit, double secondsInCascade, double computeSeconds) {
        answered.inc();
        exits[exit].inc();
        multiplyAdds.inc(cumulativeMultiplyAdds[exit]);
        double depth = (exit + 1.0) / exits.length;
        meanDepth =
                Double.isNaN(meanDepth) ? depth : meanDepth + (depth - meanDepth) / DEPTH_WINDOW;
        if (++sample == SAMPLING) {
            sample = 0;
            computeMicros.update((long) (computeSeconds * 1e6));
            queueMicros.update((long) ((secondsInCascade - computeSeconds) * 1e6));
        }
    }

    @Override
    public void tied() {
        ties.inc();
    }

    @Override
    public void exhausted() {
        exhausted.inc();
    }

    @Override
    public void refused(double secondsInCascade) {
        answered.inc();
        refused.inc();
    }

    @Override
    public void wouldHaveLeft(int exit, boolean changed, long saved, double joules) {
        wouldExit[exit].inc();
        wouldSaveMultiplyAdds.inc(saved);
        if (changed) {
            wouldChange.inc();
        }
        if (!Double.isNaN(joules)) {
            wouldSaveMicrojoules.inc(Math.round(joules * 1e6));
        }
    }

    @Override
    public void guarded() {
        guarded.inc();
    }

    @Override
    public void shadowRan(boolean agreed, long extraMultiplyAdds, double computeSeconds) {
        shadowRuns.inc();
        if (!agreed) {
            shadowDisagreements.inc();
        }
        shadowMultiplyAdds.inc(extraMultiplyAdds);
        shadowMicros.inc(Math.round(computeSeconds * 1e6));
    }

    @Override
    public void shadowFailed() {
        shadowFailures.inc();
    }

    @Override
    public void failed(String reason) {
        dead.inc(reason);
    }
}
