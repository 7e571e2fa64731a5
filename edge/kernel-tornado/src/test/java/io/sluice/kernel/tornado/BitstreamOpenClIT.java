package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bitstreams from a bundle to results, on an OpenCL device that is declared a board: what it loads
 * is OpenCL C. Needs such a device.
 */
class BitstreamOpenClIT {
    private static final long SEED = 5;

    @BeforeEach
    void declareTheDeviceABoard() {
        OpenClDevice.provider();
        Ladders.declare(
                Ladders.BOARD, Ladders.TOOLCHAIN + ":" + Ladders.VERSION, OpenClDevice.name());
    }

    @AfterEach
    void undeclare() {
        Ladders.undeclare();
    }

    @Test
    void theGoldenVectorsHoldAndEveryBatchAgrees() {
        try (ActiveBundle lease = acquire(Ladders.both().open())) {
            for (int stage = 0; stage < 3; stage++) {
                assertThat(lease.placement(stage).isElsewhere())
                        .as(lease.placement(stage).reason())
                        .isFalse();
            }
            for (int batch : new int[] {1, 3, 16, 100}) {
                OnDevice.requireAgreement(lease.stage(0), batch, SEED);
                OnDevice.requireAgreement(lease.stage(1), batch, SEED);
            }
        }
        assertThat(OpenClDevice.open().memory().taken()).isZero();
    }

    @Test
    void itsFileIsThereAsLongAsTheStage() throws IOException {
        StageModel model = Ladders.both().open().stageModel(1);
        String file = BitstreamSource.task(model.bitstreams().get(0)) + ".cl";
        try (StageKernel stage = OpenClDevice.provider().open(model, OpenClDevice.name())) {
            assertThat(stage.device()).startsWith("tornado/");
            assertThat(copies(file)).isEqualTo(1);
        }
        assertThat(copies(file)).isZero();
    }

    @Test
    void oneThatComputesSomethingElseIsLeft() {
        assertElsewhere(
                Ladders.second("wrong", Ladders.source()).open(),
                "stage2.onnx: exit2 at batch 1 is off by");
    }

    @Test
    void oneThatDoesNotCompileIsLeft() {
        byte[] source = "__kernel void second(no such type".getBytes(StandardCharsets.UTF_8);

        assertElsewhere(
                Ladders.second("second", source).open(),
                "ladder@1.0.0/stage2",
                "cannot compile it");
    }

    @Test
    void oneWithoutTheEntryIsLeft() {
        assertElsewhere(
                Ladders.second("absent", Ladders.source()).open(),
                "bitstreams/ladder.cl has no '__kernel void absent(…)'");
    }

    /** A driver calls it all the same: the number of rows goes nowhere. */
    @Test
    void oneWithFewerArgumentsIsLeft() {
        assertElsewhere(
                Ladders.second("fewer", Ladders.source()).open(),
                "stage2.onnx: exit2 at batch 6 is off by");
    }

    @Test
    void oneWithMoreArgumentsIsLeft() {
        assertElsewhere(Ladders.second("more", Ladders.source()).open(), "stage2");
    }

    @Test
    void oneThatChangedSinceIsLeft(@TempDir Path directory) throws IOException {
        Ladders.second("second", Ladders.source()).writeDirectory(directory);
        Bundle bundle = Bundle.open(directory);
        Files.write(directory.resolve(Ladders.FILE), new byte[Ladders.source().length]);

        assertElsewhere(bundle, Ladders.FILE + ": sha-256 is", "the bundle says");
    }

    @Test
    void oneOfAnotherToolchainIsLeft() {
        assertElsewhere(
                Ladders.second("aoc", "second", 16, Ladders.source()).open(),
                "was compiled by aoc 1.2, the board's runtime is of opencl-c 1.2",
                OpenClDevice.name());
    }

    /** The graph is what a device runs that no bitstream was meant for. */
    @Test
    void aDeviceThatIsAnotherBoardRunsTheGraph() {
        Ladders.declare("another", "opencl-c:1.2", OpenClDevice.name());

        try (ActiveBundle lease = acquire(Ladders.second("wrong", Ladders.source()).open())) {
            assertThat(lease.placement(1).isElsewhere()).isFalse();
        }
    }

    private static ActiveBundle acquire(Bundle bundle) {
        BundleHost host =
                new BundleHost(List.of(OpenClDevice.provider(), new OnnxRuntimeProvider()));
        return host.acquire(bundle, TornadoProvider.NAME, OpenClDevice.name());
    }

    private static void assertElsewhere(Bundle bundle, String... reasons) {
        try (ActiveBundle lease = acquire(bundle)) {
            assertThat(lease.stage(0).device()).startsWith("tornado/");
            assertThat(lease.stage(1).device()).isEqualTo("onnxruntime/cpu");
            assertThat(lease.placement(1).reason()).contains(reasons);
            OnDevice.requireAgreement(lease.stage(1), 3, SEED);
        }
        assertThat(OpenClDevice.open().memory().taken()).isZero();
    }

    private static long copies(String file) throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return folders.filter(f -> f.getFileName().toString().startsWith("sluice-bitstream-"))
                    .filter(f -> Files.exists(f.resolve(file)))
                    .count();
        }
    }
}
