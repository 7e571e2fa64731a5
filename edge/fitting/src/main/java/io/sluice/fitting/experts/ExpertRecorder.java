package io.sluice.fitting.experts;

import io.sluice.fitting.FeatureRecorder;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.Softmax;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Runs a router and every expert on labelled rows, and keeps what they give. */
public final class ExpertRecorder {
    private final LabelledRows rows;
    private final int[] order;
    private final KernelProvider provider;
    private final int threads;
    private final FitProgressListener listener;

    /**
     * A recorder.
     *
     * @param provider runs the stages, on its first device
     * @param threads at least 1
     */
    public ExpertRecorder(
            LabelledRows rows, KernelProvider provider, int threads, FitProgressListener listener) {
        this.rows = rows;
        this.order = IntStream.range(0, rows.size()).toArray();
        this.provider = provider;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Records all rows; an expert answers with its last exit.
     *
     * @param experts by name
     * @throws BundleException of category FORMAT when one is no ladder, or SHAPE when its inputs or
     *     classes are not the router's
     * @throws io.sluice.fitting.data.DataException when a stage gives NaN for a row
     * @throws io.sluice.kernel.KernelException when a stage cannot be opened or run
     */
    public RecordedExperts record(Bundle router, SortedMap<String, Bundle> experts) {
        BundleManifest manifest = router.manifest();
        int width = manifest.requireRouter().rowElements();
        experts.values().forEach(expert -> requireSame(manifest, expert.manifest()));
        float[] features = last(router);
        float[][] rowsOfFeatures = new float[rows.size()][width];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(features, row * width, rowsOfFeatures[row], 0, width);
        }
        int classes = manifest.classes().size();
        List<float[]> probabilities = new ArrayList<>();
        for (Bundle expert : experts.values()) {
            probabilities.add(probabilities(last(expert), classes));
        }
        return new RecordedExperts(
                List.copyOf(experts.keySet()),
                classes,
                rowsOfFeatures,
                rows.labels(),
                probabilities.toArray(float[][]::new));
    }

    /** What the last stage of a bundle gives, row after row. */
    private float[] last(Bundle bundle) {
        float[][] given =
                FeatureRecorder.recordResults(bundle, rows, order, provider, threads, listener);
        return given[given.length - 1];
    }

    private static float[] probabilities(float[] logits, int classes) {
        Softmax softmax = new Softmax();
        for (int from = 0; from < logits.length; from += classes) {
            softmax.read(logits, from, classes);
            for (int c = 0; c < classes; c++) {
                logits[from + c] = softmax.probability(c);
            }
        }
        return logits;
    }

    private static void requireSame(BundleManifest router, BundleManifest expert) {
        expert.requireLadder();
        if (!expert.inputs().equals(router.inputs())) {
            throw new BundleException(
                    Category.SHAPE,
                    expert.id()
                            + " takes "
                            + expert.inputs()
                            + "; expected the inputs of the router: "
                            + router.inputs());
        }
        if (!expert.classes().equals(router.classes())) {
            throw new BundleException(
                    Category.SHAPE,
                    expert.id()
                            + " answers with the classes "
                            + expert.classes()
                            + "; expected those of the router: "
                            + router.classes());
        }
    }
}
