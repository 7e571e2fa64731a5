package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.Dequantizer;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import io.sluice.kernel.onnx.WholeInputs;
import io.sluice.schemas.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelImportTest {
    private static final int LENGTH = 6;

    private final OnnxModel encoder = OnnxModel.of("encoder", EncoderGraph.of(1, 3));

    @Test
    void aNamedDimensionIsKnownWhereverItsNameStands() {
        OnnxModel model = new ModelImport().shape("input_ids", "6").apply(encoder);

        assertThat(model.inputs())
                .hasToString(
                        "[input_ids: INT64[N, 6], attention_mask: INT64[N, 6],"
                                + " token_type_ids: INT64[N, 6]]");
        assertThat(ShapeInference.of(model).spec("layer3_out"))
                .hasToString("layer3_out: FLOAT32[N, 6, 8]");
    }

    @Test
    void arithmeticOnShapesIsGone() {
        OnnxModel model = new ModelImport().shape("input_ids", LENGTH).apply(encoder);

        assertThat(model.nodes())
                .extracting(NodeProto::getOpType)
                .doesNotContain("Shape", "Concat", "Slice");
    }

    @Test
    void aConstantInputIsNoLongerAsked() {
        OnnxModel model =
                new ModelImport()
                        .shape("input_ids", LENGTH)
                        .constant("token_type_ids", 0)
                        .apply(encoder);

        assertThat(model.inputs())
                .extracting(TensorSpec::name)
                .containsExactly("input_ids", "attention_mask");
        assertThat(ShapeInference.of(model).spec("layer1_out"))
                .hasToString("layer1_out: FLOAT32[N, 6, 8]");
    }

    @Test
    void quantisedOperatorsBecomeFloat() {
        OnnxModel quantised = OnnxModel.of("quantised", EncoderGraph.quantised(1, 3));

        OnnxModel model = new ModelImport().shape("input_ids", LENGTH).apply(quantised);

        assertThat(Dequantizer.isQuantized(model)).isFalse();
        assertThat(MultiplyAdds.count(model).total())
                .isEqualTo(MultiplyAdds.count(float32()).total());
    }

    @Test
    void everyProductOfALayerIsCounted() {
        int width = EncoderGraph.WIDTH;
        long linear = 4L * LENGTH * width * width + 2L * LENGTH * width * 2 * width;
        long attention = 2L * LENGTH * LENGTH * width;
        long head = (long) width * EncoderGraph.CLASSES;

        assertThat(MultiplyAdds.count(float32()).total())
                .isEqualTo(3 * (linear + attention + head));
    }

    @Test
    void laterStagesTakeTheMaskFromTheEventAgain() {
        List<OnnxModel> stages =
                OnnxCutter.cut(
                        float32(),
                        List.of(
                                List.of("layer1_out", "attention_mask"),
                                List.of("layer2_out", "attention_mask")),
                        List.of("exit1_logits", "exit2_logits", "exit3_logits"));

        assertThat(stages.get(0).outputs())
                .hasToString("[layer1_out: FLOAT32[N, 6, 8], exit1_logits: FLOAT32[N, 3]]");
        assertThat(stages.get(2).inputs())
                .hasToString("[layer2_out: FLOAT32[N, 6, 8], attention_mask: INT64[N, 6]]");
    }

    @Test
    void whatTheMaskIsMadeIntoBypassesACutThatDoesNotNameIt() {
        List<List<String>> cuts = List.of(List.of("layer1_out"), List.of("layer2_out"));
        List<String> logits = List.of("exit1_logits", "exit2_logits", "exit3_logits");

        assertThatThrownBy(() -> OnnxCutter.cut(float32(), cuts, logits))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("tensor 'mask' bypasses cut 1 [layer1_out]")
                .hasMessageContaining("attention_mask");
    }

    @Test
    void indicesStayWithinTheirTablesAndMasksAreBinary() {
        assertThat(WholeInputs.bounds(float32()))
                .containsEntry("input_ids", EncoderGraph.TOKENS)
                .containsEntry("token_type_ids", 2)
                .containsEntry("attention_mask", 2)
                .hasSize(3);
    }

    @Test
    void aModelWithFixedShapesComesBackAsItIs() {
        OnnxModel ladder = OnnxModel.of("ladder", OnnxGraphs.threeExits(7, DType.UINT8, 12, 8, 4));

        assertThat(new ModelImport().apply(ladder)).isSameAs(ladder);
    }

    @Test
    void aFreeDimensionIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> new ModelImport().apply(encoder))
                .hasMessageContaining("'input_ids' has no fixed shape")
                .hasMessageContaining("--shape input_ids=");
    }

    @Test
    void anUnknownInputIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> new ModelImport().shape("input_id", 6).apply(encoder))
                .hasMessageContaining("no input 'input_id'; the nearest are input_ids");
        assertThatThrownBy(() -> new ModelImport().constant("types", 0).apply(encoder))
                .hasMessageContaining("no input 'types'; the nearest are");
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new ModelImport().shape("input_ids", 6, 2).apply(encoder))
                .hasMessageContaining("'input_ids' cannot have rows of [6, 2]")
                .hasMessageContaining("[batch_size, sequence_length]");
        assertThatThrownBy(
                        () ->
                                new ModelImport()
                                        .shape("input_ids", 6)
                                        .shape("attention_mask", 7)
                                        .apply(encoder))
                .hasMessageContaining("'sequence_length' is 6 elsewhere");
        assertThatThrownBy(() -> new ModelImport().shape("input_ids", "6 by 2"))
                .hasMessageContaining("'6 by 2'; expected the dimensions of one row");
    }

    private OnnxModel float32() {
        return new ModelImport().shape("input_ids", LENGTH).apply(encoder);
    }
}
