package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxCutterTest {
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");
    private static final List<List<String>> CUTS =
            List.of(List.of("stage1_out"), List.of("stage2_out"));

    private final OnnxModel ladder =
            OnnxModel.of("ladder", OnnxGraphs.threeExits(7, DType.UINT8, 12, 8, 4));

    @Test
    void stagesTakeWhatTheCutBeforeGives() {
        List<OnnxModel> stages = OnnxCutter.cut(ladder, CUTS, LOGITS);

        assertThat(stages).hasSize(3);
        assertThat(stages.get(0).inputs()).hasToString("[image: UINT8[N, 12]]");
        assertThat(stages.get(0).outputs())
                .hasToString("[stage1_out: FLOAT32[N, 8], exit1_logits: FLOAT32[N, 4]]");
        assertThat(stages.get(1).inputs()).hasToString("[stage1_out: FLOAT32[N, 8]]");
        assertThat(stages.get(2).inputs()).hasToString("[stage2_out: FLOAT32[N, 8]]");
        assertThat(stages.get(2).outputs()).hasToString("[exit3_logits: FLOAT32[N, 4]]");
    }

    @Test
    void aStageHoldsJustItsNodesAndWeights() {
        List<OnnxModel> stages = OnnxCutter.cut(ladder, CUTS, LOGITS);

        assertThat(stages.get(1).nodes())
                .extracting(node -> node.getName())
                .containsExactly("stage2_sum", "stage2_out", "exit2_logits");
        assertThat(stages.get(1).initialisers().keySet())
                .containsExactlyInAnyOrder(
                        "stage2_sum_weight",
                        "stage2_sum_bias",
                        "exit2_logits_weight",
                        "exit2_logits_bias");
        int nodes = stages.stream().mapToInt(stage -> stage.nodes().size()).sum();
        assertThat(nodes).isEqualTo(ladder.nodes().size());
    }

    @Test
    void aNodesNameStandsForItsOutput() {
        OnnxModel named =
                OnnxModel.of("named", renameNode(ladder.proto(), "stage1_out", "/block1/Relu"));

        List<OnnxModel> stages =
                OnnxCutter.cut(named, List.of(List.of("/block1/Relu"), CUTS.get(1)), LOGITS);

        assertThat(stages.get(1).inputs()).hasToString("[stage1_out: FLOAT32[N, 8]]");
    }

    @Test
    void cuttingChangesNothing() {
        PlainKernels plain = new PlainKernels(new PlainScript());
        List<OnnxModel> stages = OnnxCutter.cut(ladder, CUTS, LOGITS);
        Map<String, byte[]> rows = CutCheck.randomRows(ladder.inputs(), 9, 20_261_121);

        assertThat(CutCheck.require(ladder, stages, LOGITS, plain, 9, rows))
                .allMatch(agreement -> agreement.difference() == 0)
                .allMatch(agreement -> agreement.magnitude() > 0);
    }

    @Test
    void metadataAndOperatorSetsStay() {
        ModelProto noted =
                ladder.proto().toBuilder()
                        .addMetadataProps(
                                StringStringEntryProto.newBuilder().setKey("a").setValue("b"))
                        .build();

        OnnxModel stage = OnnxCutter.cut(OnnxModel.of("noted", noted), CUTS, LOGITS).get(2);

        assertThat(stage.operatorSet()).isEqualTo(13);
        assertThat(stage.proto().getMetadataProps(0).getValue()).isEqualTo("b");
        assertThat(stage.proto().getProducerName()).isEqualTo("sluice-testkit");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(
                        () ->
                                OnnxCutter.cut(
                                        ladder,
                                        List.of(List.of("stage1_output"), CUTS.get(1)),
                                        LOGITS))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("no tensor or node 'stage1_output'")
                .hasMessageContaining("stage1_out");
    }

    @Test
    void aTensorThatBypassesTheCutIsNamed() {
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {4});
        OnnxModel residual = OnnxModel.of("residual", residual().output(y).build());

        assertThatThrownBy(
                        () ->
                                OnnxCutter.cut(
                                        residual, List.of(List.of("deep")), List.of("early", "y")))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("tensor 'first' bypasses cut 1 [deep]")
                .hasMessageContaining("stage 2");
    }

    @Test
    void severalTensorsMayCross() {
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {4});
        OnnxModel residual = OnnxModel.of("residual", residual().output(y).build());

        List<OnnxModel> stages =
                OnnxCutter.cut(residual, List.of(List.of("first", "deep")), List.of("early", "y"));

        assertThat(stages.get(1).inputs())
                .hasToString("[first: FLOAT32[N, 4], deep: FLOAT32[N, 4]]");
    }

    @Test
    void aTensorCanBeHandedThroughAStage() {
        TensorSpec late = new TensorSpec("late", DType.FLOAT32, new int[] {4});
        OnnxModel model =
                OnnxModel.of(
                        "through",
                        residual()
                                .node("Relu", List.of("y"), "more")
                                .node("Add", List.of("more", "first"), "late")
                                .output(new TensorSpec("y", DType.FLOAT32, new int[] {4}))
                                .output(late)
                                .build());
        List<String> logits = List.of("early", "y", "late");

        List<OnnxModel> stages =
                OnnxCutter.cut(
                        model, List.of(List.of("first", "deep"), List.of("more", "first")), logits);

        assertThat(stages.get(2).inputs())
                .hasToString("[more: FLOAT32[N, 4], first_after_stage2: FLOAT32[N, 4]]");
        Map<String, byte[]> rows = CutCheck.randomRows(model.inputs(), 3, 1);
        PlainKernels plain = new PlainKernels(new PlainScript());
        assertThat(CutCheck.compare(model, stages, logits, plain, 3, rows))
                .allMatch(agreement -> agreement.difference() == 0);
    }

    @Test
    void anInputThatIsNamedInACutIsTakenAgain() {
        TensorSpec x = new TensorSpec("x", DType.FLOAT32, new int[] {4});
        OnnxModel model =
                OnnxModel.of(
                        "skip",
                        new GraphBuilder("skip")
                                .input(x)
                                .node("Relu", List.of("x"), "cut")
                                .node("Relu", List.of("cut"), "early")
                                .node("Add", List.of("cut", "x"), "y")
                                .output(new TensorSpec("early", DType.FLOAT32, new int[] {4}))
                                .output(new TensorSpec("y", DType.FLOAT32, new int[] {4}))
                                .build());
        List<String> logits = List.of("early", "y");

        assertThatThrownBy(() -> OnnxCutter.cut(model, List.of(List.of("cut")), logits))
                .hasMessageContaining("'x' bypasses cut 1");
        List<OnnxModel> stages = OnnxCutter.cut(model, List.of(List.of("cut", "x")), logits);
        assertThat(stages.get(0).outputs()).hasSize(2);
        assertThat(stages.get(1).inputs()).hasToString("[cut: FLOAT32[N, 4], x: FLOAT32[N, 4]]");
    }

    @Test
    void aSharedWeightIsInBothStages() {
        TensorSpec spec = new TensorSpec("x", DType.FLOAT32, new int[] {2});
        OnnxModel model =
                OnnxModel.of(
                        "shared",
                        new GraphBuilder("shared")
                                .input(spec)
                                .diagonal("w", 2, 3)
                                .node("MatMul", List.of("x", "w"), "cut")
                                .node("Relu", List.of("cut"), "early")
                                .node("MatMul", List.of("cut", "w"), "y")
                                .output(new TensorSpec("early", DType.FLOAT32, new int[] {2}))
                                .output(new TensorSpec("y", DType.FLOAT32, new int[] {2}))
                                .build());

        List<OnnxModel> stages =
                OnnxCutter.cut(model, List.of(List.of("cut")), List.of("early", "y"));

        assertThat(stages).allMatch(stage -> stage.initialisers().containsKey("w"));
    }

    /** first = relu(x); deep = relu(first); early = relu(deep); y = deep + first. */
    private static GraphBuilder residual() {
        return new GraphBuilder("residual")
                .input(new TensorSpec("x", DType.FLOAT32, new int[] {4}))
                .node("Relu", List.of("x"), "first")
                .node("Relu", List.of("first"), "deep")
                .node("Relu", List.of("deep"), "early")
                .output(new TensorSpec("early", DType.FLOAT32, new int[] {4}))
                .node("Add", List.of("deep", "first"), "y");
    }

    private static ModelProto renameNode(ModelProto model, String from, String to) {
        ModelProto.Builder copy = model.toBuilder();
        copy.getGraphBuilder().getNodeBuilderList().stream()
                .filter(node -> node.getName().equals(from))
                .forEach(node -> node.setName(to));
        return copy.build();
    }
}
