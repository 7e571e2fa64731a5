package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import io.sluice.kernel.testkit.TestBundles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks against ONNX Runtime. Needs an OpenCL device. */
class NetworkOpenClIT {
    private static final Path DEMO = Path.of("../../jobs/examples/fashion-mnist/bundle");
    private static final long SEED = 17;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theDemosStagesAgree(int stage) {
        Bundle demo = Bundle.open(DEMO);

        OnDevice.requireAgreement(demo.stageModel(stage - 1), 16, SEED);
    }

    /** Opening a bundle checks its golden vectors on the device, at one row and at many. */
    @Test
    void theDemosGoldenVectorsHold() {
        try (ActiveBundle lease =
                BundleHost.process()
                        .acquire(Bundle.open(DEMO), TornadoProvider.NAME, OpenClDevice.name())) {
            assertThat(lease.stage(0).device()).startsWith("tornado/");
        }
    }

    @Test
    void aBundleOfTheTestKitHoldsAndIsReleased() {
        Bundle bundle = TestBundles.ladder().open();

        try (ActiveBundle lease =
                BundleHost.process().acquire(bundle, TornadoProvider.NAME, OpenClDevice.name())) {
            assertThat(lease.providerName()).isEqualTo(TornadoProvider.NAME);
        }
        assertThat(BundleHost.process().leases()).isZero();
    }

    @Test
    void anEncoderAndItsStagesAgree() {
        OnnxModel encoder =
                new ModelImport()
                        .shape("input_ids", 7)
                        .constant("token_type_ids", 0)
                        .apply(OnnxModel.of("encoder", EncoderGraph.quantised(SEED, 2)));
        List<OnnxModel> stages =
                OnnxCutter.cut(
                        encoder,
                        List.of(List.of("layer1_out", "attention_mask")),
                        List.of("exit1_logits", "exit2_logits"));

        OnDevice.requireAgreement(model(encoder), 8, SEED);
        stages.forEach(stage -> OnDevice.requireAgreement(model(stage), 8, SEED));
    }

    private static StageModel model(OnnxModel model) {
        return new StageModel(model.name(), model.bytes(), model.inputs(), model.outputs());
    }
}
