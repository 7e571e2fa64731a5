package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Constant;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.kernel.tornado.graph.Contest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prints what kernels take, and holds the chosen product to twice the naive. Needs OpenCL. */
class KernelSpeedOpenClIT {
    private static final int CALLS = 2_000;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void theChosenProductIsTwiceAsFastAsANaiveOne() throws Exception {
        double[] medians = contest("product 512 x 512 x 512", product(512, 512, 512));

        assertThat(medians[0] / medians[1]).isGreaterThanOrEqualTo(2);
    }

    @Test
    void dispatchAndSmallerShapesArePrinted() throws Exception {
        contest("product 64 x 256 x 784", product(64, 256, 784));
        contest("product 1 x 256 x 784", product(1, 256, 784));
        contest("product 64 x 10 x 256", product(64, 10, 256));
        contest("convolution 16 x [32, 14, 14] to 64 filters of 3 x 3", convolution());
        System.out.printf("dispatch of an identity of 4 floats: %.0f us%n", dispatch());
    }

    private static double[] contest(String name, Program program) throws Exception {
        OpenDevice device = OpenClDevice.open();
        double[][] medians = new double[1][];
        device.thread()
                .run(
                        new DeviceThread.Job() {
                            @Override
                            void execute() {
                                try {
                                    medians[0] =
                                            Contest.medians(
                                                    program, device.device(), device.limits());
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        },
                        java.time.Duration.ofMinutes(10));
        System.out.printf(
                "%s: naive %.2f ms, chosen %.2f ms, %.1f times%n",
                name, medians[0][0], medians[0][1], medians[0][0] / medians[0][1]);
        return medians[0];
    }

    /** Median microseconds from a caller's buffers and back. */
    static double dispatch() {
        StageModel model = OnnxGraphs.identity(4);
        double[] times = new double[CALLS];
        List<float[]> row = List.of(new float[] {1, 2, 3, 4});
        try (StageKernel kernel = OpenClDevice.provider().open(model, OpenClDevice.name());
                StageRunner runner = new StageRunner(kernel, 1)) {
            for (int i = 0; i < 2 * CALLS; i++) {
                long start = System.nanoTime();
                runner.run(row);
                times[i % CALLS] = (System.nanoTime() - start) / 1e3;
            }
        }
        Arrays.sort(times);
        return times[CALLS / 2];
    }

    private static Program product(int m, int n, int k) {
        Operand a = new Operand(0, "a", ElementType.FLOAT32, new int[] {m, k}, Role.INPUT);
        Operand b = new Operand(1, "b", ElementType.FLOAT32, new int[] {k, n}, Role.CONSTANT);
        Operand c = new Operand(2, "c", ElementType.FLOAT32, new int[] {m, n}, Role.OUTPUT);
        int[] one = {};
        Step step =
                new Step.MatMul(
                        a, b, null, c, one, one, one, m, n, k, false, false, 1, Pointwise.NONE);
        return program(m, a, b, c, step);
    }

    private static Program convolution() {
        int[] in = {16, 32, 14, 14};
        Operand x = new Operand(0, "x", ElementType.FLOAT32, in, Role.INPUT);
        int[] kernel = {64, 32, 3, 3};
        Operand w = new Operand(1, "w", ElementType.FLOAT32, kernel, Role.CONSTANT);
        int[] out = {16, 64, 14, 14};
        Operand y = new Operand(2, "y", ElementType.FLOAT32, out, Role.OUTPUT);
        Step.Window window = new Step.Window(14, 14, 14, 14, 3, 3, 1, 1, 1, 1, 1, 1);
        Step step = new Step.Convolution(x, w, null, y, 16, 32, 64, 1, window, Pointwise.NONE);
        return program(16, x, w, y, step);
    }

    private static Program program(int batch, Operand in, Operand weights, Operand out, Step step) {
        float[] values = new float[weights.elements()];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Program(
                "contest",
                batch,
                List.of(in),
                List.of(out),
                List.of(Constant.of(weights, values)),
                List.of(step),
                new MemoryPlan(List.of(), Map.of()));
    }
}
