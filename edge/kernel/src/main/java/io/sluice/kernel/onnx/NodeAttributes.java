package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;

/** The attributes of a node, by name. */
public record NodeAttributes(NodeProto node) {
    public boolean has(String name) {
        return attribute(name) != null;
    }

    public long integer(String name, long fallback) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? fallback : attribute.getI();
    }

    public float decimal(String name, float fallback) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? fallback : attribute.getF();
    }

    public String text(String name, String fallback) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? fallback : attribute.getS().toStringUtf8();
    }

    /** A list of whole numbers, or null. */
    public long[] integers(String name) {
        AttributeProto attribute = attribute(name);
        return attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** A list of decimal numbers, or null. */
    public float[] decimals(String name) {
        AttributeProto attribute = attribute(name);
        if (attribute == null) {
            return null;
        }
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.getFloats(i);
        }
        return values;
    }

    /** A tensor, or null. */
    public TensorProto tensor(String name) {
        AttributeProto attribute = attribute(name);
        return attribute == null ? null : attribute.getT();
    }

    /** The node as messages name it: its operator, and its name or its first output's. */
    public String named() {
        String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
        return "operator "
                + domain
                + node.getOpType()
                + " (node '"
                + (node.getName().isEmpty() ? node.getOutput(0) : node.getName())
                + "')";
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
