package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.Map;

/** The quantised constants that a node reads: (q − zero point) · scale, per tensor or per axis. */
record QuantizedConstants(NodeProto node, Map<String, TensorProto> constants) {

    /**
     * A constant as float32.
     *
     * @param index which input holds the values
     * @param scale which input holds the scale, or −1 for the scale 1
     * @param zero which input holds the zero point; it may be left out
     * @param axis the axis along which scale and zero point differ, if they do; negative from the
     *     end
     */
    TensorProto dequantised(String name, int index, int scale, int zero, int axis) {
        TensorProto tensor = constant(index);
        int[] shape = TensorValues.shape(tensor);
        long[] values = TensorValues.longs(tensor);
        float[] scales = scale < 0 ? new float[] {1} : TensorValues.floats(constant(scale));
        float[] zeros = has(zero) ? TensorValues.floats(constant(zero)) : new float[] {0};
        int along = axis < 0 ? axis + shape.length : axis;
        int channels = Math.max(scales.length, zeros.length);
        if (channels > 1 && (along >= shape.length || shape[along] != channels)) {
            throw refused(index, channels + " scales for shape " + Arrays.toString(shape));
        }
        int inner = 1;
        for (int i = along + 1; i < shape.length; i++) {
            inner *= shape[i];
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            int channel = channels == 1 ? 0 : i / inner % channels;
            float offset = zeros[zeros.length == 1 ? 0 : channel];
            floats[i] = (values[i] - offset) * scales[scales.length == 1 ? 0 : channel];
        }
        return TensorValues.ofFloats(name, floats, shape);
    }

    /** An int32 bias in units of the product of two scales. */
    TensorProto bias(String name, int index, int left, int right, float factor) {
        TensorProto tensor = constant(index);
        long[] values = TensorValues.longs(tensor);
        float[] a = TensorValues.floats(constant(left));
        float[] b = TensorValues.floats(constant(right));
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i] * factor * a[0] * b[b.length == 1 ? 0 : i];
        }
        return TensorValues.ofFloats(name, floats, TensorValues.shape(tensor));
    }

    /** A scalar input, or a fallback when it is left out. */
    float scalar(int index, float fallback) {
        return has(index) ? TensorValues.floats(constant(index))[0] : fallback;
    }

    private boolean has(int index) {
        return index >= 0 && index < node.getInputCount() && !node.getInput(index).isEmpty();
    }

    private TensorProto constant(int index) {
        TensorProto tensor = has(index) ? constants.get(node.getInput(index)) : null;
        if (tensor == null) {
            throw refused(index, "it is not a constant");
        }
        return tensor;
    }

    private OnnxException refused(int index, String why) {
        return new OnnxException(
                "operator "
                        + node.getOpType()
                        + " (node '"
                        + node.getName()
                        + "') cannot be dequantised: input "
                        + (index < node.getInputCount() ? "'" + node.getInput(index) + "'" : index)
                        + ": "
                        + why);
    }
}
