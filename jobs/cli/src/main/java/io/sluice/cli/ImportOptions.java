package io.sluice.cli;

import io.sluice.kernel.onnx.Dequantizer;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What a user's ONNX file does not say about the events that it is to answer. */
public final class ImportOptions {
    @Option(
            names = "--shape",
            paramLabel = "INPUT=SHAPE",
            description = {
                "the dimensions of an input's rows, such as input_ids=64 or image=3x224x224, where the",
                "file leaves them free; a dimension with a name is then known wherever the name stands"
            })
    private Map<String, String> shapes = new LinkedHashMap<>();

    @Option(
            names = "--constant",
            paramLabel = "INPUT=VALUE",
            description =
                    "an input that has this value for every event and is not asked, such as"
                            + " token_type_ids=0")
    private Map<String, Double> constants = new LinkedHashMap<>();

    /**
     * Loads a model, gives it fixed rows, and turns it into float32.
     *
     * @param out is told when the model was quantised
     */
    public OnnxModel load(Path file, PrintWriter out) throws IOException {
        ModelImport rules = new ModelImport();
        shapes.forEach(rules::shape);
        constants.forEach(rules::constant);
        return load(file, rules, out);
    }

    /** Whether any was given. */
    public boolean isGiven() {
        return !shapes.isEmpty() || !constants.isEmpty();
    }

    /** As {@link #load(Path, PrintWriter)}, with rules from elsewhere. */
    public static OnnxModel load(Path file, ModelImport rules, PrintWriter out) throws IOException {
        OnnxModel loaded = OnnxModel.load(file);
        if (Dequantizer.isQuantized(loaded)) {
            out.printf("dequantised %s to float32: quantised rows depend on their batch%n", file);
        }
        return rules.apply(loaded);
    }
}
