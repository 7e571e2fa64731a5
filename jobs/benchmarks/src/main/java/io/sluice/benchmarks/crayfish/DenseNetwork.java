package io.sluice.benchmarks.crayfish;

import io.sluice.gates.FixedExit;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.OnnxGraphs;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The network of the workload: 784→32→32→32→32→10, 28,618 parameters, weights from a seed. */
final class DenseNetwork {
    static final int VALUES = 784;
    static final int CLASSES = 10;
    static final String INPUT = "x";
    static final String OUTPUT = "y";

    private static final long SEED = 20_24;
    private static final int GOLDEN_ROWS = 4;

    private DenseNetwork() {}

    static byte[] onnx() {
        return model().onnx();
    }

    static BundleFiles bundle() {
        return new BundleBuilder("dense", "1.0.0")
                .classes(IntStream.range(0, CLASSES).mapToObj(i -> "class" + i).toList())
                .stages(List.of(OnnxModel.parse("dense", onnx())), List.of(OUTPUT))
                .policy("1", FixedExit.full())
                .samples(GOLDEN_ROWS, Map.of(INPUT, new byte[GOLDEN_ROWS * VALUES * Float.BYTES]))
                .build(new OnnxRuntimeProvider());
    }

    private static StageModel model() {
        return OnnxGraphs.mlp(SEED, VALUES, 32, 32, 32, 32, CLASSES);
    }
}
