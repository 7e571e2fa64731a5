package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One device for many threads. Needs an OpenCL device. */
class PlanPoolOpenClIT {
    private static final int THREADS = 8;
    private static final int ROWS = 100_000;
    private static final int WIDTH = 16;
    private static final int DISTINCT = 512;
    private static final long SEED = 3;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void eightThreadsGetTheRowsThatAreTheirs() throws Exception {
        StageModel model = OnnxGraphs.mlp(SEED, WIDTH, 24, 5);
        List<float[]> rows = rows();
        List<float[]> expected = expected(model, rows);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long wrong = 0;
        try (StageKernel kernel = OpenClDevice.provider().open(model, OpenClDevice.name())) {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                long seed = SEED + i;
                tasks.add(() -> wrong(kernel, rows, expected, new Random(seed)));
            }
            for (Future<Long> each : threads.invokeAll(tasks)) {
                wrong += each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(wrong).isZero();
    }

    private static long wrong(
            StageKernel kernel, List<float[]> rows, List<float[]> expected, Random random) {
        long wrong = 0;
        int done = 0;
        try (StageRunner runner = new StageRunner(kernel, 64)) {
            while (done < ROWS / THREADS) {
                int batch = 16 + random.nextInt(49);
                List<float[]> asked = new ArrayList<>();
                List<float[]> wanted = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                    int row = random.nextInt(DISTINCT);
                    asked.add(rows.get(row));
                    wanted.add(expected.get(row));
                }
                List<float[]> found = runner.run(asked);
                for (int i = 0; i < batch; i++) {
                    wrong += close(found.get(i), wanted.get(i)) ? 0 : 1;
                }
                done += batch;
            }
        }
        return wrong;
    }

    private static List<float[]> rows() {
        Random random = new Random(SEED);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < DISTINCT; i++) {
            float[] row = new float[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                row[j] = (float) random.nextGaussian();
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<float[]> expected(StageModel model, List<float[]> rows) {
        try (StageKernel kernel = new OnnxRuntimeProvider().open(model, "cpu");
                StageRunner runner = new StageRunner(kernel, rows.size())) {
            return runner.run(rows);
        }
    }

    private static boolean close(float[] found, float[] wanted) {
        double off = 0;
        double most = 0;
        for (int i = 0; i < wanted.length; i++) {
            off = Math.max(off, Math.abs(found[i] - wanted[i]));
            most = Math.max(most, Math.abs(wanted[i]));
        }
        return off <= 1e-4 * most;
    }
}
