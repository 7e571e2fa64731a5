package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
        return attribute(name) != null;
    }

    long integer(String name, long fallback) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? fallback : attribute.getI();
    }

    String text(String name, String fallback) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? fallback : attribute.getS().toStringUtf8();
    }

    /** A list of whole numbers, or null. */
    long[] integers(String name) {
        AttributeProto attribute = attribute(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    TensorProto tensor(String name) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? null : attribute.getT();
    }

    /**
     * A list that older operator sets give as attribute and newer ones as input; null if neither.
     */
    long[] attributeOrInput(String name, int index) {
        long[] attribute = integers(name);
        return attribute != null || !has(index) ? attribute : constant(index);
    }

    OnnxException refused(String why) {
        return new OnnxException(
                "operator "
                        + node.getOpType()
                        + " (node '"
                        + (node.getName().isEmpty() ? node.getOutput(0) : node.getName())
                        + "'): "
                        + why);
    }

    private AttributeProto attribute(String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }
}
