package io.sluice.kernel.bundle;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import java.util.List;
import java.util.stream.IntStream;

/** Compares what open stages compute with a bundle's golden vectors, at batch 1 and at all rows. */
public final class GoldenCheck {
    private final BundleManifest manifest;
    private final GoldenVectors golden;
    private final List<TensorSpec> results;

    public GoldenCheck(BundleManifest manifest, GoldenVectors golden) {
        this.manifest = manifest;
        this.golden = golden;
        this.results = manifest.results();
    }

    /**
     * Runs the check.
     *
     * @param stages all stages of the bundle, in order
     * @throws BundleException of category GOLDEN naming the exit, branch, summary or features, the
     *     batch and by how much
     */
    public void check(List<StageKernel> stages) {
        check(IntStream.range(0, stages.size()).boxed().toList(), stages);
    }

    /**
     * Runs the check on some stages; what the others give is not compared.
     *
     * @param which their indices in the bundle, rising, with the stages that each needs
     * @param stages these stages, in the same order
     */
    void check(List<Integer> which, List<StageKernel> stages) {
        try (LadderRunner runner = new LadderRunner(stages, golden.rows())) {
            for (int row = 0; row < golden.rows(); row++) {
                check(runner, which, row, 1);
            }
            check(runner, which, 0, golden.rows());
        }
    }

    private void check(LadderRunner runner, List<Integer> which, int firstRow, int batch) {
        for (int i = 0; i < manifest.inputs().size(); i++) {
            String input = manifest.inputs().get(i).name();
            int rowBytes = manifest.inputs().get(i).rowBytes();
            if (runner.has(input)) {
                runner.buffer(input)
                        .put(0, golden.inputs().get(i), firstRow * rowBytes, batch * rowBytes);
            }
        }
        runner.run(batch);
        for (int stage : which) {
            TensorSpec result = results.get(stage);
            int width = result.rowElements();
            float[] actual = runner.floats(result.name(), batch * width);
            compare(stage, actual, golden.expected().get(stage), firstRow * width, batch);
        }
    }

    private String what(int index) {
        StageSpec stage = manifest.stages().get(index);
        if (!stage.hasExit()) {
            String kind = manifest.router().isPresent() ? "features " : "summary ";
            return kind + results.get(index).name();
        }
        return manifest.sensorLayout().isPresent() ? "branch " + stage.name() : stage.exit();
    }

    private void compare(int stage, float[] actual, float[] expected, int offset, int batch) {
        double greatest = 0;
        double off = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[offset + i]);
            // A NaN compares as false everywhere: count it as infinitely far off.
            off = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(off, difference);
            greatest = Math.max(greatest, Math.abs(expected[offset + i]));
        }
        GoldenSpec spec = manifest.golden();
        double allowed = spec.relativeTolerance() * greatest + spec.absoluteTolerance();
        if (off > allowed) {
            throw new BundleException(
                    BundleException.Category.GOLDEN,
                    manifest.stages().get(stage).file()
                            + ": "
                            + what(stage)
                            + " at batch "
                            + batch
                            + " is off by "
                            + off
                            + " from "
                            + spec.file()
                            + ", allowed are "
                            + allowed);
        }
    }
}
