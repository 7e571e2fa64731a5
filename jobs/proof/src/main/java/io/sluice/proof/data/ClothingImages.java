package io.sluice.proof.data;

import io.sluice.fitting.Backbone;
import io.sluice.fitting.FeatureRecorder;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.JoinedRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.FitSample;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fashion-MNIST through the example's convolutional network. Heads are trained on the 50,000 images
 * that the network itself was trained on; gates and thresholds come from the 10,000 that it has not
 * seen, half each; figures from the 10,000 test images.
 */
public final class ClothingImages {
    /** The images of the training files. */
    public static final int TRAINING = 60_000;

    /** How many of those the network was trained on. */
    public static final int SEEN = 50_000;

    /** The seed of the example's {@code train.py}. */
    static final int TRAINING_SEED = 20;

    private static final int TEST = 10_000;

    private ClothingImages() {}

    /** Whether all four files are there. */
    public static boolean areThere() {
        return List.of(file("train", 3), file("train", 1), file("t10k", 3), file("t10k", 1))
                .stream()
                .allMatch(Files::isRegularFile);
    }

    /** The recorded images. */
    public static ProofData load(KernelProvider provider) throws IOException {
        ClassNames classes = classes();
        Backbone backbone = backbone(classes);
        try (LabelledRows training = images("train", backbone, classes);
                LabelledRows test = images("t10k", backbone, classes)) {
            JoinedRows rows = new JoinedRows(List.of(training, test));
            FitSample sample =
                    new FeatureCache(ProofFiles.cache())
                            .sample("fashion-mnist", backbone, rows, classes.size(), provider);
            return new ProofData("Fashion-MNIST", sample, ClothingImages::splits);
        }
    }

    /** How long it takes to record all training images, which no cache is asked for. */
    public static double secondsToRecord(KernelProvider provider) throws IOException {
        ClassNames classes = classes();
        Backbone backbone = backbone(classes);
        long start = System.nanoTime();
        int threads = Runtime.getRuntime().availableProcessors();
        try (LabelledRows training = images("train", backbone, classes)) {
            FeatureRecorder.record(
                            backbone, training, provider, threads, FitProgressListener.SILENT)
                    .close();
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    private static ClassNames classes() throws IOException {
        return new ClassNames(Files.readAllLines(example().resolve("classes.txt")));
    }

    private static Backbone backbone(ClassNames classes) throws IOException {
        return Backbone.of(
                OnnxModel.load(example().resolve("model.onnx")),
                List.of(List.of("stage1_out"), List.of("stage2_out")),
                "exit3_logits",
                classes.size(),
                HeadInput.AUTO);
    }

    /** The same 50,000 to train on and 10,000 to test on; the rest divided by the seed. */
    static Splits splits(long seed) {
        int[] order = shuffledTraining();
        int[] unseen = Arrays.copyOfRange(order, SEEN, TRAINING);
        Random random = new Random(seed);
        for (int i = unseen.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = unseen[i];
            unseen[i] = unseen[j];
            unseen[j] = swapped;
        }
        int half = unseen.length / 2;
        return Splits.of(
                sorted(Arrays.copyOf(order, SEEN)),
                sorted(Arrays.copyOf(unseen, half)),
                sorted(Arrays.copyOfRange(unseen, half, unseen.length)),
                IntStream.range(TRAINING, TRAINING + TEST).toArray());
    }

    static Path example() {
        return ProofFiles.repository().resolve("jobs/examples/fashion-mnist");
    }

    /** The training images as the examples shuffle them: what they hold out comes last. */
    public static int[] shuffledTraining() {
        return NumpyPermutation.of(TRAINING_SEED, TRAINING);
    }

    /** One of the four files: {@code train} or {@code t10k}, images (3) or labels (1). */
    public static Path file(String part, int rank) {
        String kind = rank == 3 ? "images" : "labels";
        return ProofFiles.fashionMnist().resolve(part + "-" + kind + "-idx" + rank + "-ubyte.gz");
    }

    private static LabelledRows images(String part, Backbone backbone, ClassNames names) {
        return IdxRows.read(file(part, 3), file(part, 1), backbone.inputs(), names, 1);
    }

    private static int[] sorted(int[] rows) {
        Arrays.sort(rows);
        return rows;
    }
}
