package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutAgreementTest {
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");

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
