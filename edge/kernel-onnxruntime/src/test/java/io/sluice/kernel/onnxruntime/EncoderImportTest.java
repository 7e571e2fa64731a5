package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A text encoder with a free sequence axis and an attention mask becomes a ladder. */
class EncoderImportTest {
    private static final int LENGTH = 6;
    private static final int ROWS = 8;
    private static final List<List<String>> CUTS =
            List.of(
                    List.of("layer1_out", "attention_mask"),
                    List.of("layer2_out", "attention_mask"));
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");

    private final OnnxRuntimeProvider provider = new OnnxRuntimeProvider(OptimisationLevel.BASIC);

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "1,true", "2,true"})
    void stagesThatTakeTheMaskAgainComputeWhatTheWholeDoes(long seed, boolean quantised) {
        OnnxModel whole = imported(graph(seed, quantised));
        List<OnnxModel> stages = OnnxCutter.cut(whole, CUTS, LOGITS);
        Map<String, byte[]> rows = CutCheck.randomRows(whole, ROWS, seed);

        assertThat(CutCheck.require(whole, stages, LOGITS, provider, ROWS, rows))
                .allMatch(agreement -> agreement.magnitude() > 0.01);
    }

    /** Free dimensions of the exporter's graph are what ONNX Runtime itself would fill in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pinningAndFoldingChangeNothing(long seed) {
        OnnxModel imported = imported(EncoderGraph.of(seed, 3));
        OnnxModel asExported = withFixedInputs(EncoderGraph.of(seed, 3));
        Map<String, byte[]> rows = CutCheck.randomRows(asExported, ROWS, seed);
        ByteBuffer types = ByteBuffer.wrap(rows.get("token_type_ids"));
        for (int i = 0; i < ROWS * LENGTH; i++) {
            types.put(i * Long.BYTES, (byte) 1);
        }

        assertThat(CutCheck.compare(asExported, List.of(imported), LOGITS, provider, ROWS, rows))
                .allMatch(agreement -> agreement.within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRowDoesNotDependOnItsBatch(boolean quantised) {
        OnnxModel whole = imported(graph(4, quantised));
        Map<String, byte[]> rows = CutCheck.randomRows(whole, ROWS, 4);

        float[] together = logits(whole, rows, ROWS);
        float[] alone = logits(whole, rows, 1);

        for (int i = 0; i < alone.length; i++) {
            assertThat(alone[i]).isCloseTo(together[i], within(together));
        }
    }

    @Test
    void whatStandsBehindTheMaskDoesNotMatter() {
        OnnxModel whole = imported(EncoderGraph.of(5, 3));
        Map<String, byte[]> rows = CutCheck.randomRows(whole, ROWS, 5);
        ByteBuffer mask = ByteBuffer.wrap(rows.get("attention_mask"));
        ByteBuffer ids = ByteBuffer.wrap(rows.get("input_ids"));
        for (int i = 0; i < ROWS * LENGTH; i++) {
            mask.put(i * Long.BYTES, (byte) (i % LENGTH < 3 ? 1 : 0));
        }
        float[] before = logits(whole, rows, ROWS);
        for (int i = 0; i < ROWS * LENGTH; i++) {
            if (i % LENGTH >= 3) {
                ids.put(i * Long.BYTES, (byte) 7);
            }
        }

        assertThat(logits(whole, rows, ROWS)).isEqualTo(before);
    }

    private static Offset<Float> within(float[] all) {
        float largest = 0;
        for (float value : all) {
            largest = Math.max(largest, Math.abs(value));
        }
        return Offset.offset(1e-6f * largest);
    }

    private static ModelProto graph(long seed, boolean quantised) {
        return quantised ? EncoderGraph.quantised(seed, 3) : EncoderGraph.of(seed, 3);
    }

    private static OnnxModel imported(ModelProto graph) {
        return new ModelImport()
                .shape("input_ids", LENGTH)
                .constant("token_type_ids", 1)
                .apply(OnnxModel.of("encoder", graph));
    }

    /** Sizes written into the inputs and nothing else done. */
    private static OnnxModel withFixedInputs(ModelProto graph) {
        ModelProto.Builder fixed = graph.toBuilder();
        fixed.getGraphBuilder()
                .getInputBuilderList()
                .forEach(
                        input ->
                                input.getTypeBuilder()
                                        .getTensorTypeBuilder()
                                        .getShapeBuilder()
                                        .getDimBuilder(1)
                                        .setDimValue(LENGTH));
        return OnnxModel.of("as exported", fixed.build());
    }

    /** The last exit's logits, in batches of a size. */
    private float[] logits(OnnxModel model, Map<String, byte[]> rows, int batch) {
        StageModel stage =
                new StageModel(model.name(), model.bytes(), model.inputs(), model.outputs());
        float[] all = new float[ROWS * EncoderGraph.CLASSES];
        try (StageKernel kernel = provider.open(stage, "cpu");
                LadderRunner runner = new LadderRunner(List.of(kernel), batch)) {
            for (int from = 0; from < ROWS; from += batch) {
                for (Map.Entry<String, byte[]> input : rows.entrySet()) {
                    int size = input.getValue().length / ROWS;
                    byte[] some =
                            Arrays.copyOfRange(
                                    input.getValue(), from * size, (from + batch) * size);
                    runner.buffer(input.getKey()).put(0, some);
                }
                runner.run(batch);
                int width = EncoderGraph.CLASSES;
                float[] some = runner.floats(LOGITS.get(2), batch * width);
                System.arraycopy(some, 0, all, from * width, batch * width);
            }
        }
        return all;
    }
}
