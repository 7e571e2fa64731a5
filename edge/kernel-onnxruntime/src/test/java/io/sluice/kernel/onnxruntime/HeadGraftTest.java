package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.onnx.HeadGraft;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadGraftTest {
    private static final TensorSpec MASK = new TensorSpec("mask", DType.INT64, new int[] {2});

    @Test
    void aGraftedHeadComputesWhatItsWeightsSay() {
        OnnxModel model = OnnxModel.of("net", OnnxGraphs.threeExits(3, DType.FLOAT32, 6, 4, 3));
        OnnxModel stage = OnnxCutter.cut(model, CUTS, LOGITS).get(0);
        OnnxModel bare = HeadGraft.without(stage, "exit1_logits");
        OnnxModel features =
                HeadGraft.withFeatures(bare, "stage1_out", HeadInput.AUTO, null, "features");
        float[] weights = new float[2 * 4];
        weights[1] = 2;
        weights[4 + 3] = -1;

        OnnxModel headed =
                HeadGraft.withHead(features, "features", weights, new float[] {.5f, 0}, "logits");

        assertThat(bare.initialisers()).doesNotContainKey("exit1_logits_weight");
        assertThat(headed.outputs())
                .hasToString("[stage1_out: FLOAT32[N, 4], logits: FLOAT32[N, 2]]");
        assertThat(MultiplyAdds.count(headed).total()).isEqualTo(6 * 4 + 4 * 2);
        Map<String, byte[]> rows = CutCheck.randomRows(model.inputs(), 3, 5);
        try (Run run = new Run(headed, 3, rows)) {
            float[] out = run.floats("stage1_out", 12);
            float[] logits = run.floats("logits", 6);
            for (int row = 0; row < 3; row++) {
                assertThat(logits[2 * row]).isCloseTo(.5f + 2 * out[4 * row + 1], within(1e-6f));
                assertThat(logits[2 * row + 1]).isCloseTo(-out[4 * row + 3], within(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 13, 18})
    void theMeanOverTokensLeavesOutThoseThatTheMaskDoes(int operators) {
        OnnxModel grafted =
                HeadGraft.withFeatures(
                        tokens(operators), "tokens", HeadInput.MEAN, MASK, "features");

        assertThat(grafted.inputs()).contains(MASK);
        Map<String, byte[]> rows =
                Map.of(
                        "x", floats(1, 2, 3, 4, 5, 6, /* row 2 */ 1, 2, 3, 4, 5, 6),
                        "mask", longs(1, 1, /* row 2 */ 1, 0));
        try (Run run = new Run(grafted, 2, rows)) {
            assertThat(run.floats("features", 6)).containsExactly(2.5f, 3.5f, 4.5f, 1, 2, 3);
        }
    }

    @Test
    void anEventWithoutTokensHasZerosForFeatures() {
        OnnxModel grafted =
                HeadGraft.withFeatures(tokens(13), "tokens", HeadInput.AUTO, MASK, "features");

        Map<String, byte[]> rows = Map.of("x", floats(1, 2, 3, 4, 5, 6), "mask", longs(0, 0));
        try (Run run = new Run(grafted, 1, rows)) {
            assertThat(run.floats("features", 3)).containsExactly(0, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void withoutAMaskTheMeanIsOverAllTokens(int operators) {
        OnnxModel grafted =
                HeadGraft.withFeatures(
                        tokens(operators), "tokens", HeadInput.AUTO, null, "features");

        try (Run run = new Run(grafted, 1, Map.of("x", floats(1, 2, 3, 4, 5, 6)))) {
            assertThat(run.floats("features", 3)).containsExactly(2.5f, 3.5f, 4.5f);
        }
    }

    @Test
    void theFirstTokenStandsForAll() {
        OnnxModel grafted =
                HeadGraft.withFeatures(tokens(13), "tokens", HeadInput.FIRST, null, "features");

        try (Run run = new Run(grafted, 1, Map.of("x", floats(1, 2, 3, 4, 5, 6)))) {
            assertThat(run.floats("features", 3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void imagesAreFlattenedOrAveragedPerChannel() {
        OnnxModel image = relu(new TensorSpec("x", DType.FLOAT32, new int[] {2, 1, 2}), 13);
        Map<String, byte[]> rows = Map.of("x", floats(1, 2, 3, 5));

        OnnxModel flat = HeadGraft.withFeatures(image, "tokens", HeadInput.AUTO, null, "features");
        OnnxModel mean = HeadGraft.withFeatures(image, "tokens", HeadInput.MEAN, null, "features");

        try (Run run = new Run(flat, 1, rows)) {
            assertThat(run.floats("features", 4)).containsExactly(1, 2, 3, 5);
        }
        try (Run run = new Run(mean, 1, rows)) {
            assertThat(run.floats("features", 2)).containsExactly(1.5f, 4);
        }
    }

    @Test
    void aBackboneHasNoHeads() {
        OnnxModel model = OnnxModel.of("net", OnnxGraphs.threeExits(3, DType.FLOAT32, 6, 4, 3));

        List<OnnxModel> stages = OnnxCutter.backbone(model, CUTS, "exit3_logits");

        assertThat(stages.get(0).outputs()).hasToString("[stage1_out: FLOAT32[N, 4]]");
        assertThat(stages.get(2).outputs()).hasToString("[exit3_logits: FLOAT32[N, 3]]");
        assertThat(stages.get(1).initialisers()).doesNotContainKey("exit2_logits_weight");
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        TensorSpec image = new TensorSpec("x", DType.FLOAT32, new int[] {2, 1, 2});
        assertThatThrownBy(
                        () ->
                                HeadGraft.withFeatures(
                                        relu(image, 13), "tokens", HeadInput.FIRST, null, "f"))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("tokens: FLOAT32[N, 2, 1, 2]; expected mean");
        TensorSpec wide = new TensorSpec("mask", DType.INT64, new int[] {7});
        assertThatThrownBy(
                        () ->
                                HeadGraft.withFeatures(
                                        tokens(13), "tokens", HeadInput.MEAN, wide, "f"))
                .hasMessageContaining("mask: INT64[N, 7]")
                .hasMessageContaining("expected [N, 2]");
        OnnxModel features =
                HeadGraft.withFeatures(tokens(13), "tokens", HeadInput.MEAN, null, "f");
        assertThatThrownBy(
                        () ->
                                HeadGraft.withHead(
                                        features, "f", new float[5], new float[2], "logits"))
                .hasMessageContaining("has 6 weights, not 5");
    }

    private static final List<List<String>> CUTS =
            List.of(List.of("stage1_out"), List.of("stage2_out"));
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");

    /** Two tokens of three values. */
    private static OnnxModel tokens(int operators) {
        return relu(new TensorSpec("x", DType.FLOAT32, new int[] {2, 3}), operators);
    }

    private static OnnxModel relu(TensorSpec in, int operators) {
        GraphBuilder graph =
                new GraphBuilder("relu").input(in).node("Relu", List.of("x"), "tokens");
        var proto = graph.output(new TensorSpec("tokens", in.dtype(), in.shape())).build();
        var versioned = proto.toBuilder();
        versioned.getOpsetImportBuilder(0).setVersion(operators);
        return OnnxModel.of("relu", versioned.build());
    }

    private static byte[] floats(float... values) {
        return Tensor.ofFloats(new int[] {values.length}, values).array();
    }

    private static byte[] longs(long... values) {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    /** A stage that ran once. */
    private static final class Run implements AutoCloseable {
        private final StageKernel kernel;
        private final LadderRunner runner;

        Run(OnnxModel model, int rows, Map<String, byte[]> inputs) {
            kernel =
                    new OnnxRuntimeProvider()
                            .open(
                                    new StageModel(
                                            model.name(),
                                            model.bytes(),
                                            model.inputs(),
                                            model.outputs()),
                                    "cpu");
            runner = new LadderRunner(List.of(kernel), rows);
            inputs.forEach((name, bytes) -> runner.buffer(name).put(0, bytes));
            runner.run(rows);
        }

        float[] floats(String tensor, int count) {
            return runner.floats(tensor, count);
        }

        @Override
        public void close() {
            runner.close();
            kernel.close();
        }
    }
}
