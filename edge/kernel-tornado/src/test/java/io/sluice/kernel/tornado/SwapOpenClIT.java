package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stages that come and go leave nothing behind. Needs an OpenCL device and /proc. */
class SwapOpenClIT {
    private static final int SWAPS = 100;
    private static final int SETTLED = 10;
    private static final int WIDTH = 256;
    private static final int READINGS = 5;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void residentMemoryAfterAHundredSwapsIsThatAfterTen() throws Exception {
        long settled = 0;
        long compilerGraphs = 0;
        for (int swap = 1; swap <= SWAPS; swap++) {
            runOnce(OnnxGraphs.gemm(swap % 2, WIDTH, WIDTH));
            if (swap == SETTLED) {
                settled = residentKilobytes();
                compilerGraphs = compilerGraphs();
            }
            if (swap % 10 == 0) {
                System.out.println("swap " + swap + ": " + residentKilobytes() + " kB resident");
            }
        }

        assertThat(OpenClDevice.open().memory().taken()).isZero();
        assertThat(residentKilobytes()).isLessThan(settled + settled / 20);
        assertThat(compilerGraphs()).as("kernels the compiler keeps").isEqualTo(compilerGraphs);
    }

    /** Kernels of every kind: none has a node that keeps what was compiled of it. */
    @Test
    void compiledKernelsAreForgotten() throws Exception {
        operators();
        long once = compilerGraphs();

        operators();

        assertThat(compilerGraphs()).isEqualTo(once);
    }

    private static void operators() {
        StageModel model = OnnxGraphs.conv(1, 2, 6, 4, 3);
        OnDevice.requireAgreement(model, 1, 1);
        OnnxModel encoder =
                new ModelImport()
                        .shape("input_ids", 7)
                        .constant("token_type_ids", 0)
                        .apply(OnnxModel.of("encoder", EncoderGraph.of(1, 1)));
        OnDevice.requireAgreement(
                new StageModel(
                        encoder.name(), encoder.bytes(), encoder.inputs(), encoder.outputs()),
                1,
                1);
    }

    /** Graphs of the compiler on the heap, counted after a full collection. */
    private static long compilerGraphs() throws JMException {
        String histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .filter(line -> line.contains(" jdk.graal.compiler.nodes.StructuredGraph "))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                .findFirst()
                .orElseThrow();
    }

    private static void runOnce(StageModel model) {
        try (StageKernel kernel = OpenClDevice.provider().open(model, OpenClDevice.name());
                StageRunner runner = new StageRunner(kernel, 1)) {
            runner.run(List.of(new float[WIDTH]));
        }
    }

    /** What is resident when garbage is gone: the least of some readings, for the heap breathes. */
    private static long residentKilobytes() throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            System.gc();
            least = Math.min(least, reading());
        }
        return least;
    }

    private static long reading() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
