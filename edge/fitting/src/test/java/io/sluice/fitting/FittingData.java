package io.sluice.fitting;

import io.sluice.fitting.data.StoredRows;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** A small network with random weights, and rows whose classes can be told from their values. */
final class FittingData {
    static final int CLASSES = 3;
    static final List<String> NAMES = List.of("red", "green", "blue");

    private static final int WIDTH = 6;
    private static final TensorSpec INPUT =
            new TensorSpec("image", DType.FLOAT32, new int[] {WIDTH});

    private FittingData() {}

    static OnnxModel network() {
        return OnnxModel.of("net", OnnxGraphs.threeExits(11, DType.FLOAT32, WIDTH, 16, CLASSES));
    }

    /** The last exit is fitted too: the network's own logits are random. */
    static Backbone backbone() {
        return Backbone.of(
                network(),
                List.of(List.of("stage1_out"), List.of("stage2_out")),
                "stage3_out",
                CLASSES,
                HeadInput.AUTO);
    }

    /** Rows of noise with a bump at the class. */
    static StoredRows rows(int count, long seed) {
        Random random = new Random(seed);
        StoredRows rows = new StoredRows(List.of(INPUT));
        for (int i = 0; i < count; i++) {
            float[] values = new float[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                values[j] = (float) (32 * random.nextGaussian());
            }
            int label = i % CLASSES;
            values[2 * label] += 80;
            rows.add(List.of(Tensor.ofFloats(new int[] {WIDTH}, values).array()), label);
        }
        return rows;
    }

    static FitRequest request(StoredRows rows, FitGoal goal, int threads) {
        return new FitRequest(
                "net",
                "1.1.0",
                "rows of a test",
                NAMES,
                backbone(),
                rows,
                Splits.stratified(rows.labels(), CLASSES, SplitShares.DEFAULT, 1),
                ExitFitSettings.DEFAULT.withEpochs(6, 1, 1).withThreads(threads),
                goal,
                OptionalDouble.of(.1),
                false,
                64,
                8);
    }
}
