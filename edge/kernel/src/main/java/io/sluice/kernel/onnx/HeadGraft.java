package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes the head off a stage and puts another on: first a feature tensor of one row of numbers per
 * event, to record what the frozen stage computes, then a linear head on it.
 */
public final class HeadGraft {
    private HeadGraft() {}

    /**
     * A stage without one of its outputs and without the nodes, weights and inputs that only this
     * output needed.
     *
     * @param output the logits of an old head
     * @throws OnnxException when the stage does not give that tensor, or gives nothing else
     */
    public static OnnxModel without(OnnxModel stage, String output) {
        Set<String> kept = new LinkedHashSet<>(stage.outputNames());
        if (!kept.remove(output) || kept.isEmpty()) {
            throw new OnnxException(
                    stage.name()
                            + ": cannot do without output '"
                            + output
                            + "'; it gives "
                            + stage.outputNames());
        }
        return withOutputs(stage, kept);
    }

    /**
     * A stage that gives a feature tensor besides what it gives anyway.
     *
     * @param stage a stage without a head
     * @param from the float32 tensor that the features are made of
     * @param rule how
     * @param mask the attention mask over the tokens of {@code from}, [N, T]; the stage takes it as
     *     a further input when it does not have it. Null when there is none
     * @param features the name of the feature tensor, [N, width]; new in the graph
     * @throws OnnxException when the rule does not fit the tensor's shape
     */
    public static OnnxModel withFeatures(
            OnnxModel stage, String from, HeadInput rule, TensorSpec mask, String features) {
        TensorSpec source = ShapeInference.of(stage).spec(from);
        if (source.dtype() != DType.FLOAT32 || source.shape().length < 1) {
            throw new OnnxException(
                    stage.name()
                            + ": a head reads float32 values, '"
                            + from
                            + "' is "
                            + source
                            + "; cut at another tensor");
        }
        GraphProto.Builder graph = stage.graph().toBuilder();
        new FeatureNodes(stage, graph, features).add(source, rule, mask);
        OnnxModel grown = stage.with(stage.name(), graph);
        TensorSpec found = ShapeInference.of(grown).spec(features);
        return grown.with(stage.name(), graph.addOutput(StageAssembly.value(features, found)));
    }

    /**
     * A stage with a linear head in place of its feature tensor: {@code logits = W · features + b}.
     *
     * @param stage a stage with features
     * @param features the feature tensor, which is no longer an output
     * @param weights W, [classes][width], row after row
     * @param bias b, [classes]
     * @param logits the name of the logits, [N, classes]; new in the graph, and its last output
     * @throws OnnxException when the weights do not fit the features' width
     */
    public static OnnxModel withHead(
            OnnxModel stage, String features, float[] weights, float[] bias, String logits) {
        TensorSpec spec = ShapeInference.of(stage).spec(features);
        int width = spec.rowElements();
        if (weights.length != (long) bias.length * width) {
            throw new OnnxException(
                    stage.name()
                            + ": a head of "
                            + bias.length
                            + " classes on "
                            + spec
                            + " has "
                            + (long) bias.length * width
                            + " weights, not "
                            + weights.length);
        }
        List<ValueInfoProto> outputs =
                stage.graph().getOutputList().stream()
                        .filter(output -> !output.getName().equals(features))
                        .toList();
        TensorSpec given = new TensorSpec(logits, DType.FLOAT32, new int[] {bias.length});
        String weight = logits + "_weight";
        String constant = logits + "_bias";
        GraphProto.Builder graph =
                stage.graph().toBuilder()
                        .clearOutput()
                        .addAllOutput(outputs)
                        .addOutput(StageAssembly.value(logits, given))
                        .addInitializer(columns(weight, weights, bias.length, width))
                        .addInitializer(TensorValues.ofFloats(constant, bias, bias.length))
                        .addNode(
                                NodeProto.newBuilder()
                                        .setName(logits)
                                        .setOpType("Gemm")
                                        .addInput(features)
                                        .addInput(weight)
                                        .addInput(constant)
                                        .addOutput(logits));
        return stage.with(stage.name(), graph);
    }

    /** Gemm without attributes reads [width, classes]. */
    private static TensorProto columns(String name, float[] weights, int classes, int width) {
        float[] turned = new float[weights.length];
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < width; j++) {
                turned[j * classes + c] = weights[c * width + j];
            }
        }
        return TensorValues.ofFloats(name, turned, width, classes);
    }

    /** The part of a model that some of its outputs need. */
    private static OnnxModel withOutputs(OnnxModel model, Set<String> outputs) {
        Set<NodeProto> nodes = new HashSet<>();
        Set<String> needed = new HashSet<>();
        List<String> open = new ArrayList<>(outputs);
        while (!open.isEmpty()) {
            String tensor = open.remove(open.size() - 1);
            NodeProto producer = model.producers().get(tensor);
            if (needed.add(tensor) && producer != null && nodes.add(producer)) {
                open.addAll(GraphWalk.reads(producer));
            }
        }
        GraphProto graph = model.graph();
        List<TensorProto> constants = new ArrayList<>(model.initialisers().values());
        constants.removeIf(tensor -> !needed.contains(tensor.getName()));
        return model.with(
                model.name(),
                GraphProto.newBuilder()
                        .setName(graph.getName())
                        .addAllInput(named(model.inputValues(), needed))
                        .addAllOutput(named(graph.getOutputList(), outputs))
                        .addAllInitializer(constants)
                        .addAllNode(model.nodes().stream().filter(nodes::contains).toList()));
    }

    private static List<ValueInfoProto> named(List<ValueInfoProto> values, Set<String> names) {
        return values.stream().filter(value -> names.contains(value.getName())).toList();
    }
}
