package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.kernel.tornado.graph.DeviceFailures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans that are shared, do not fit, or do not answer. Needs an OpenCL device. */
class StagePlansOpenClIT {
    private static final int WIDTH = 32;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void twoOpeningsOfAStageShareItsMemory() {
        StageModel model = OnnxGraphs.gemm(1, WIDTH, WIDTH);
        MemoryBudget memory = OpenClDevice.open().memory();
        long before = memory.taken();
        try (StageKernel first = OpenClDevice.provider().open(model, OpenClDevice.name())) {
            long one = memory.taken();
            try (StageKernel second = OpenClDevice.provider().open(model, OpenClDevice.name())) {
                assertThat(memory.taken()).isEqualTo(one).isGreaterThan(before);
            }
            assertThat(memory.taken()).isEqualTo(one);
            try (StageRunner runner = new StageRunner(first, 1)) {
                assertThat(runner.run(List.of(new float[WIDTH]))).hasSize(1);
            }
        }
        assertThat(memory.taken()).isEqualTo(before);
    }

    @Test
    void aBatchThatDoesNotFitIsHalvedAndRunInPieces() {
        StageModel model = OnnxGraphs.gemm(2, WIDTH, WIDTH);
        long one = DeviceFailures.bytes(ProgramCompiler.compile(model, 1));
        long sixteen = DeviceFailures.bytes(ProgramCompiler.compile(model, 16));
        OpenDevice device = with(new MemoryBudget(one + sixteen));
        TornadoSettings settings = settings(List.of(1, 64), Duration.ofSeconds(30));
        try (StageKernel kernel = stage(model, device, settings);
                StageRunner runner = new StageRunner(kernel, 64);
                StageKernel whole = OpenClDevice.provider().open(model, OpenClDevice.name());
                StageRunner oracle = new StageRunner(whole, 64)) {
            List<float[]> rows = rows(50);
            List<float[]> found = runner.run(rows);
            List<float[]> wanted = oracle.run(rows);

            assertThat(device.memory().taken()).isEqualTo(one + sixteen);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(found.get(i)).isEqualTo(wanted.get(i));
            }
        }
        assertThat(device.memory().taken()).isZero();
    }

    @Test
    void aStageOfWhichNotOneRowFitsIsRefused() {
        OpenDevice device = with(new MemoryBudget(100));

        assertThatThrownBy(
                        () ->
                                stage(
                                        OnnxGraphs.gemm(3, WIDTH, WIDTH),
                                        device,
                                        settings(List.of(1), Duration.ofSeconds(30))))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("not even one row");
    }

    @Test
    void aDeviceThatDoesNotAnswerLosesTheStageAndOneThatAnswersAgainOpensIt() throws Exception {
        StageModel model = OnnxGraphs.identity(2);
        OpenDevice real = OpenClDevice.open();
        DeviceThread thread = new DeviceThread("stuck");
        OpenDevice device =
                new OpenDevice(real.name(), real.device(), real.limits(), thread, real.memory());
        TornadoSettings settings = settings(List.of(1), Duration.ofMillis(200));
        PlanCache cache = new PlanCache();
        PlanCache.Lease lease = cache.lease(model, device, settings);
        lease.plans().prepare(1);
        TornadoStage stage = new TornadoStage(model, lease);
        ByteBuffer in = StageRunner.direct(model.inputs().get(0), 1);
        ByteBuffer out = StageRunner.direct(model.outputs().get(0), 1);
        StageKernel.Binding binding = stage.bind(List.of(in), List.of(out), 1);
        CountDownLatch release = new CountDownLatch(1);
        thread.submit(waiting(release), Duration.ofMillis(100));

        assertThatThrownBy(() -> binding.run(1)).isInstanceOf(DeviceLostException.class);
        assertThatThrownBy(() -> binding.run(1)).isInstanceOf(DeviceLostException.class);
        release.countDown();
        assertThatThrownBy(() -> binding.run(1)).isInstanceOf(DeviceLostException.class);
        PlanCache.Lease again = cache.lease(model, device, settings);
        again.plans().prepare(1);

        assertThat(again.plans()).isNotSameAs(lease.plans());
        again.close();
        stage.close();
    }

    private static DeviceThread.Job waiting(CountDownLatch release) {
        return new DeviceThread.Job() {
            @Override
            void execute() {
                try {
                    assertThat(release.await(1, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static OpenDevice with(MemoryBudget memory) {
        OpenDevice real = OpenClDevice.open();
        return new OpenDevice(real.name(), real.device(), real.limits(), real.thread(), memory);
    }

    private static TornadoSettings settings(List<Integer> sizes, Duration runLimit) {
        return new TornadoSettings(sizes, runLimit, Duration.ofMinutes(5), 1L << 30, true, true);
    }

    private static StageKernel stage(
            StageModel model, OpenDevice device, TornadoSettings settings) {
        PlanCache.Lease lease = new PlanCache().lease(model, device, settings);
        lease.plans().prepare(1);
        return new TornadoStage(model, lease);
    }

    private static List<float[]> rows(int count) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                row[j] = (i * 7 + j * 3) % 11 - 5;
            }
            rows.add(row);
        }
        return rows;
    }
}
