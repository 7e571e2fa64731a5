package io.sluice.cli.profile;

import io.sluice.energy.EnergyMark;
import io.sluice.energy.EnergyMeter;
import io.sluice.energy.EnergyWindow;
import io.sluice.fitting.FitProgressListener;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.GoldenVectors;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.costs.BatchCost;
import io.sluice.kernel.costs.BatchCost.Latency;
import io.sluice.kernel.costs.CostTable;
import io.sluice.kernel.costs.PartCost;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs the parts of a bundle on this machine, one batch after the other on this thread, and says
 * what they cost. The rows are those of the golden vectors, again and again.
 */
final class Profiler implements AutoCloseable {
    private static final int WARM_RUNS = 20;
    private static final int LEAST_RUNS = 30;

    private final ActiveBundle active;
    private final EnergyMeter meter;
    private final List<Integer> sizes;
    private final double seconds;
    private final LadderRunner runner;
    private final FitProgressListener progress;
    private String notMeasured = "";
    private int done;

    /**
     * @param meter whose idle power is known, if it is to measure
     * @param sizes of batches, rising
     * @param seconds how long each part runs at each size, at the least
     */
    Profiler(
            ActiveBundle active,
            EnergyMeter meter,
            List<Integer> sizes,
            double seconds,
            FitProgressListener progress) {
        this.active = active;
        this.meter = meter;
        this.sizes = sizes;
        this.seconds = seconds;
        this.progress = progress;
        List<StageKernel> stages =
                IntStream.range(0, active.stages()).mapToObj(active::stage).toList();
        this.runner = new LadderRunner(stages, most());
        fill(active.manifest(), active.bundle().golden());
    }

    /** Runs everything. */
    CostTable profile(String deviceClass) {
        runner.run(most());
        List<PartCost> stages = new ArrayList<>();
        for (int i = 0; i < active.stages(); i++) {
            int stage = i;
            String name = active.manifest().stages().get(i).name();
            stages.add(part(name, batch -> runner.run(stage, batch)));
        }
        Optional<PartCost> fullPath =
                isLadder() ? Optional.of(part(CostTable.FULL_PATH, runner::run)) : Optional.empty();
        return new CostTable(
                active.hash(),
                deviceClass,
                active.providerName() + "/" + active.device(),
                stages,
                fullPath);
    }

    /** Why joules were not measured, the newest reason; empty when all were. */
    String notMeasured() {
        return notMeasured;
    }

    private PartCost part(String name, IntConsumer run) {
        List<BatchCost> costs = new ArrayList<>();
        for (int batch : sizes) {
            progress.progress("profile", done++, (long) sizes.size() * parts());
            costs.add(cost(run, batch));
        }
        return new PartCost(name, costs);
    }

    private BatchCost cost(IntConsumer run, int batch) {
        for (int i = 0; i < WARM_RUNS; i++) {
            run.accept(batch);
        }
        BatchTimes times = new BatchTimes();
        EnergyMark mark = meter.mark();
        long start = System.nanoTime();
        long now = start;
        while (times.count() < LEAST_RUNS || (now - start) * 1e-9 < seconds) {
            long before = now;
            run.accept(batch);
            now = System.nanoTime();
            times.add(now - before);
        }
        EnergyWindow window = meter.since(mark, times.seconds());
        return cost(batch, times.count(), times.latency(), window);
    }

    private BatchCost cost(int batch, int runs, Latency latency, EnergyWindow window) {
        if (!window.reason().isEmpty()) {
            notMeasured = window.reason();
        }
        if (Double.isNaN(window.joules())) {
            return BatchCost.withoutJoules(batch, runs, latency);
        }
        if (window.joules() <= 0) {
            notMeasured = "the machine drew no more than when it was idle";
            return BatchCost.withoutJoules(batch, runs, latency);
        }
        double rows = (double) runs * batch;
        return new BatchCost(
                batch,
                runs,
                latency,
                window.joules() / rows,
                window.uncertaintyJoules() / rows,
                window.provenance());
    }

    private boolean isLadder() {
        BundleManifest manifest = active.manifest();
        return manifest.sensorLayout().isEmpty() && manifest.router().isEmpty();
    }

    private int parts() {
        return active.stages() + (isLadder() ? 1 : 0);
    }

    private int most() {
        return sizes.get(sizes.size() - 1);
    }

    private void fill(BundleManifest manifest, GoldenVectors golden) {
        for (int i = 0; i < manifest.inputs().size(); i++) {
            TensorSpec input = manifest.inputs().get(i);
            int rowBytes = input.rowBytes();
            ByteBuffer buffer = runner.buffer(input.name());
            for (int row = 0; row < most(); row++) {
                int from = row % golden.rows() * rowBytes;
                buffer.put(row * rowBytes, golden.inputs().get(i), from, rowBytes);
            }
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
