package io.sluice.cli.bundle;

import io.sluice.cli.ImportOptions;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The model of a bundle and where to cut it. */
final class ModelOptions {
    private static final int CHECKED_ROWS = 16;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "the whole model, an ONNX file with one output of logits per exit")
    Path model;

    @Option(
            names = "--cut",
            paramLabel = "NAME",
            description = {
                "where to cut: a tensor, or the node that makes it; once per cut, from the front to the",
                "back; several tensors of one cut are separated by commas"
            })
    List<String> cuts = new ArrayList<>();

    @Option(
            names = "--logits",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "the tensors with the exits' logits, from the front to the back")
    List<String> logits;

    /** The model with fixed rows and in float32. */
    OnnxModel load(ImportOptions rules, PrintWriter out) throws IOException {
        return rules.load(model, out);
    }

    /** Cuts the model, and prints and requires the agreement with the whole. */
    List<OnnxModel> cut(OnnxModel whole, PrintWriter out) {
        return checked(whole, OnnxCutter.cut(whole, names(), logits), out);
    }

    /** As {@link #cut}, but one name in {@code --logits} is the end of stages without heads. */
    List<OnnxModel> cutOrBackbone(OnnxModel whole, PrintWriter out) {
        if (logits.size() != 1 || cuts.isEmpty()) {
            return cut(whole, out);
        }
        // The model itself need not give the tensor that is its end here.
        OnnxModel uncut = OnnxCutter.backbone(whole, List.of(), logits.get(0)).get(0);
        return checked(uncut, OnnxCutter.backbone(whole, names(), logits.get(0)), out);
    }

    private List<List<String>> names() {
        return cuts.stream().map(cut -> List.of(cut.split(","))).toList();
    }

    private List<OnnxModel> checked(OnnxModel whole, List<OnnxModel> stages, PrintWriter out) {
        if (stages.size() > 1) {
            Map<String, byte[]> rows = CutCheck.randomRows(whole, CHECKED_ROWS, 1);
            // At higher levels a fusion across a cut exists in the whole model only.
            var provider = new OnnxRuntimeProvider(OptimisationLevel.BASIC);
            List<CutCheck.Agreement> all =
                    CutCheck.require(whole, stages, logits, provider, CHECKED_ROWS, rows);
            for (CutCheck.Agreement agreement : all) {
                out.printf(
                        Locale.ROOT,
                        "%s: cut and whole differ by %.2g of the greatest value (at most %.0e)%n",
                        agreement.output(),
                        agreement.relative(),
                        CutCheck.TOLERANCE);
            }
        }
        return stages;
    }
}
