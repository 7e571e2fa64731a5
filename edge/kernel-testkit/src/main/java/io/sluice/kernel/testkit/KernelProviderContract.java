package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every provider must do. A provider's test class extends this one and says which provider it
 * means, which must be available: a skipped contract would hide a dead provider.
 */
public abstract class KernelProviderContract {
    private static final long SEED = 20_261_121;
    private static final int IN = 17;
    private static final int OUT = 5;

    /** The provider under test, available on this machine. */
    protected abstract KernelProvider provider();

    /** max|a − b| / max|b| that results may be off from the reference. */
    protected double tolerance() {
        return 1e-5;
    }

    /** Whether the provider has convolutions; one that has not must refuse them by name. */
    protected boolean supportsConvolution() {
        return true;
    }

    @Test
    void saysThatItIsAvailableAndOnWhichDevices() {
        assertThat(provider().availability().available())
                .as(provider().availability().toString())
                .isTrue();
        assertThat(provider().availability().detail()).isNotBlank();
        assertThat(provider().devices()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(provider().name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    void refusesADeviceThatItDoesNotHave() {
        assertThatThrownBy(() -> provider().open(OnnxGraphs.identity(3), "abacus"))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("identity");
    }

    @Test
    void refusesAModelThatIsNone() {
        StageModel none =
                new StageModel(
                        "none",
                        new byte[] {1, 2, 3},
                        OnnxGraphs.identity(3).inputs(),
                        OnnxGraphs.identity(3).outputs());

        assertThatThrownBy(() -> open(none))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("none");
    }

    @Test
    void refusesAModelWithAnotherInterface() {
        StageModel real = OnnxGraphs.mlp(SEED, IN, OUT);
        StageModel wrong =
                new StageModel(
                        "mistaken",
                        real.onnx(),
                        real.inputs(),
                        List.of(
                                new TensorSpec(
                                        "y", real.outputs().get(0).dtype(), new int[] {OUT + 1})));

        assertThatThrownBy(() -> open(wrong))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("mistaken")
                .hasMessageContaining("y");
    }

    @Test
    void refusesBuffersOnTheHeapAndBuffersTooSmall() {
        try (StageKernel kernel = open(OnnxGraphs.identity(4))) {
            ByteBuffer heap = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
            ByteBuffer good = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
            ByteBuffer small = ByteBuffer.allocateDirect(63).order(ByteOrder.nativeOrder());

            assertRefused(() -> kernel.bind(List.of(heap), List.of(good), 4), "x");
            assertRefused(() -> kernel.bind(List.of(good), List.of(small), 4), "y");
            assertRefused(() -> kernel.bind(List.of(), List.of(good), 4), "identity");
            assertRefused(() -> kernel.bind(List.of(good), List.of(good), 0), "0");
            ByteBuffer foreign = ByteBuffer.allocateDirect(64).order(otherOrder());
            assertRefused(() -> kernel.bind(List.of(foreign), List.of(good), 4), "x");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 16, 31, 64})
    void aBatchGivesWhatItsRowsGive(int batch) {
        StageModel model = OnnxGraphs.mlp(SEED, IN, 32, OUT);
        List<float[]> rows = ReferenceMlp.rows(SEED + batch, batch, IN);
        try (StageKernel kernel = open(model);
                StageRunner runner = new StageRunner(kernel, 64)) {
            List<float[]> together = runner.run(rows);

            for (int i = 0; i < batch; i++) {
                ReferenceMlp.assertClose(
                        runner.run(rows.subList(i, i + 1)).get(0), together.get(i), tolerance());
                ReferenceMlp.assertClose(
                        together.get(i), ReferenceMlp.apply(model, rows.get(i)), tolerance());
            }
        }
    }

    @Test
    void convolvesOrSaysThatItDoesNot() {
        StageModel model = OnnxGraphs.conv(SEED, 2, 8, 4, OUT);
        if (!supportsConvolution()) {
            assertThatThrownBy(() -> open(model).close())
                    .isInstanceOf(UnsupportedStageException.class)
                    .hasMessageContaining("Conv");
            return;
        }
        List<float[]> rows = ReferenceMlp.rows(SEED, 8, 2 * 8 * 8);
        try (StageKernel kernel = open(model);
                StageRunner runner = new StageRunner(kernel, 8);
                StageKernel reference = new PlainKernels().open(model, PlainKernels.DEVICE);
                StageRunner oracle = new StageRunner(reference, 8)) {
            List<float[]> expected = oracle.run(rows);
            List<float[]> actual = runner.run(rows);

            for (int i = 0; i < rows.size(); i++) {
                ReferenceMlp.assertClose(actual.get(i), expected.get(i), tolerance());
            }
        }
    }

    @Test
    void threadsRunTheirOwnBindingsAtOnce() throws Exception {
        StageModel model = OnnxGraphs.mlp(SEED, IN, 24, OUT);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (StageKernel kernel = open(model)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int task = 0; task < 4; task++) {
                long seed = SEED + task;
                tasks.add(() -> runMany(kernel, new Random(seed)));
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRefusedBatchLeavesTheBindingUsable() {
        StageModel model = OnnxGraphs.identity(4);
        try (StageKernel kernel = open(model);
                StageRunner runner = new StageRunner(kernel, 2)) {
            ByteBuffer buffer = StageRunner.direct(model.inputs().get(0), 2);
            try (StageKernel.Binding binding = kernel.bind(List.of(buffer), List.of(buffer), 2)) {
                assertRefused(() -> binding.run(0), "0");
                assertRefused(() -> binding.run(3), "3");
            }

            float[] row = {1, 2, 3, 4};
            assertThat(runner.run(List.of(row)).get(0)).containsExactly(row);
        }
    }

    @Test
    void aRunSaysWhichDeviceComputedIt() {
        StageModel model = OnnxGraphs.identity(1);
        ByteBuffer buffer = StageRunner.direct(model.inputs().get(0), 1);
        ByteBuffer other = StageRunner.direct(model.outputs().get(0), 1);
        try (StageKernel kernel = open(model);
                StageKernel.Binding binding = kernel.bind(List.of(buffer), List.of(other), 1)) {
            assertThat(binding.run(1)).isEqualTo(kernel.device());
            assertThat(kernel.device()).startsWith(provider().name() + "/");
        }
    }

    @Test
    void ignoresPositionsAndLimits() {
        StageModel model = OnnxGraphs.identity(1);
        ByteBuffer in = StageRunner.direct(model.inputs().get(0), 2);
        ByteBuffer out = StageRunner.direct(model.outputs().get(0), 2);
        in.putFloat(0, 5).putFloat(4, 6).position(4).limit(6);
        out.position(8);
        try (StageKernel kernel = open(model);
                StageKernel.Binding binding = kernel.bind(List.of(in), List.of(out), 2)) {
            binding.run(2);
        }

        assertThat(out.getFloat(0)).isEqualTo(5);
        assertThat(out.getFloat(4)).isEqualTo(6);
        assertThat(in.position()).isEqualTo(4);
        assertThat(in.limit()).isEqualTo(6);
        assertThat(out.position()).isEqualTo(8);
    }

    @Test
    void closingTwiceIsClosingOnceAndAClosedStageRefuses() {
        StageModel model = OnnxGraphs.identity(2);
        StageKernel kernel = open(model);
        StageRunner runner = new StageRunner(kernel, 1);
        runner.close();
        runner.close();
        StageRunner late = new StageRunner(kernel, 1);
        kernel.close();
        kernel.close();

        assertRefused(() -> late.run(List.of(new float[] {1, 2})), "closed");
        late.close();
    }

    private static ByteOrder otherOrder() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN;
    }

    private StageKernel open(StageModel model) {
        return provider().open(model, provider().devices().get(0));
    }

    private Void runMany(StageKernel kernel, Random random) {
        try (StageRunner runner = new StageRunner(kernel, 16)) {
            for (int i = 0; i < 50; i++) {
                int batch = 1 + random.nextInt(16);
                List<float[]> rows = ReferenceMlp.rows(random.nextLong(), batch, IN);
                List<float[]> results = runner.run(rows);
                for (int row = 0; row < batch; row++) {
                    float[] expected = ReferenceMlp.apply(kernel.model(), rows.get(row));
                    ReferenceMlp.assertClose(results.get(row), expected, tolerance());
                }
            }
        }
        return null;
    }

    private static void assertRefused(Runnable call, String named) {
        assertThatThrownBy(call::run)
                .isInstanceOf(KernelException.class)
                .hasMessageContaining(named);
    }
}
