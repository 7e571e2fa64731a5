package io.sluice.fitting;

import io.sluice.fitting.data.LabelledRows;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.onnx.MultiplyAdds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each stage costs, its head included.
 *
 * @param measured whether {@code own} are seconds of this machine or counted multiply-adds
 * @param own the cost of each stage by itself: seconds per row, or multiply-adds per row
 */
public record StageCosts(boolean measured, double[] own) {
    private static final int WARM_UP = 5;
    private static final int RUNS = 31;

    /** The multiply-adds of each stage. */
    public static StageCosts counted(List<BundleBuilder.Stage> stages) {
        double[] own =
                stages.stream().mapToDouble(s -> MultiplyAdds.count(s.model()).total()).toArray();
        return new StageCosts(false, own);
    }

    /**
     * The time that each stage takes for a row in a full batch: the median of {@value #RUNS} runs,
     * on this machine, on one thread.
     *
     * @param rows where the batch comes from, the first rows again when there are too few
     */
    public static StageCosts measured(
            List<BundleBuilder.Stage> stages,
            List<TensorSpec> inputs,
            LabelledRows rows,
            KernelProvider provider,
            int batch) {
        List<StageKernel> kernels = new ArrayList<>();
        try {
            for (BundleBuilder.Stage stage : stages) {
                StageModel model =
                        new StageModel(
                                stage.name(),
                                stage.model().bytes(),
                                stage.model().inputs(),
                                stage.model().outputs());
                kernels.add(provider.open(model, provider.devices().get(0)));
            }
            try (LadderRunner runner = new LadderRunner(kernels, batch)) {
                int count = Math.min(batch, rows.size());
                FeatureRecorder.fill(runner, rows, inputs, 0, count);
                runner.run(count);
                double[] own = new double[stages.size()];
                for (int stage = 0; stage < own.length; stage++) {
                    own[stage] = median(runner, stage, count);
                }
                return new StageCosts(true, own);
            }
        } finally {
            kernels.forEach(StageKernel::close);
        }
    }

    private static double median(LadderRunner runner, int stage, int count) {
        double[] seconds = new double[RUNS];
        for (int run = -WARM_UP; run < RUNS; run++) {
            long start = System.nanoTime();
            runner.run(stage, count);
            if (run >= 0) {
                seconds[run] = (System.nanoTime() - start) * 1e-9 / count;
            }
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }

    /** Cost of leaving at each exit as a share of the full model's: rising, the last one 1. */
    public double[] cumulativeShares() {
        double full = Arrays.stream(own).sum();
        double[] shares = new double[own.length];
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            sum += own[i];
            shares[i] = i == own.length - 1 ? 1 : sum / full;
        }
        return shares;
    }
}
