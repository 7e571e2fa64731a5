package io.sluice.benchmarks.passthrough;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Two stages whose logits are the first values of the input. Everybody leaves at the first, so that
 * an event is decoded, batched, decided about and answered, and no model is run.
 */
public final class LeadingValuesBundle {
    public static final String INPUT = "frame";
    public static final int CLASSES = 10;

    private static final int GOLDEN_ROWS = 4;

    private LeadingValuesBundle() {}

    /**
     * @param values the number of float32 values of an event
     */
    public static BundleFiles files(int values) {
        return new BundleBuilder("leading-values", "1.0.0")
                .classes(IntStream.range(0, CLASSES).mapToObj(i -> "class" + i).toList())
                .stages(
                        List.of(stage("first", values), stage("second", values)),
                        List.of("first", "second"))
                .policy("1", CertaintyThreshold.confidence(0f))
                .samples(GOLDEN_ROWS, Map.of(INPUT, new byte[GOLDEN_ROWS * values * Float.BYTES]))
                .build(new LeadingValues());
    }

    private static OnnxModel stage(String logits, int values) {
        return OnnxModel.of(
                logits,
                new GraphBuilder(logits)
                        .input(new TensorSpec(INPUT, DType.FLOAT32, new int[] {values}))
                        .longs("starts", 0)
                        .longs("ends", CLASSES)
                        .longs("axes", 1)
                        .node("Slice", List.of(INPUT, "starts", "ends", "axes"), logits)
                        .output(new TensorSpec(logits, DType.FLOAT32, new int[] {CLASSES}))
                        .build());
    }
}
