package io.sluice.cli.demo;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.simulator.LabelledImages;
import java.util.ArrayList;
import java.util.List;

/** What the model says without early exits: the yardstick of the demo. */
final class FullModel {
    private static final int BATCH = 64;

    private FullModel() {}

    /** The last exit's class for every image. */
    static int[] predict(ActiveBundle bundle, LabelledImages images) {
        List<StageKernel> stages = new ArrayList<>();
        for (int i = 0; i < bundle.stages(); i++) {
            stages.add(bundle.stage(i));
        }
        String input = bundle.manifest().inputs().get(0).name();
        String logits = bundle.manifest().stages().get(bundle.stages() - 1).logits();
        int classes = bundle.manifest().classes().size();
        int[] predicted = new int[images.size()];
        try (LadderRunner runner = new LadderRunner(stages, BATCH)) {
            for (int start = 0; start < images.size(); start += BATCH) {
                int rows = Math.min(BATCH, images.size() - start);
                for (int row = 0; row < rows; row++) {
                    byte[] pixels = images.pixels()[start + row];
                    runner.buffer(input).put(row * pixels.length, pixels);
                }
                runner.run(rows);
                float[] values = runner.floats(logits, rows * classes);
                for (int row = 0; row < rows; row++) {
                    predicted[start + row] = argmax(values, row * classes, classes);
                }
            }
        }
        return predicted;
    }

    private static int argmax(float[] values, int offset, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[offset + i] > values[offset + best]) {
                best = i;
            }
        }
        return best;
    }
}
