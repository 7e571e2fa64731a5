package io.sluice.fitting;

import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.LinearHead;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.onnx.HeadInput;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the exits of a bundle say about every row of a data set, nobody leaving early, and what its
 * stages take: what policies are judged and compared on.
 *
 * @param ladder the logits, with costs in multiply-adds
 * @param secondsPerStage measured time per row of each stage, in full batches
 */
public record BundleRecording(LadderLogits ladder, double[] secondsPerStage) {
    /**
     * Runs the bundle.
     *
     * @param provider runs the stages, on its first device
     * @param threads at least 1
     * @throws io.sluice.fitting.data.DataException when the data set is empty, or a row gives a NaN
     * @throws io.sluice.kernel.KernelException when a stage cannot be opened or run
     */
    public static BundleRecording of(
            Bundle bundle,
            LabelledRows rows,
            KernelProvider provider,
            int threads,
            FitProgressListener listener) {
        LadderLogits ladder =
                logits(bundle, rows, provider, threads, FeatureRecorder.BATCH, listener);
        Backbone backbone = Backbone.of(bundle, true, HeadInput.AUTO);
        List<Optional<LinearHead>> kept =
                Collections.nCopies(backbone.exits(), Optional.<LinearHead>empty());
        StageCosts measured =
                StageCosts.measured(
                        backbone.withHeads(kept),
                        bundle.manifest().inputs(),
                        rows,
                        provider,
                        FeatureRecorder.BATCH);
        return new BundleRecording(ladder, measured.own());
    }

    /**
     * The logits alone.
     *
     * @param batch rows per batch, at least 1
     */
    public static LadderLogits logits(
            Bundle bundle,
            LabelledRows rows,
            KernelProvider provider,
            int threads,
            int batch,
            FitProgressListener listener) {
        Backbone backbone = Backbone.of(bundle, true, HeadInput.AUTO);
        double[] own =
                bundle.manifest().stages().stream().mapToDouble(StageSpec::multiplyAdds).toArray();
        double[] costs = new StageCosts(false, own).cumulativeShares();
        try (RecordedFeatures recorded =
                FeatureRecorder.record(backbone, rows, provider, threads, batch, listener)) {
            return recorded.ladder(rows.labels(), bundle.manifest().classes().size(), costs);
        }
    }
}
