package io.sluice.kernel.compiler;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.onnx.NodeAttributes;
import io.sluice.schemas.DType;
import java.util.stream.IntStream;

/** A node of the user's graph, as the lowering of its operator sees it. */
record OperatorNode(NodeProto node, NodeAttributes attributes, GraphLowering graph) {
    String operator() {
        return node.getOpType();
    }

    int inputs() {
        return node.getInputCount();
    }

    boolean has(int index) {
        return index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    /** An input of any type. */
    Value input(int index) {
        if (!has(index)) {
            throw refused("has no input " + index);
        }
        return graph.value(node.getInput(index));
    }

    /** An input that is computed with. */
    Value decimals(int index) {
        Value value = input(index);
        if (value.dtype() != DType.FLOAT32) {
            throw refused(
                    "input '" + node.getInput(index) + "' is " + value + "; expected float32");
        }
        return value;
    }

    /** The elements of an input that must be a constant of FLOAT32. */
    float[] constant(int index) {
        float[] values = graph.steps().floats(decimals(index).operand());
        if (values == null) {
            throw refused("input '" + node.getInput(index) + "' is not a constant");
        }
        return values;
    }

    /** One number that must be known, or a fallback when the input is left out. */
    float scalar(int index, float fallback) {
        return has(index) ? constant(index)[0] : fallback;
    }

    /** The whole numbers of an input, which must be known before anything runs. */
    long[] whole(int index) {
        long[] values = graph.shapes().values(node.getInput(index));
        if (values == null) {
            throw refused("input '" + node.getInput(index) + "' is not a constant");
        }
        return values;
    }

    /**
     * Whole numbers that older operator sets give as attribute and newer ones as input; null if
     * neither.
     */
    long[] attributeOrInput(String name, int index) {
        long[] attribute = attributes.integers(name);
        return attribute != null || !has(index) ? attribute : whole(index);
    }

    /** An axis counted from the front. */
    int axis(int rank, long fallback) {
        long axis = attributes.integer("axis", fallback);
        return (int) (axis < 0 ? axis + rank : axis);
    }

    boolean isWanted(int output) {
        return output < node.getOutputCount() && graph.isNeeded(node.getOutput(output));
    }

    /** Refuses outputs beyond the first. */
    void requireOneOutput() {
        if (IntStream.range(1, node.getOutputCount()).anyMatch(this::isWanted)) {
            throw refused("output '" + node.getOutput(1) + "' is not computed");
        }
    }

    int[] outputShape(int output) {
        return graph.shapes().shape(node.getOutput(output));
    }

    /** A new operand for the node's only output. */
    Operand output() {
        return output(0);
    }

    /** A new operand for one of the node's outputs. */
    Operand output(int output) {
        return graph.define(node.getOutput(output));
    }

    /** A new operand of FLOAT32 for a result in between. */
    Operand between(String what, int... shape) {
        String name = node.getOutput(0) + "/" + what;
        return graph.steps().temporary(name, ElementType.FLOAT32, shape);
    }

    /** A new constant of FLOAT32. */
    Operand constant(String what, int[] shape, float... values) {
        return graph.steps().constant(node.getOutput(0) + "/" + what, shape, values);
    }

    /** Makes an output stand for what is there already, under the output's own shape. */
    void alias(int output, Value value) {
        graph.alias(node.getOutput(output), value);
    }

    void emit(Step... parts) {
        graph.steps().add(parts);
    }

    UnsupportedStageException refused(String why) {
        return new UnsupportedStageException(
                graph.stage() + ": " + attributes.named() + ": " + why);
    }
}
