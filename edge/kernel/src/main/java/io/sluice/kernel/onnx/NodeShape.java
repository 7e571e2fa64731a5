package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/**
 * A node with what is known of its inputs.
 *
 * @param node the node
 * @param inputs in the node's order; null where an optional input is left out
 * @param operatorSet version of the default operator set
 */
record NodeShape(NodeProto node, List<Inferred> inputs, long operatorSet) {
    Inferred input(int index) {
        if (index >= inputs.size() || inputs.get(index) == null) {
            throw refused("has no input " + index);
        }
        return inputs.get(index);
    }

    boolean has(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    /** The whole numbers that an input holds, which must be known before anything runs. */
    long[] constant(int index) {
        long[] values = input(index).values();
        if (values == null) {
            throw refused("input '" + node.getInput(index) + "' is not a constant");
        }
        return values;
    }

    boolean hasAttribute(String name) {
        return attributes().has(name);
    }

    long integer(String name, long fallback) {
        return attributes().integer(name, fallback);
    }

    String text(String name, String fallback) {
        return attributes().text(name, fallback);
    }

    /** A list of whole numbers, or null. */
    long[] integers(String name) {
        return attributes().integers(name);
    }

    /** A list of decimal numbers, or null. */
    float[] decimals(String name) {
        return attributes().decimals(name);
    }

    TensorProto tensor(String name) {
        return attributes().tensor(name);
    }

    /**
     * A list that older operator sets give as attribute and newer ones as input; null if neither.
     */
    long[] attributeOrInput(String name, int index) {
        long[] attribute = integers(name);
        return attribute != null || !has(index) ? attribute : constant(index);
    }

    OnnxException refused(String why) {
        return new OnnxException(attributes().named() + ": " + why);
    }

    private NodeAttributes attributes() {
        return new NodeAttributes(node);
    }
}
