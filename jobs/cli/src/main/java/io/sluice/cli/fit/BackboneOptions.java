package io.sluice.cli.fit;

import io.sluice.cli.ImportOptions;
import io.sluice.fitting.Backbone;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The frozen network: a bundle, or an ONNX file with cut points. */
final class BackboneOptions {
    private static final int CHECKED_ROWS = 16;

    @Option(
            names = "--bundle",
            paramLabel = "PATH",
            description = "a bundle, directory or zip, whose exits are to be fitted anew")
    Path bundle;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "or an ONNX file; it needs no exits of its own")
    Path model;

    @Mixin ImportOptions rules = new ImportOptions();

    @Option(
            names = "--cut",
            paramLabel = "NAME",
            description = {
                "where to cut the model, and put an exit: a tensor, or the node that makes it; once per",
                "cut, from the front to the back. A cut of several tensors names them with commas, the",
                "one that the head reads first"
            })
    List<String> cuts = new ArrayList<>();

    @Option(
            names = "--logits",
            paramLabel = "NAME",
            description = {
                "the model's own logits, which stay those of the last exit; or, for a model without a",
                "classifier, the tensor at its end, which gets a head like the cuts"
            })
    String logits;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "names of the classes, one a line, in the order of the logits; for --model")
    Path classes;

    @Option(
            names = "--head-input",
            defaultValue = "auto",
            description = {
                "what a head reads of a cut: mean (of each channel over the image, or of the tokens, by",
                "the attention mask if there is one), flatten (everything), first (the first token), or",
                "auto: flatten images of up to 4096 values, else mean (default: ${DEFAULT-VALUE})"
            })
    HeadInput headInput;

    @Option(
            names = "--keep-heads",
            description = "with --bundle: keep the exits' heads as they are and fit gates alone")
    boolean keepHeads;

    /**
     * The network.
     *
     * @param from the bundle it comes from
     * @param whole the model it was cut out of, with a tensor that the last stage gives
     */
    record Frozen(
            Backbone backbone,
            List<String> classes,
            Optional<Bundle> from,
            Optional<OnnxModel> whole) {
        List<TensorSpec> inputs() {
            return backbone.inputs();
        }

        /** Runs some rows through the model whole and cut; cutting must change nothing. */
        void requireCutAgrees(LabelledRows rows) {
            if (whole.isEmpty()) {
                return;
            }
            int count = Math.min(CHECKED_ROWS, rows.size());
            Map<String, byte[]> samples = new LinkedHashMap<>();
            for (int i = 0; i < inputs().size(); i++) {
                TensorSpec input = inputs().get(i);
                ByteBuffer bytes = ByteBuffer.allocate(count * input.rowBytes());
                for (int row = 0; row < count; row++) {
                    rows.read(row, i, bytes, row * input.rowBytes());
                }
                samples.put(input.name(), bytes.array());
            }
            List<OnnxModel> stages = backbone.stages().stream().map(Backbone.Stage::model).toList();
            String end = backbone.stages().get(stages.size() - 1).tensor();
            // At higher levels a fusion across a cut exists in the whole model only.
            var provider = new OnnxRuntimeProvider(OptimisationLevel.BASIC);
            CutCheck.require(whole.get(), stages, List.of(end), provider, count, samples);
        }
    }

    /**
     * Loads the network.
     *
     * @param out is told what was done to the model
     */
    Frozen load(PrintWriter out) throws IOException {
        if ((bundle == null) == (model == null)) {
            throw new IllegalArgumentException("give a network: either --bundle or --model");
        }
        return bundle != null ? ofBundle() : ofModel(out);
    }

    private Frozen ofBundle() {
        if (!cuts.isEmpty() || logits != null || classes != null) {
            throw new IllegalArgumentException(
                    "--cut, --logits and --classes go with --model; a bundle has its own");
        }
        Bundle opened = Bundle.open(bundle);
        opened.manifest().requireLadder();
        List<String> names = opened.manifest().classes();
        Backbone network = Backbone.of(opened, keepHeads, headInput);
        return new Frozen(network, names, Optional.of(opened), Optional.empty());
    }

    private Frozen ofModel(PrintWriter out) throws IOException {
        if (cuts.isEmpty() || logits == null || classes == null) {
            throw new IllegalArgumentException(
                    "--model needs --cut (at least one), --logits and --classes");
        }
        if (keepHeads) {
            throw new IllegalArgumentException(
                    "--keep-heads goes with --bundle; make one with 'sluice bundle create'");
        }
        List<List<String>> names = cuts.stream().map(cut -> List.of(cut.split(","))).toList();
        List<String> classNames = Files.readAllLines(classes);
        OnnxModel whole = rules.load(model, out);
        Backbone cut = Backbone.of(whole, names, logits, classNames.size(), headInput);
        OnnxModel uncut = cut.whole(whole, logits, headInput);
        return new Frozen(cut, classNames, Optional.empty(), Optional.of(uncut));
    }
}
