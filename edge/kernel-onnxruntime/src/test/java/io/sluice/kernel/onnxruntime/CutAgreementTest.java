package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutAgreementTest {
    private static final List<String> TWO = List.of("exit1_logits", "exit3_logits");
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");

    /** Before version 4 of the representation every weight was an input as well. */
    @Test
    void weightsThatAreInputsTooStayWeights() {
        ModelProto.Builder old =
                OnnxGraphs.threeExits(4, DType.UINT8, 30, 24, 10).toBuilder().setIrVersion(3);
        for (TensorProto weight : old.getGraph().getInitializerList()) {
            old.getGraphBuilder().addInput(ValueInfoProto.newBuilder().setName(weight.getName()));
        }
        OnnxModel whole = OnnxModel.of("old", old.build());

        List<OnnxModel> stages = OnnxCutter.cut(whole, List.of(List.of("stage1_out")), TWO);

        assertThat(stages.get(0).graph().getInputCount()).isEqualTo(1);
        for (OnnxModel stage : stages) {
            StageModel model =
                    new StageModel(stage.name(), stage.bytes(), stage.inputs(), stage.outputs());
            new OnnxRuntimeProvider().open(model, "cpu").close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cutAndWholeAgreeAtLevelBasic(long seed) {
        OnnxModel whole =
                OnnxModel.of("ladder", OnnxGraphs.threeExits(seed, DType.UINT8, 30, 24, 10));
        List<OnnxModel> stages =
                OnnxCutter.cut(
                        whole, List.of(List.of("stage1_out"), List.of("stage2_out")), LOGITS);
        Map<String, byte[]> rows = CutCheck.randomRows(whole.inputs(), 32, seed);

        assertThat(
                        CutCheck.require(
                                whole,
                                stages,
                                LOGITS,
                                new OnnxRuntimeProvider(OptimisationLevel.BASIC),
                                32,
                                rows))
                .hasSize(3);
    }
}
