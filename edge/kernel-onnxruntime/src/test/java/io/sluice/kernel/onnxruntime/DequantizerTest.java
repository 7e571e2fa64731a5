package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.Dequantizer;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DequantizerTest {
    private static final int IN = 24;
    private static final int OUT = 6;
    private static final String MICROSOFT = "com.microsoft";

    private final Random random = new Random(20_261_121);
    private final List<float[]> rows = rows();

    @Test
    void dynamicMatMul() {
        GraphBuilder graph =
                dynamic("x")
                        .node("MatMulInteger", List.of("xq", "w", "xz", "wz"), "sum")
                        .node("Cast", List.of("sum"), "whole", GraphBuilder.integer("to", 1))
                        .node("Mul", List.of("xs", "ws"), "scale")
                        .node("Mul", List.of("whole", "scale"), "scaled")
                        .weights(random, "b", OUT)
                        .node("Add", List.of("scaled", "b"), "y");

        OnnxModel dequantised = assertDequantised(graph);

        assertThat(dequantised.nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMul", "Add");
    }

    @Test
    void dynamicMatMulToFloat() {
        GraphBuilder graph =
                dynamic("x")
                        .operators(MICROSOFT, 1)
                        .weights(random, "b", OUT)
                        .node(
                                MICROSOFT,
                                "MatMulIntegerToFloat",
                                List.of("xq", "w", "xs", "ws", "xz", "wz", "b"),
                                List.of("y"));

        assertThat(assertDequantised(graph).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMul", "Add");
    }

    @Test
    void dynamicQuantizeMatMul() {
        GraphBuilder graph =
                weight(input())
                        .operators(MICROSOFT, 1)
                        .node(
                                MICROSOFT,
                                "DynamicQuantizeMatMul",
                                List.of("x", "w", "ws", "wz"),
                                List.of("y"));

        assertThat(assertDequantised(graph).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMul");
    }

    @Test
    void dynamicConvolution() {
        GraphBuilder graph =
                input().longs("image", -1, 1, 4, 6)
                        .node("Reshape", List.of("x", "image"), "pixels")
                        .node(
                                "",
                                "DynamicQuantizeLinear",
                                List.of("pixels"),
                                List.of("xq", "xs", "xz"))
                        .initialiser("w", DType.UINT8, bytes(2 * 9), 2, 1, 3, 3)
                        .initialiser("wz", DType.UINT8, new byte[] {(byte) 128})
                        .scalar("ws", 0.02f)
                        .node(
                                "ConvInteger",
                                List.of("xq", "w", "xz", "wz"),
                                "sum",
                                GraphBuilder.ints("strides", 2, 2),
                                GraphBuilder.ints("pads", 0, 0, 1, 0))
                        .node("Cast", List.of("sum"), "whole", GraphBuilder.integer("to", 1))
                        .node("Mul", List.of("xs", "ws"), "scale")
                        .node("Mul", List.of("whole", "scale"), "scaled")
                        .longs("flat", -1, 8)
                        .node("Reshape", List.of("scaled", "flat"), "y");

        // ((4 + 1 − 3) / 2 + 1) · ((6 − 3) / 2 + 1) · 2 filters
        assertThat(assertDequantised(graph, 8).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("Reshape", "Conv", "Reshape");
    }

    @Test
    void quantiseAndDequantisePairsAroundAGemm() {
        GraphBuilder graph =
                activation(input(), "x", "xq")
                        .node("DequantizeLinear", List.of("xq", "as", "az"), "xf")
                        .initialiser("w", DType.INT8, bytes(IN * OUT), IN, OUT)
                        .floats("ws", scales(), OUT)
                        .initialiser("wz", DType.INT8, new byte[OUT], OUT)
                        .node(
                                "DequantizeLinear",
                                List.of("w", "ws", "wz"),
                                "wf",
                                GraphBuilder.integer("axis", 1))
                        .weights(random, "b", OUT)
                        .node("Gemm", List.of("xf", "wf", "b"), "y");

        assertThat(assertDequantised(graph).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("Gemm");
    }

    @Test
    void quantisedOperators() {
        GraphBuilder graph =
                weight(activation(input(), "x", "xq"))
                        .scalar("ys", 0.15f)
                        .initialiser("yz", DType.UINT8, new byte[] {(byte) 128})
                        .node(
                                "QLinearMatMul",
                                List.of("xq", "as", "az", "w", "ws", "wz", "ys", "yz"),
                                "yq")
                        .node("DequantizeLinear", List.of("yq", "ys", "yz"), "y");

        assertThat(assertDequantised(graph).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("MatMul", "Identity");
    }

    @Test
    void quantisedConvolutionWithBiasAndPool() {
        GraphBuilder graph =
                activation(
                                input().longs("image", -1, 1, 4, 6)
                                        .node("Reshape", List.of("x", "image"), "pixels"),
                                "pixels",
                                "xq")
                        .initialiser("w", DType.INT8, bytes(2 * 9), 2, 1, 3, 3)
                        .floats("ws", new float[] {0.01f, 0.02f}, 2)
                        .initialiser("wz", DType.INT8, new byte[2], 2)
                        .scalar("ys", 0.05f)
                        .initialiser("yz", DType.UINT8, new byte[] {(byte) 128})
                        .initialiser("b", DType.INT32, new byte[] {90, 1, 0, 0, 1, 0, 0, 0}, 2)
                        .node(
                                "QLinearConv",
                                List.of("xq", "as", "az", "w", "ws", "wz", "ys", "yz", "b"),
                                "yq",
                                GraphBuilder.ints("pads", 1, 1, 1, 1))
                        .node(
                                "MaxPool",
                                List.of("yq"),
                                "pooled",
                                GraphBuilder.ints("kernel_shape", 2, 2),
                                GraphBuilder.ints("strides", 2, 2))
                        .node("DequantizeLinear", List.of("pooled", "ys", "yz"), "yf")
                        .longs("flat", -1, 12)
                        .node("Reshape", List.of("yf", "flat"), "y");

        assertThat(assertDequantised(graph, 12).nodes())
                .extracting(NodeProto::getOpType)
                .containsExactly("Reshape", "Conv", "MaxPool", "Reshape");
    }

    @Test
    void dynamicQuantisationDependsOnTheBatchAndFloatDoesNot() {
        OnnxModel quantised =
                model(
                        dynamic("x")
                                .operators(MICROSOFT, 1)
                                .node(
                                        MICROSOFT,
                                        "MatMulIntegerToFloat",
                                        List.of("xq", "w", "xs", "ws", "xz", "wz"),
                                        List.of("y")),
                        OUT);

        // The reason for all this: the scale is that of the whole batch.
        assertThat(spread(quantised)).isGreaterThan(1e-3);
        assertThat(spread(Dequantizer.dequantize(quantised))).isLessThan(1e-5);
    }

    @Test
    void whatStaysQuantisedIsNamed() {
        GraphBuilder graph =
                input().operators(MICROSOFT, 1)
                        .node(MICROSOFT, "QLinearSoftmax", List.of("x"), List.of("y"));

        assertThatThrownBy(() -> Dequantizer.dequantize(model(graph, IN)))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("QLinearSoftmax")
                .hasMessageContaining("node 'y'");
    }

    private OnnxModel assertDequantised(GraphBuilder graph) {
        return assertDequantised(graph, OUT);
    }

    private OnnxModel assertDequantised(GraphBuilder graph, int width) {
        OnnxModel quantised = model(graph, width);
        OnnxModel dequantised = Dequantizer.dequantize(quantised);

        List<float[]> expected = run(quantised, 8);
        List<float[]> together = run(dequantised, 8);
        List<float[]> alone = run(dequantised, 1);
        // Activations of 8 bits: half a step of about 1/100 in each of some dozens of terms.
        assertThat(distance(together, expected)).isLessThan(0.03);
        assertThat(distance(alone, together)).isLessThan(1e-6);
        return dequantised;
    }

    /** By how much rows differ between batch 1 and batch 8. */
    private double spread(OnnxModel model) {
        return distance(run(model, 1), run(model, 8));
    }

    private static double distance(List<float[]> actual, List<float[]> expected) {
        double off = 0;
        double greatest = 0;
        for (int row = 0; row < expected.size(); row++) {
            for (int i = 0; i < expected.get(row).length; i++) {
                off = Math.max(off, Math.abs(actual.get(row)[i] - expected.get(row)[i]));
                greatest = Math.max(greatest, Math.abs(expected.get(row)[i]));
            }
        }
        return off / greatest;
    }

    private List<float[]> run(OnnxModel model, int batch) {
        StageModel stage = new StageModel("m", model.bytes(), model.inputs(), model.outputs());
        List<float[]> results = new ArrayList<>();
        try (StageKernel kernel = new OnnxRuntimeProvider().open(stage, "cpu");
                StageRunner runner = new StageRunner(kernel, batch)) {
            for (int row = 0; row < rows.size(); row += batch) {
                results.addAll(runner.run(rows.subList(row, row + batch)));
            }
        }
        return results;
    }

    private static OnnxModel model(GraphBuilder graph, int width) {
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {width});
        return OnnxModel.of("quantised", graph.output(y).build());
    }

    private static GraphBuilder input() {
        return new GraphBuilder("quantised")
                .input(new TensorSpec("x", DType.FLOAT32, new int[] {IN}));
    }

    private GraphBuilder dynamic(String x) {
        return weight(input())
                .node("", "DynamicQuantizeLinear", List.of(x), List.of("xq", "xs", "xz"));
    }

    private GraphBuilder weight(GraphBuilder graph) {
        return graph.initialiser("w", DType.UINT8, bytes(IN * OUT), IN, OUT)
                .initialiser("wz", DType.UINT8, new byte[] {(byte) 120})
                .scalar("ws", 0.013f);
    }

    private static GraphBuilder activation(GraphBuilder graph, String from, String to) {
        return graph.scalar("as", 0.03f)
                .initialiser("az", DType.UINT8, new byte[] {(byte) 128})
                .node("QuantizeLinear", List.of(from, "as", "az"), to);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static float[] scales() {
        float[] scales = new float[OUT];
        for (int i = 0; i < OUT; i++) {
            scales[i] = 0.01f + 0.002f * i;
        }
        return scales;
    }

    private List<float[]> rows() {
        List<float[]> made = new ArrayList<>();
        for (int row = 0; row < 8; row++) {
            float[] values = new float[IN];
            for (int i = 0; i < IN; i++) {
                values[i] = (float) random.nextGaussian() * (row == 0 ? 1f : 0.6f);
            }
            made.add(values);
        }
        return made;
    }
}
