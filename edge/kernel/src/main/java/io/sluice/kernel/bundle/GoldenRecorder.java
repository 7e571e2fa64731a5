package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Computes golden vectors, row by row: a row's truth is what it gives alone. */
final class GoldenRecorder {
    private GoldenRecorder() {}

    static GoldenVectors record(
            List<StageModel> models,
            KernelProvider provider,
            int rows,
            List<TensorSpec> inputs,
            List<byte[]> samples,
            List<StageSpec> stages,
            int classes) {
        List<StageKernel> kernels = new ArrayList<>();
        try {
            for (StageModel model : models) {
                kernels.add(provider.open(model, provider.devices().get(0)));
            }
            List<float[]> logits = new ArrayList<>();
            stages.forEach(stage -> logits.add(new float[rows * classes]));
            try (LadderRunner runner = new LadderRunner(kernels, 1)) {
                for (int row = 0; row < rows; row++) {
                    for (int i = 0; i < inputs.size(); i++) {
                        int bytes = inputs.get(i).rowBytes();
                        runner.buffer(inputs.get(i).name())
                                .put(0, samples.get(i), row * bytes, bytes);
                    }
                    runner.run(1);
                    for (int exit = 0; exit < stages.size(); exit++) {
                        float[] values = runner.floats(stages.get(exit).logits(), classes);
                        System.arraycopy(values, 0, logits.get(exit), row * classes, classes);
                    }
                }
            }
            return new GoldenVectors(rows, samples, logits);
        } finally {
            kernels.forEach(StageKernel::close);
        }
    }
}
