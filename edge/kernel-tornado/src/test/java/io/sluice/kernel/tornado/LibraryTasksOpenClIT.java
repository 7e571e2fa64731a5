package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.kernel.tornado.graph.DeviceClass;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import io.sluice.kernel.tornado.graph.VendorLibrary;
import io.sluice.kernel.tornado.library.PlainLibrary;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Products and convolutions as calls of cuBLAS and cuDNN against ONNX Runtime. On OpenCL the
 * libraries are these tests' own, in plain Java with the meaning of NVIDIA's arguments; the calls
 * and what TornadoVM makes of them are what a GPU gets. Needs an OpenCL device, or one that offers
 * libraries.
 */
class LibraryTasksOpenClIT {
    private static final Path DEMO = Path.of("../../jobs/examples/fashion-mnist/bundle");
    private static final DeviceOffers PRODUCTS =
            new DeviceOffers(Set.of(VendorLibrary.CUBLAS), false);
    private static final DeviceOffers EVERYTHING =
            new DeviceOffers(EnumSet.allOf(VendorLibrary.class), false);

    private static final long SEED = 20_261_122;
    private static final int BATCH = 3;

    /** The first run, the one that shows that all is in place, and the test's. */
    private static final int RUNS = 3;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    private static boolean isOpenCl() {
        return OpenClDevice.name().startsWith("opencl:");
    }

    private static DeviceOffers offers() {
        DeviceOffers offers = isOpenCl() ? EVERYTHING : OpenClDevice.open().limits().offers();
        assumeThat(offers.libraries()).isNotEmpty();
        return offers;
    }

    /** Calls so far, where the libraries are those of these tests. */
    private static int calls() {
        assumeThat(isOpenCl()).isTrue();
        return PlainLibrary.calls();
    }

    @TestFactory
    Stream<DynamicTest> productsAndConvolutionsAgree() {
        return OperatorGraphs.all().stream()
                .filter(LibraryTasksOpenClIT::multiplies)
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> agree(model)));
    }

    @Test
    void theDemosStagesAgreeAndCallWhatTheyCan() {
        Bundle demo = Bundle.open(DEMO);
        for (int stage = 0; stage < demo.manifest().stages().size(); stage++) {
            int before = calls();

            agree(demo.stageModel(stage));

            assertThat(calls() - before).isPositive();
        }
    }

    @Test
    void eachLayerOfANetworkIsACall() {
        int before = calls();

        agree(OnnxGraphs.mlp(5, 64, 96, 32, 10));

        assertThat(calls() - before).isEqualTo(3 * RUNS);
    }

    @Test
    void withCuBlasAloneAConvolutionOfSinglePixelsIsACall() {
        StageModel model =
                OperatorGraphs.all().stream()
                        .filter(graph -> graph.name().equals("Conv of 1x1"))
                        .findFirst()
                        .orElseThrow();
        int before = calls();

        agree(model, DeviceClass.GPU, PRODUCTS);

        assertThat(calls() - before).isEqualTo(RUNS);
    }

    /** OpenCL refuses to record a run; the stage is opened again, to run step by step. */
    @Test
    void aStageThatCannotBeReplayedRunsStepByStep() {
        assumeThat(isOpenCl()).isTrue();
        StageModel model = OnnxGraphs.gemm(7, 33, 19);
        OpenDevice device = OpenClDevice.open().with(new DeviceOffers(Set.of(), true));

        try (StageKernel stage =
                TornadoStages.open(
                        model,
                        device,
                        TornadoSettings.configured(),
                        new GraphSource(model),
                        () -> new GraphSource(model))) {
            OnDevice.requireAgreement(stage, BATCH, SEED);
        }
    }

    private static boolean multiplies(StageModel model) {
        return ProgramCompiler.compile(model, 1).steps().stream()
                .anyMatch(s -> s instanceof Step.MatMul || s instanceof Step.Convolution);
    }

    private static void agree(StageModel model) {
        agree(model, DeviceClass.GPU, offers());
    }

    private static void agree(StageModel model, DeviceClass kernels, DeviceOffers offers) {
        OnDevice.requireAgreement(model, BATCH, SEED, kernels, offers);
    }
}
