package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxRuntimeProviderTest {
    private final OnnxRuntimeProvider provider = new OnnxRuntimeProvider();

    @Test
    void isTheChoiceOfAutoAndIsFoundByName() {
        assertThat(KernelProviders.choose(KernelProviders.AUTO).name()).isEqualTo("onnxruntime");
        assertThat(KernelProviders.choose("onnxruntime")).isInstanceOf(OnnxRuntimeProvider.class);
    }

    @Test
    void aCommandLineThatWouldCrashItIsAnAnswer() {
        Availability is =
                RuntimeProbe.probe(
                        4_000,
                        () -> {
                            throw new AssertionError("loaded all the same");
                        });

        assertThat(is.available()).isFalse();
        assertThat(is.detail()).contains("4000 bytes");
        assertThat(is.remedy()).contains("CLASSPATH");
    }

    @Test
    void aMissingLibraryAndAMissingNativeAreAnswers() {
        Availability noLibrary =
                RuntimeProbe.probe(
                        100,
                        () -> {
                            throw new NoClassDefFoundError("ai/onnxruntime/OrtEnvironment");
                        });
        Availability noNative =
                RuntimeProbe.probe(
                        100,
                        () -> {
                            throw new UnsatisfiedLinkError("no onnxruntime4j_jni");
                        });

        assertThat(noLibrary.detail()).contains("class path");
        assertThat(noNative.detail()).contains(System.getProperty("os.arch"), "onnxruntime4j_jni");
        assertThat(noNative.remedy()).contains("platform");
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void takesEveryDType(DType dtype) {
        StageModel model = OnnxGraphs.identity(dtype, 3);
        TensorSpec spec = model.inputs().get(0);
        ByteBuffer in = StageRunner.direct(spec, 2);
        ByteBuffer out = StageRunner.direct(spec, 2);
        for (int i = 0; i < in.capacity(); i++) {
            in.put(i, (byte) (i % 2));
        }
        try (StageKernel kernel = provider.open(model, "cpu");
                StageKernel.Binding binding = kernel.bind(List.of(in), List.of(out), 2)) {
            binding.run(2);
        }

        assertThat(out.clear()).isEqualTo(in.clear());
    }

    @Test
    void namesTheOperatorThatDoesNotExist() {
        TensorSpec x = new TensorSpec("x", DType.FLOAT32, new int[] {2});
        ModelProto model =
                new GraphBuilder("odd")
                        .input(x)
                        .node("Frobnicate", List.of("x"), "y")
                        .output(new TensorSpec("y", DType.FLOAT32, new int[] {2}))
                        .build();
        StageModel stage =
                new StageModel(
                        "fashion@1.0.0/odd",
                        model.toByteArray(),
                        List.of(x),
                        List.of(new TensorSpec("y", DType.FLOAT32, new int[] {2})));

        assertThatThrownBy(() -> provider.open(stage, "cpu"))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("fashion@1.0.0/odd")
                .hasMessageContaining("Frobnicate");
    }

    @Test
    void aLevelThatDoesNotExistIsAnAnswer() {
        System.setProperty(OptimisationLevel.PROPERTY, "extreme");
        try {
            Availability is = new OnnxRuntimeProvider().availability();

            assertThat(is.available()).isFalse();
            assertThat(is.detail()).contains("'extreme'", "none | basic | extended | all");
        } finally {
            System.clearProperty(OptimisationLevel.PROPERTY);
        }
    }

    @Test
    void aRunThatFailsNamesStageAndOperatorAndTheNextOneSucceeds() {
        TensorSpec index = new TensorSpec("index", DType.INT64, new int[] {1});
        TensorSpec value = new TensorSpec("value", DType.FLOAT32, new int[] {1});
        ModelProto model =
                new GraphBuilder("table")
                        .input(index)
                        .floats("table", new float[] {10, 20}, 2)
                        .node("Gather", List.of("table", "index"), "value")
                        .output(value)
                        .build();
        StageModel stage =
                new StageModel("table", model.toByteArray(), List.of(index), List.of(value));
        ByteBuffer in = StageRunner.direct(index, 2);
        ByteBuffer out = StageRunner.direct(value, 2);
        try (StageKernel kernel = provider.open(stage, "cpu");
                StageKernel.Binding binding = kernel.bind(List.of(in), List.of(out), 2)) {
            in.putLong(0, 7);
            assertThatThrownBy(() -> binding.run(1))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("table: a batch of 1 from [index: INT64[N, 1]]")
                    .hasMessageContaining("Gather");

            in.putLong(0, 1);
            binding.run(1);
            assertThat(out.getFloat(0)).isEqualTo(20);
        }
    }

    @Test
    void closingWhileOthersRunEndsTheirRunsAndNotTheProcess() throws Exception {
        StageModel model = OnnxGraphs.mlp(1, 64, 64, 64);
        StageKernel kernel = provider.open(model, "cpu");
        CountDownLatch running = new CountDownLatch(3);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> runUntilClosed(kernel, running));
            threads.add(thread);
            thread.start();
        }
        running.await();

        kernel.close();

        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static void runUntilClosed(StageKernel kernel, CountDownLatch running) {
        try (StageRunner runner = new StageRunner(kernel, 1)) {
            runner.run(List.of(new float[64]));
            running.countDown();
            while (true) {
                runner.run(List.of(new float[64]));
            }
        } catch (KernelException closed) {
            assertThat(closed).hasMessageContaining("closed");
        }
    }

    @Test
    void moreBatchSizesThanAreCachedStillRun() {
        int most = OnnxRuntimeBinding.CACHED_SIZES + 20;
        StageModel model = OnnxGraphs.identity(1);
        TensorSpec spec = model.inputs().get(0);
        ByteBuffer in = StageRunner.direct(spec, most);
        ByteBuffer out = StageRunner.direct(spec, most);
        try (StageKernel kernel = provider.open(model, "cpu");
                StageKernel.Binding binding = kernel.bind(List.of(in), List.of(out), most)) {
            for (int batch = 1; batch <= most; batch++) {
                in.putFloat((batch - 1) * 4, batch);
                binding.run(batch);
                assertThat(out.getFloat((batch - 1) * 4)).isEqualTo(batch);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closingAStageFreesItsMemory() throws IOException {
        StageModel model = OnnxGraphs.mlp(1, 1024, 1024, 1024);
        for (int i = 0; i < 5; i++) {
            openRunClose(model);
        }
        long before = residentBytes();
        for (int i = 0; i < 40; i++) {
            openRunClose(model);
        }

        // 40 stages of 8 MiB weights each; a leak of every fourth would exceed the margin.
        assertThat(residentBytes() - before).isLessThan(80L << 20);
    }

    private void openRunClose(StageModel model) {
        try (StageKernel kernel = provider.open(model, "cpu");
                StageRunner runner = new StageRunner(kernel, 1)) {
            runner.run(List.of(new float[1024]));
        }
    }

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ")[1];
        return Long.parseLong(pages) * 4096;
    }
}
