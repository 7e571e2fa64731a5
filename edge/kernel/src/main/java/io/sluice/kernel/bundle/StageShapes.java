package io.sluice.kernel.bundle;

import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import java.util.List;

/** Compares a stage's graph with what the manifest says of it. */
final class StageShapes {
    private StageShapes() {}

    static void check(String file, byte[] onnx, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        try {
            OnnxModel model = OnnxModel.parse(file, onnx);
            require(file, "input", inputs, model.inputs());
            require(file, "output", outputs, model.outputs());
            if (model.inputs().size() != inputs.size()) {
                throw new BundleException(
                        Category.SHAPE,
                        file + ": takes " + model.inputs() + ", the manifest says " + inputs);
            }
        } catch (OnnxException e) {
            throw new BundleException(Category.SHAPE, e.getMessage(), e);
        }
    }

    private static void require(
            String file, String side, List<TensorSpec> manifest, List<TensorSpec> graph) {
        for (TensorSpec spec : manifest) {
            if (!graph.contains(spec)) {
                throw new BundleException(
                        Category.SHAPE,
                        file
                                + ": the manifest says "
                                + side
                                + " "
                                + spec
                                + ", the graph has "
                                + graph);
            }
        }
    }
}
