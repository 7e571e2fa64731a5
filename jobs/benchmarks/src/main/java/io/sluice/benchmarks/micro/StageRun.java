package io.sluice.benchmarks.micro;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One batch of a stage of the Fashion-MNIST example in ONNX Runtime; divide by the batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StageRun {
    @Param({"1", "2", "3"})
    public int stage;

    @Param({"1", "8", "64"})
    public int batch;

    private StageKernel kernel;
    private StageKernel.Binding binding;

    @Setup
    public void open() {
        Path home = Path.of(System.getProperty("sluice.home", "../.."));
        Bundle bundle = Bundle.open(home.resolve("jobs/examples/fashion-mnist/bundle"));
        kernel =
                new OnnxRuntimeProvider()
                        .open(bundle.stageModel(stage - 1), OnnxRuntimeProvider.CPU);
        binding =
                kernel.bind(
                        buffers(kernel.model().inputs()), buffers(kernel.model().outputs()), batch);
    }

    @Benchmark
    public void run() {
        binding.run(batch);
    }

    @TearDown
    public void close() {
        binding.close();
        kernel.close();
    }

    private List<ByteBuffer> buffers(List<TensorSpec> specs) {
        return specs.stream()
                .map(
                        spec ->
                                ByteBuffer.allocateDirect(batch * spec.rowBytes())
                                        .order(ByteOrder.nativeOrder()))
                .toList();
    }
}
