package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.TestBundles;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an FPGA that is not there refuses, before anything of TornadoVM is asked. */
class BitstreamRefusalTest {
    private static final DeviceDescription FPGA =
            new DeviceDescription("opencl:0:1", "FPGA", "a board, an FPGA platform");
    private static final byte[] BYTES = {1, 2, 3};

    @AfterEach
    void undeclare() {
        Ladders.undeclare();
        System.clearProperty(TornadoSettings.BATCH_SIZES);
    }

    @Test
    void aStageWithoutABitstream() {
        Ladders.declare(Ladders.BOARD, "aoc:20.4", "");

        refused(TestBundles.ladder().open())
                .hasMessageContaining("ladder@1.0.0/stage2: no bitstream for board pocl (aoc 20.4)")
                .hasMessageContaining("the bundle has none for this stage");
    }

    @Test
    void aDeviceWhoseBoardWasNotSaid() {
        refused(Ladders.second("second", BYTES).open())
                .hasMessageContaining("opencl:0:1 (FPGA, a board, an FPGA platform)")
                .hasMessageContaining(
                        "expected -Dsluice.tornado.board=<name> and"
                                + " -Dsluice.tornado.toolchain=<name>:<version>")
                .hasMessageContaining("for pocl (opencl-c 1.2)");
    }

    @Test
    void aBitstreamForAnotherBoardAndToolchain() {
        Ladders.declare("p520", "aoc:20.4", "");

        refused(Ladders.second("second", BYTES).open())
                .hasMessageContaining("is for board 'pocl', this one is 'p520'")
                .hasMessageContaining(
                        "was compiled by opencl-c 1.2, the board's runtime is of aoc 20.4");
    }

    @Test
    void aMinimumBatchAboveTheGreatestLaunch() {
        Ladders.declare(Ladders.BOARD, "aoc:1.2", "");

        refused(Ladders.second("aoc", "second", 256, BYTES).open())
                .hasMessageContaining("needs at least 256 rows a launch, the launches have 64")
                .hasMessageContaining("sluice.tornado.batch-sizes");
    }

    @Test
    void aJvmThatWasNotStartedForIt() {
        Ladders.declare(Ladders.BOARD, "aoc:1.2", "");

        refused(Ladders.second("aoc", "second", 64, BYTES).open())
                .hasMessageContaining("tornado.fpga.conf.file is not set")
                .hasMessageContaining("expected -Dtornado.fpga.conf.file=");
    }

    @Test
    void aBundleForAnotherBoardRunsOnTheNextProviderAndSaysWhy() {
        Ladders.declare("p520", "aoc:20.4", "");
        BundleHost host = new BundleHost(List.of(new FpgaProvider(), new OnnxRuntimeProvider()));

        try (ActiveBundle lease =
                host.acquire(Ladders.second("second", BYTES).open(), "fpga", null)) {
            assertThat(lease.stage(1).device()).isEqualTo("onnxruntime/cpu");
            assertThat(lease.placement(1).reason()).contains("is for board 'pocl'");
            assertThat(lease.placement(0).reason()).contains("none for this stage");
        }
    }

    private static AbstractThrowableAssert<?, ?> refused(Bundle bundle) {
        return assertThatThrownBy(() -> new FpgaProvider().open(bundle.stageModel(1), FPGA.name()))
                .isInstanceOf(UnsupportedStageException.class);
    }

    /** The provider with a device that is described and not there. */
    private static final class FpgaProvider implements KernelProvider {
        @Override
        public String name() {
            return "fpga";
        }

        @Override
        public int preference() {
            return 1;
        }

        @Override
        public Availability availability() {
            return Availability.yes("described");
        }

        @Override
        public List<String> devices() {
            return List.of(FPGA.name());
        }

        @Override
        public StageKernel open(StageModel model, String device) {
            return TornadoStages.open(model, FPGA, TornadoSettings.configured());
        }
    }
}
