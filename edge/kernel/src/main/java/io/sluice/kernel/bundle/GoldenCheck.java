package io.sluice.kernel.bundle;

import io.sluice.kernel.StageKernel;
import java.util.List;

/** Compares what open stages compute with a bundle's golden vectors, at batch 1 and at all rows. */
public final class GoldenCheck {
    private final BundleManifest manifest;
    private final GoldenVectors golden;

    public GoldenCheck(BundleManifest manifest, GoldenVectors golden) {
        this.manifest = manifest;
        this.golden = golden;
    }

    /**
     * Runs the check.
     *
     * @param stages the stages of the ladder from the first on, in order; the exits of those that
     *     are left out are not compared
     * @throws BundleException of category GOLDEN naming the exit, the batch and by how much
     */
    public void check(List<StageKernel> stages) {
        try (LadderRunner runner = new LadderRunner(stages, golden.rows())) {
            for (int row = 0; row < golden.rows(); row++) {
                check(runner, stages.size(), row, 1);
            }
            check(runner, stages.size(), 0, golden.rows());
        }
    }

    private void check(LadderRunner runner, int stages, int firstRow, int batch) {
        for (int i = 0; i < manifest.inputs().size(); i++) {
            String input = manifest.inputs().get(i).name();
            int rowBytes = manifest.inputs().get(i).rowBytes();
            if (runner.has(input)) {
                runner.buffer(input)
                        .put(0, golden.inputs().get(i), firstRow * rowBytes, batch * rowBytes);
            }
        }
        runner.run(batch);
        int classes = manifest.classes().size();
        for (int exit = 0; exit < stages; exit++) {
            StageSpec stage = manifest.stages().get(exit);
            float[] actual = runner.floats(stage.logits(), batch * classes);
            compare(stage, actual, golden.logits().get(exit), firstRow * classes, batch);
        }
    }

    private void compare(StageSpec stage, float[] actual, float[] expected, int offset, int batch) {
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
                    stage.file()
                            + ": "
                            + stage.exit()
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
