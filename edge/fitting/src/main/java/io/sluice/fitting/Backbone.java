package io.sluice.fitting;

import io.sluice.gates.fit.LinearHead;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.kernel.onnx.Dequantizer;
import io.sluice.kernel.onnx.HeadGraft;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A frozen network in stages, ready to be recorded: each stage gives either a feature tensor, for a
 * head that is to be trained, or the logits of a head that stays. Immutable.
 *
 * @param stages the ladder, from the front to the back
 */
public record Backbone(List<Stage> stages) {
    /**
     * A stage.
     *
     * @param name its name
     * @param model its graph, which gives {@code tensor} besides what the next stage takes
     * @param exit the name of the exit at its end
     * @param logits the name of the exit's logits
     * @param tensor the feature tensor, or the logits where the head stays
     * @param width the length of a row of that tensor
     */
    public record Stage(
            String name, OnnxModel model, String exit, String logits, String tensor, int width) {
        /** Whether the exit keeps the head it has. */
        public boolean keepsHead() {
            return tensor.equals(logits);
        }

        StageModel kernelModel() {
            return new StageModel(name, model.bytes(), model.inputs(), model.outputs());
        }
    }

    public Backbone {
        stages = List.copyOf(stages);
    }

    /**
     * The network of one ONNX file.
     *
     * @param whole the model; dynamically quantised parts are dequantised
     * @param cuts where it is cut, from the front to the back; a head reads the first tensor of its
     *     cut
     * @param end the model's own logits, which then are those of the last exit, or any other tensor
     *     at its end, which then gets a head like the others
     * @param classes the number of classes
     * @param rule how a cut's tensor becomes features
     * @throws OnnxException when a name is unknown (offering the nearest), a tensor bypasses a cut,
     *     or the rule does not fit
     */
    public static Backbone of(
            OnnxModel whole, List<List<String>> cuts, String end, int classes, HeadInput rule) {
        OnnxModel plain = Dequantizer.isQuantized(whole) ? Dequantizer.dequantize(whole) : whole;
        List<OnnxModel> models = OnnxCutter.backbone(plain, cuts, end);
        TensorSpec mask = attentionMask(plain.inputs());
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            OnnxModel model = models.get(i);
            boolean last = i == models.size() - 1;
            TensorSpec own = new TensorSpec(end, DType.FLOAT32, new int[] {classes});
            String name = "stage" + (i + 1);
            String exit = "exit" + (i + 1);
            if (last && model.outputs().contains(own)) {
                stages.add(new Stage(name, model, exit, end, end, classes));
                continue;
            }
            String logits = exit + "_logits";
            boolean taken = logits.equals(end) || model.producers().containsKey(logits);
            Stage bare = new Stage(name, model, exit, taken ? logits + "_fitted" : logits, "", 0);
            Stage grafted = grafted(bare, rule, mask);
            stages.add(last ? without(grafted, end) : grafted);
        }
        return new Backbone(stages);
    }

    /**
     * The network of a bundle. The last exit keeps its head; the others keep theirs or get new ones
     * under the old names.
     *
     * @throws OnnxException when a stage hands on no tensor that a head could read
     */
    public static Backbone of(Bundle bundle, boolean keepHeads, HeadInput rule) {
        List<StageSpec> specs = bundle.manifest().stages();
        TensorSpec mask = attentionMask(bundle.manifest().inputs());
        int classes = bundle.manifest().classes().size();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            StageSpec spec = specs.get(i);
            OnnxModel model = OnnxModel.parse(spec.file(), bundle.read(spec.file()));
            String logits = spec.logits();
            Stage kept = new Stage(spec.name(), model, spec.exit(), logits, logits, classes);
            boolean keeps = keepHeads || i == specs.size() - 1;
            stages.add(keeps ? kept : grafted(without(kept, logits), rule, mask));
        }
        return new Backbone(stages);
    }

    /**
     * The stages of any bundle, to be recorded: each "exit" keeps what its stage gives in the end,
     * logits, a stem's summary or a router's features.
     */
    static Backbone ofResults(Bundle bundle) {
        List<TensorSpec> results = bundle.manifest().results();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            StageSpec spec = bundle.manifest().stages().get(i);
            OnnxModel model = OnnxModel.parse(spec.file(), bundle.read(spec.file()));
            String tensor = results.get(i).name();
            int width = results.get(i).rowElements();
            stages.add(new Stage(spec.name(), model, spec.name(), tensor, tensor, width));
        }
        return new Backbone(stages);
    }

    /** The number of exits. */
    public int exits() {
        return stages.size();
    }

    /** What an event brings: what stages read and no stage before them gives. */
    public List<TensorSpec> inputs() {
        Map<String, TensorSpec> inputs = new LinkedHashMap<>();
        Set<String> given = new HashSet<>();
        for (Stage stage : stages) {
            stage.model.inputs().stream()
                    .filter(input -> !given.contains(input.name()))
                    .forEach(input -> inputs.put(input.name(), input));
            given.addAll(stage.model.outputNames());
        }
        return List.copyOf(inputs.values());
    }

    /**
     * The whole model, uncut, with the tensor that the last stage gives, to compare the two.
     *
     * @param model what the backbone was cut out of
     * @param end as in {@link #of(OnnxModel, List, String, int, HeadInput)}
     */
    public OnnxModel whole(OnnxModel model, String end, HeadInput rule) {
        OnnxModel plain = Dequantizer.isQuantized(model) ? Dequantizer.dequantize(model) : model;
        OnnxModel one = OnnxCutter.backbone(plain, List.of(), end).get(0);
        Stage last = stages.get(stages.size() - 1);
        if (last.keepsHead()) {
            return one;
        }
        Stage bare = new Stage(last.name, one, last.exit, last.logits, "", 0);
        return grafted(bare, rule, attentionMask(plain.inputs())).model;
    }

    /**
     * The stages with their heads, to make a bundle of.
     *
     * @param heads for each exit its head, or none where the exit keeps the one it has
     */
    public List<BundleBuilder.Stage> withHeads(List<Optional<LinearHead>> heads) {
        List<BundleBuilder.Stage> complete = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            OnnxModel model =
                    heads.get(i)
                            .map(
                                    head ->
                                            HeadGraft.withHead(
                                                    stage.model,
                                                    stage.tensor,
                                                    head.weights(),
                                                    head.bias(),
                                                    stage.logits))
                            .orElse(stage.model);
            complete.add(new BundleBuilder.Stage(stage.name, model, stage.exit, stage.logits));
        }
        return complete;
    }

    private static Stage without(Stage stage, String output) {
        OnnxModel model = HeadGraft.without(stage.model, output);
        return new Stage(stage.name, model, stage.exit, stage.logits, stage.tensor, stage.width);
    }

    /** A head reads the first float32 tensor that its stage hands on. */
    private static Stage grafted(Stage bare, HeadInput rule, TensorSpec mask) {
        TensorSpec from =
                bare.model.outputs().stream()
                        .filter(output -> output.dtype() == DType.FLOAT32)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new OnnxException(
                                                bare.name
                                                        + ": hands on "
                                                        + bare.model.outputs()
                                                        + "; a head needs a float32 tensor"));
        boolean marked = mask != null && hasTokens(from, mask);
        String features = bare.logits + "_features";
        OnnxModel grown =
                HeadGraft.withFeatures(
                        bare.model, from.name(), rule, marked ? mask : null, features);
        int width =
                grown.outputs().stream()
                        .filter(output -> output.name().equals(features))
                        .mapToInt(TensorSpec::rowElements)
                        .sum();
        return new Stage(bare.name, grown, bare.exit, bare.logits, features, width);
    }

    private static boolean hasTokens(TensorSpec tensor, TensorSpec mask) {
        return tensor.shape().length == 2 && tensor.shape()[0] == mask.shape()[0];
    }

    /** The one input [N, T] that calls itself a mask, or null. */
    private static TensorSpec attentionMask(List<TensorSpec> inputs) {
        List<TensorSpec> masks =
                inputs.stream()
                        .filter(input -> input.name().toLowerCase(Locale.ROOT).contains("mask"))
                        .filter(input -> input.shape().length == 1)
                        .toList();
        return masks.size() == 1 ? masks.get(0) : null;
    }
}
