package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.TensorValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph of the few operators that {@link OnnxGraphs} uses, for one row at a time. */
final class PlainGraph {
    private static final Set<String> OPERATORS =
            Set.of(
                    "Identity",
                    "Cast",
                    "Flatten",
                    "Relu",
                    "Mul",
                    "Add",
                    "MatMul",
                    "Gemm",
                    "Conv",
                    "MaxPool");

    private final OnnxModel model;
    private final Map<String, float[]> constants = new HashMap<>();
    private final Map<String, int[]> shapes = new HashMap<>();

    private PlainGraph(OnnxModel model) {
        this.model = model;
        model.initialisers()
                .forEach(
                        (name, tensor) -> {
                            constants.put(name, TensorValues.floats(tensor));
                            shapes.put(name, TensorValues.shape(tensor));
                        });
        model.inputs().forEach(input -> shapes.put(input.name(), input.shape()));
    }

    static PlainGraph of(StageModel stage) {
        try {
            OnnxModel model = OnnxModel.parse(stage.name(), stage.onnx());
            for (NodeProto node : model.nodes()) {
                if (!OPERATORS.contains(node.getOpType()) || transposed(node)) {
                    throw new UnsupportedStageException(
                            stage.name() + ": plain has no operator " + node.getOpType());
                }
            }
            requireSame(stage, stage.inputs(), model.inputs());
            requireSame(stage, stage.outputs(), model.outputs());
            return new PlainGraph(model);
        } catch (OnnxException e) {
            throw new KernelException(stage.name() + ": " + e.getMessage(), e);
        }
    }

    /** Adds every tensor of the graph to the values of its inputs. */
    void run(Map<String, float[]> values) {
        Map<String, int[]> rowShapes = new HashMap<>(shapes);
        for (NodeProto node : model.nodes()) {
            float[] in = value(values, node.getInput(0));
            int[] shape = rowShapes.get(node.getInput(0));
            String out = node.getOutput(0);
            switch (node.getOpType()) {
                case "Conv" -> convolve(node, in, shape, values, rowShapes);
                case "MaxPool" -> pool(in, shape, out, values, rowShapes);
                case "Gemm", "MatMul" -> multiply(node, in, values, rowShapes);
                case "Relu" -> put(out, relu(in), shape, values, rowShapes);
                case "Mul", "Add" -> put(out, combine(node, in, values), shape, values, rowShapes);
                case "Flatten" -> put(out, in, new int[] {in.length}, values, rowShapes);
                default -> put(out, in, shape, values, rowShapes);
            }
        }
    }

    private float[] combine(NodeProto node, float[] in, Map<String, float[]> values) {
        float[] other = value(values, node.getInput(1));
        float[] result = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            float b = other[i % other.length];
            result[i] = node.getOpType().equals("Mul") ? in[i] * b : in[i] + b;
        }
        return result;
    }

    private static float[] relu(float[] in) {
        float[] result = in.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.max(0f, result[i]);
        }
        return result;
    }

    private void multiply(
            NodeProto node, float[] in, Map<String, float[]> values, Map<String, int[]> rowShapes) {
        float[] weights = value(values, node.getInput(1));
        int width = shapes.get(node.getInput(1))[1];
        float[] result = new float[width];
        for (int out = 0; out < width; out++) {
            double sum = node.getInputCount() > 2 ? value(values, node.getInput(2))[out] : 0;
            for (int i = 0; i < in.length; i++) {
                sum += (double) in[i] * weights[i * width + out];
            }
            result[out] = (float) sum;
        }
        put(node.getOutput(0), result, new int[] {width}, values, rowShapes);
    }

    /** A 3x3 convolution with padding 1 and stride 1. */
    private void convolve(
            NodeProto node,
            float[] in,
            int[] shape,
            Map<String, float[]> values,
            Map<String, int[]> rowShapes) {
        float[] kernel = value(values, node.getInput(1));
        float[] bias = value(values, node.getInput(2));
        int height = shape[1];
        int width = shape[2];
        float[] result = new float[bias.length * height * width];
        for (int at = 0; at < result.length; at++) {
            int filter = at / (height * width);
            double sum = bias[filter];
            for (int tap = 0; tap < shape[0] * 9; tap++) {
                int y = at / width % height + tap % 9 / 3 - 1;
                int x = at % width + tap % 3 - 1;
                if (y >= 0 && y < height && x >= 0 && x < width) {
                    float pixel = in[tap / 9 * height * width + y * width + x];
                    sum += (double) pixel * kernel[filter * shape[0] * 9 + tap];
                }
            }
            result[at] = (float) sum;
        }
        int[] outShape = {bias.length, height, width};
        put(node.getOutput(0), result, outShape, values, rowShapes);
    }

    /** A maximum over 2x2 with stride 2. */
    private static void pool(
            float[] in,
            int[] shape,
            String out,
            Map<String, float[]> values,
            Map<String, int[]> rowShapes) {
        int height = shape[1] / 2;
        int width = shape[2] / 2;
        float[] result = new float[shape[0] * height * width];
        for (int at = 0; at < result.length; at++) {
            int channel = at / (height * width);
            int first =
                    channel * shape[1] * shape[2]
                            + 2 * (at / width % height) * shape[2]
                            + 2 * (at % width);
            result[at] =
                    Math.max(
                            Math.max(in[first], in[first + 1]),
                            Math.max(in[first + shape[2]], in[first + shape[2] + 1]));
        }
        put(out, result, new int[] {shape[0], height, width}, values, rowShapes);
    }

    private float[] value(Map<String, float[]> values, String name) {
        float[] constant = constants.get(name);
        return constant != null ? constant : values.get(name);
    }

    private static void put(
            String name,
            float[] value,
            int[] shape,
            Map<String, float[]> values,
            Map<String, int[]> rowShapes) {
        values.put(name, value);
        rowShapes.put(name, shape);
    }

    private static boolean transposed(NodeProto node) {
        List<String> plain = Arrays.asList("transA", "transB");
        return node.getAttributeList().stream()
                .filter(attribute -> plain.contains(attribute.getName()))
                .mapToLong(AttributeProto::getI)
                .anyMatch(value -> value != 0);
    }

    private static void requireSame(
            StageModel stage, List<TensorSpec> asked, List<TensorSpec> graph) {
        for (TensorSpec spec : asked) {
            if (!graph.contains(spec)) {
                throw new KernelException(
                        stage.name() + ": " + spec + " is not in the graph, which has " + graph);
            }
        }
    }
}
