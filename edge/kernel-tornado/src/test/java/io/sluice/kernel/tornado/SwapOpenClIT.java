package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void residentMemoryAfterAHundredSwapsIsThatAfterTen() throws IOException {
        long settled = 0;
        for (int swap = 1; swap <= SWAPS; swap++) {
            runOnce(OnnxGraphs.gemm(swap % 2, WIDTH, WIDTH));
            if (swap == SETTLED) {
                settled = residentKilobytes();
            }
            if (swap % 10 == 0) {
                System.out.println("swap " + swap + ": " + residentKilobytes() + " kB resident");
            }
        }

        assertThat(OpenClDevice.open().memory().taken()).isZero();
        assertThat(residentKilobytes()).isLessThan(settled + settled / 20);
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
