package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import io.sluice.kernel.testkit.OnnxGraphs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The stages that are measured, by name. */
final class BenchmarkStages {
    static final String PRODUCTS = "products, 2 × [2048, 2048]";
    static final String CONVOLUTION = "convolution, [64, 14, 14] to 128 of 3 × 3";

    private static final Path DEMO = Path.of("../../jobs/examples/fashion-mnist/bundle");
    private static final long SEED = 17;
    private static final int TOKENS = 7;

    private BenchmarkStages() {}

    static Map<String, StageModel> all() {
        Map<String, StageModel> stages = new LinkedHashMap<>();
        Bundle demo = Bundle.open(DEMO);
        for (int stage = 0; stage < demo.manifest().stages().size(); stage++) {
            stages.put("demo, stage " + (stage + 1), demo.stageModel(stage));
        }
        stages.put("encoder layer of width " + EncoderGraph.WIDTH, encoder());
        stages.put(PRODUCTS, OnnxGraphs.mlp(SEED, 2048, 2048, 2048));
        stages.put(CONVOLUTION, OnnxGraphs.conv(SEED, 64, 14, 128, 10));
        return stages;
    }

    private static StageModel encoder() {
        OnnxModel model =
                new ModelImport()
                        .shape("input_ids", TOKENS)
                        .constant("token_type_ids", 0)
                        .apply(OnnxModel.of("encoder", EncoderGraph.of(SEED, 1)));
        return new StageModel(model.name(), model.bytes(), model.inputs(), model.outputs());
    }
}
