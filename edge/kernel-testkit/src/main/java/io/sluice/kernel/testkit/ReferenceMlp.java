package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.TensorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The graphs of {@link OnnxGraphs#mlp} computed in double precision. */
final class ReferenceMlp {
    private ReferenceMlp() {}

    static float[] apply(StageModel model, float[] row) {
        GraphProto graph = OnnxModel.parse(model.name(), model.onnx()).graph();
        double[] values = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            values[i] = row[i];
        }
        for (NodeProto node : graph.getNodeList()) {
            values = node.getOpType().equals("Relu") ? relu(values) : gemm(graph, node, values);
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    static List<float[]> rows(long seed, int count, int width) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[width];
            for (int j = 0; j < width; j++) {
                row[j] = (float) random.nextGaussian();
            }
            rows.add(row);
        }
        return rows;
    }

    static void assertClose(float[] actual, float[] expected, double tolerance) {
        double greatest = 0;
        double off = 0;
        for (int i = 0; i < expected.length; i++) {
            greatest = Math.max(greatest, Math.abs(expected[i]));
            off = Math.max(off, Math.abs(actual[i] - expected[i]));
        }
        assertThat(off)
                .as("max|a - b| with max|b| = %s", greatest)
                .isLessThanOrEqualTo(tolerance * greatest + 1e-7);
    }

    private static double[] relu(double[] values) {
        double[] active = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            active[i] = Math.max(0, values[i]);
        }
        return active;
    }

    private static double[] gemm(GraphProto graph, NodeProto node, double[] values) {
        float[] weights = floats(graph, node.getInput(1));
        float[] bias = floats(graph, node.getInput(2));
        double[] sums = new double[bias.length];
        for (int out = 0; out < sums.length; out++) {
            sums[out] = bias[out];
            for (int in = 0; in < values.length; in++) {
                sums[out] += values[in] * weights[in * sums.length + out];
            }
        }
        return sums;
    }

    private static float[] floats(GraphProto graph, String name) {
        for (TensorProto tensor : graph.getInitializerList()) {
            if (tensor.getName().equals(name)) {
                return TensorValues.floats(tensor);
            }
        }
        throw new IllegalArgumentException("no initialiser " + name);
    }
}
