package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Computes golden vectors, row by row: a row's truth is what it gives alone. */
final class GoldenRecorder {
    private final BundleStages stages;
    private final List<TensorSpec> results;

    /**
     * A recorder.
     *
     * @param results what to record of every stage
     */
    GoldenRecorder(BundleStages stages, List<TensorSpec> results) {
        this.stages = stages;
        this.results = results;
    }

    /**
     * Opens the stages on the provider's first device, runs all rows and closes them.
     *
     * @param bundle what to call the stages' bundle in messages
     * @param samples for every input the bytes of all rows
     */
    GoldenVectors record(String bundle, KernelProvider provider, int rows, List<byte[]> samples) {
        List<StageKernel> kernels = new ArrayList<>();
        try {
            for (StageModel model : stages.models(bundle)) {
                kernels.add(provider.open(model, provider.devices().get(0)));
            }
            List<float[]> recorded = new ArrayList<>();
            results.forEach(result -> recorded.add(new float[rows * result.rowElements()]));
            try (LadderRunner runner = new LadderRunner(kernels, 1)) {
                for (int row = 0; row < rows; row++) {
                    run(runner, row, samples, recorded);
                }
            }
            return new GoldenVectors(rows, samples, recorded);
        } finally {
            kernels.forEach(StageKernel::close);
        }
    }

    private void run(LadderRunner runner, int row, List<byte[]> samples, List<float[]> recorded) {
        for (int i = 0; i < stages.inputs().size(); i++) {
            TensorSpec input = stages.inputs().get(i);
            int bytes = input.rowBytes();
            runner.buffer(input.name()).put(0, samples.get(i), row * bytes, bytes);
        }
        runner.run(1);
        for (int i = 0; i < results.size(); i++) {
            int width = results.get(i).rowElements();
            float[] values = runner.floats(results.get(i).name(), width);
            System.arraycopy(values, 0, recorded.get(i), row * width, width);
        }
    }
}
