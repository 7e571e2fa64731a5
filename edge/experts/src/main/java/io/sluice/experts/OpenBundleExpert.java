package io.sluice.experts;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The stages of a ladder, run one after the other. */
final class OpenBundleExpert implements OpenExpert {
    private final ActiveBundle bundle;
    private final LadderRunner runner;

    OpenBundleExpert(ActiveBundle bundle, int maxBatch) {
        this.bundle = bundle;
        try {
            List<StageKernel> stages =
                    IntStream.range(0, bundle.stages()).mapToObj(bundle::stage).toList();
            this.runner = new LadderRunner(stages, maxBatch);
        } catch (RuntimeException e) {
            bundle.close();
            throw e;
        }
    }

    @Override
    public List<Tensor> run(List<List<NamedTensor>> rows) {
        BundleManifest manifest = bundle.manifest();
        for (int i = 0; i < manifest.inputs().size(); i++) {
            TensorSpec input = manifest.inputs().get(i);
            ByteBuffer buffer = runner.buffer(input.name()).duplicate();
            for (int row = 0; row < rows.size(); row++) {
                buffer.position(row * input.rowBytes());
                rows.get(row).get(i).tensor().copyTo(buffer);
            }
        }
        runner.run(rows.size());
        int classes = manifest.classes().size();
        String logits = manifest.stages().get(manifest.stages().size() - 1).logits();
        float[] all = runner.floats(logits, rows.size() * classes);
        List<Tensor> answers = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            float[] values = Arrays.copyOfRange(all, row * classes, (row + 1) * classes);
            answers.add(Tensor.ofFloats(new int[] {classes}, values));
        }
        return answers;
    }

    @Override
    public void close() {
        runner.close();
        bundle.close();
    }
}
