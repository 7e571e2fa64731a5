package io.sluice.proof.experts;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.SelectedRows;
import io.sluice.fitting.experts.ExpertRecorder;
import io.sluice.fitting.experts.ExpertsFile;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.fit.ExpertProfile;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.proof.data.ClothingImages;
import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The expert example's simulated fleet: its router, its five experts, and Fashion-MNIST. */
public final class ClothingFleet {
    /** How many of the training images neither router nor experts were trained on. */
    public static final int HELD = 12_000;

    private final ExpertsFile file;
    private final Bundle router;
    private final SortedMap<String, Bundle> experts = new TreeMap<>();

    /** Opens the example's bundles. */
    public ClothingFleet() throws IOException {
        Path example = ProofFiles.repository().resolve("jobs/examples/experts");
        file = ExpertsFile.parse("experts.yaml", Files.readString(example.resolve("experts.yaml")));
        router = Bundle.open(example.resolve("bundles/router"));
        for (ExpertsFile.Expert expert : file.experts()) {
            experts.put(expert.name(), Bundle.open(example.resolve(expert.bundle())));
        }
    }

    public ExpertsFile file() {
        return file;
    }

    /** The example's policy, whose operating point was declared before a test image was seen. */
    public ExpertPolicy policy() {
        return router.firstPolicy().experts().orElseThrow();
    }

    /** What the experts cost, in the order of their names. */
    public List<ExpertProfile> profiles() {
        return policy().experts().stream()
                .map(
                        e ->
                                new ExpertProfile(
                                        e.name(),
                                        e.bundle(),
                                        e.joules(),
                                        e.computeMillis(),
                                        e.standbyWatts(),
                                        e.multiplyAdds()))
                .toList();
    }

    /** The images that the example's policy was fitted on, in the same order. */
    public RecordedExperts held() {
        int[] order = ClothingImages.shuffledTraining();
        try (LabelledRows rows = images("train")) {
            return record(
                    new SelectedRows(
                            rows, Arrays.copyOfRange(order, order.length - HELD, order.length)));
        }
    }

    /** The 10,000 test images. */
    public RecordedExperts test() {
        try (LabelledRows rows = images("t10k")) {
            return record(rows);
        }
    }

    private RecordedExperts record(LabelledRows rows) {
        return new ExpertRecorder(
                        rows,
                        KernelProviders.choose(KernelProviders.REFERENCE),
                        Runtime.getRuntime().availableProcessors(),
                        FitProgressListener.SILENT)
                .record(router, experts);
    }

    private LabelledRows images(String part) {
        return IdxRows.read(
                ClothingImages.file(part, 3),
                ClothingImages.file(part, 1),
                router.manifest().inputs(),
                new ClassNames(router.manifest().classes()),
                1);
    }
}
