package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.TensorSpec;

/** Adds to a graph the nodes that make a row of features of a tensor. */
final class FeatureNodes {
    /** From these operator sets on, axes are an input in place of an attribute. */
    private static final long UNSQUEEZE_AND_SUM_AXES_ARE_INPUT = 13;

    private static final long MEAN_AXES_ARE_INPUT = 18;

    private final OnnxModel stage;
    private final GraphProto.Builder graph;
    private final String features;

    FeatureNodes(OnnxModel stage, GraphProto.Builder graph, String features) {
        this.stage = stage;
        this.graph = graph;
        this.features = features;
    }

    void add(TensorSpec source, HeadInput rule, TensorSpec mask) {
        switch (chosen(source, rule)) {
            case MEAN -> mean(source, mask);
            case FIRST -> first(source);
            default -> node("Flatten", features, source.name());
        }
    }

    /** The rule for a tensor; a tensor that is one row already is left as it is. */
    private HeadInput chosen(TensorSpec source, HeadInput rule) {
        int rank = source.shape().length;
        if (rank == 1) {
            return HeadInput.FLATTEN;
        }
        if (rule == HeadInput.FIRST && rank != 2) {
            throw new OnnxException(
                    stage.name()
                            + ": the first token is that of [N, T, D], '"
                            + source.name()
                            + "' is "
                            + source
                            + "; expected mean, flatten or auto");
        }
        if (rule != HeadInput.AUTO) {
            return rule;
        }
        boolean tokens = rank == 2;
        return tokens || source.rowElements() > HeadInput.MOST_FLAT
                ? HeadInput.MEAN
                : HeadInput.FLATTEN;
    }

    private void mean(TensorSpec source, TensorSpec mask) {
        if (source.shape().length > 2) {
            node("GlobalAveragePool", features + "_mean", source.name());
            node("Flatten", features, features + "_mean");
        } else if (mask == null) {
            reduction("ReduceMean", features, source.name(), MEAN_AXES_ARE_INPUT, false);
        } else {
            maskedMean(source, mask);
        }
    }

    /** Σ mask · token / max(1, Σ mask), so that an event without tokens gives zeros, not NaN. */
    private void maskedMean(TensorSpec source, TensorSpec mask) {
        if (mask.shape().length != 1 || mask.shape()[0] != source.shape()[0]) {
            throw new OnnxException(
                    stage.name()
                            + ": the attention mask "
                            + mask
                            + " does not mark the tokens of "
                            + source
                            + "; expected [N, "
                            + source.shape()[0]
                            + "]");
        }
        boolean known =
                stage.producers().containsKey(mask.name())
                        || stage.inputValues().stream()
                                .anyMatch(value -> value.getName().equals(mask.name()));
        if (!known) {
            graph.addInput(StageAssembly.value(mask.name(), mask));
        }
        String marks = features + "_marks";
        graph.addNode(
                operator("Cast", marks, mask.name())
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(TensorProto.DataType.FLOAT.getNumber())));
        String column = features + "_column";
        axes(operator("Unsqueeze", column, marks), 2, UNSQUEEZE_AND_SUM_AXES_ARE_INPUT, null);
        node("Mul", features + "_marked", source.name(), column);
        long newSum = UNSQUEEZE_AND_SUM_AXES_ARE_INPUT;
        reduction("ReduceSum", features + "_sum", features + "_marked", newSum, false);
        reduction("ReduceSum", features + "_count", marks, newSum, true);
        graph.addInitializer(TensorValues.ofFloats(features + "_one", new float[] {1}, 1));
        node("Max", features + "_least", features + "_count", features + "_one");
        node("Div", features, features + "_sum", features + "_least");
    }

    private void first(TensorSpec source) {
        String zero = features + "_zero";
        graph.addInitializer(longs(zero, false, 0));
        graph.addNode(operator("Gather", features, source.name(), zero).addAttribute(axis(1)));
    }

    /** A reduction of axis 1. */
    private void reduction(
            String operator, String output, String input, long axesAreInput, boolean keep) {
        AttributeProto.Builder keepdims =
                AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(keep ? 1 : 0);
        axes(operator(operator, output, input), 1, axesAreInput, keepdims);
    }

    private void axes(
            NodeProto.Builder node, long axis, long asInput, AttributeProto.Builder further) {
        if (stage.operatorSet() >= asInput) {
            String name = node.getOutput(0) + "_axes";
            graph.addInitializer(longs(name, true, axis));
            node.addInput(name);
        } else {
            node.addAttribute(
                    AttributeProto.newBuilder()
                            .setName("axes")
                            .setType(AttributeProto.AttributeType.INTS)
                            .addInts(axis));
        }
        graph.addNode(further == null ? node : node.addAttribute(further));
    }

    private static AttributeProto.Builder axis(long axis) {
        return AttributeProto.newBuilder()
                .setName("axis")
                .setType(AttributeProto.AttributeType.INT)
                .setI(axis);
    }

    private static TensorProto longs(String name, boolean list, long value) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addInt64Data(value);
        return (list ? tensor.addDims(1) : tensor).build();
    }

    private void node(String operator, String output, String... inputs) {
        graph.addNode(operator(operator, output, inputs));
    }

    private static NodeProto.Builder operator(String operator, String output, String... inputs) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setName(output).setOpType(operator).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        return node;
    }
}
