package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleBuilderTest {
    private static final List<String> LOGITS =
            List.of("exit1_logits", "exit2_logits", "exit3_logits");
    private static final List<String> CLASSES = List.of("a", "b", "c", "d");

    private final OnnxModel whole =
            OnnxModel.of("whole.onnx", OnnxGraphs.threeExits(5, DType.UINT8, 20, 16, 4));
    private final OnnxRuntimeProvider provider = new OnnxRuntimeProvider();

    @Test
    void oneModelBecomesAWholeBundle() {
        Bundle bundle = builder().build(provider).open();

        assertThat(bundle.manifest().stages())
                .extracting(StageSpec::name)
                .containsExactly("stage1", "stage2", "stage3");
        assertThat(bundle.manifest().stages())
                .extracting(StageSpec::multiplyAdds)
                .containsExactly(20L * 16 + 16 * 4, 16L * 16 + 16 * 4, 16L * 16 + 16 * 4);
        assertThat(bundle.manifest().tensors())
                .hasToString("[stage1_out: FLOAT32[N, 16], stage2_out: FLOAT32[N, 16]]");
        assertThat(bundle.golden().rows()).isEqualTo(8);
        assertThat(bundle.firstPolicy().exitRule()).isInstanceOf(CertaintyThreshold.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnxruntime", "plain"})
    void itsGoldenVectorsHoldOnEveryProvider(String name) {
        Bundle bundle = builder().build(provider).open();

        try (ActiveBundle lease = BundleHost.process().acquire(bundle, name, null)) {
            assertThat(lease.providerName()).isEqualTo(name);
        }
    }

    @Test
    void buildingTwiceGivesTheSameFiles() {
        Map<String, byte[]> first = builder().build(provider).files();
        Map<String, byte[]> second = builder().build(provider).files();

        assertThat(second.keySet()).isEqualTo(first.keySet());
        first.forEach((path, bytes) -> assertThat(second.get(path)).as(path).isEqualTo(bytes));
    }

    @Test
    void logitsForAnotherNumberOfClassesAreRefused() {
        BundleBuilder wrong = builder().classes(List.of("a", "b"));

        assertThatThrownBy(() -> wrong.build(provider))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("stage1.onnx")
                .hasMessageContaining("exit1_logits: FLOAT32[N, 2]");
    }

    @Test
    void samplesOfTheWrongSizeAreRefused() {
        BundleBuilder wrong = builder().samples(8, Map.of("image", new byte[7]));

        assertThatThrownBy(() -> wrong.build(provider))
                .hasMessageContaining("image: UINT8[N, 20]: 7 bytes, expected 160 for 8 rows");
    }

    private BundleBuilder builder() {
        return new BundleBuilder("built", "0.1.0")
                .classes(CLASSES)
                .model(whole, List.of(List.of("stage1_out"), List.of("stage2_out")), LOGITS)
                .policy("7", CertaintyThreshold.confidence(new float[] {0.9f, 0.8f}))
                .samples(8, CutCheck.randomRows(whole.inputs(), 8, 3));
    }
}
