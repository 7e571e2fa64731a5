package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {
    private final Random random = new Random(20_261_121);

    @Test
    void followsConvolutionsAndPools() {
        GraphBuilder graph =
                image(3, 28, 28)
                        .weights(random, "w", 16, 3, 3, 3)
                        .node(
                                "Conv",
                                List.of("x", "w"),
                                "strided",
                                GraphBuilder.ints("strides", 2, 2),
                                GraphBuilder.ints("pads", 1, 1, 1, 1))
                        .weights(random, "grouped_w", 16, 1, 3, 3)
                        .node(
                                "Conv",
                                List.of("strided", "grouped_w"),
                                "grouped",
                                GraphBuilder.integer("group", 16),
                                GraphBuilder.ints("dilations", 2, 2))
                        .node(
                                "AveragePool",
                                List.of("grouped"),
                                "pooled",
                                GraphBuilder.ints("kernel_shape", 3, 3),
                                GraphBuilder.ints("strides", 2, 2),
                                GraphBuilder.integer("ceil_mode", 1))
                        .node("GlobalAveragePool", List.of("pooled"), "global")
                        .node("Flatten", List.of("global"), "flat");
        OnnxModel model = OnnxModel.of("convolutions", graph.build());
        ShapeInference shapes = ShapeInference.of(model);

        assertThat(shapes.shape("strided")).containsExactly(1, 16, 14, 14);
        assertThat(shapes.shape("grouped")).containsExactly(1, 16, 10, 10);
        assertThat(shapes.shape("pooled")).containsExactly(1, 16, 5, 5);
        assertThat(shapes.spec("flat")).hasToString("flat: FLOAT32[N, 16]");
        assertThat(MultiplyAdds.count(model).byNode())
                .containsEntry("strided", 16L * 14 * 14 * 27)
                .containsEntry("grouped", 16L * 10 * 10 * 9)
                .hasSize(2);
    }

    @Test
    void foldsShapeArithmetic() {
        GraphBuilder graph =
                image(4, 6, 2)
                        .node("Shape", List.of("x"), "shape")
                        .longs("zero", 0)
                        .longs("rest", -1)
                        .node("Gather", List.of("shape", "zero"), "batch")
                        .node(
                                "Concat",
                                List.of("batch", "rest"),
                                "target",
                                GraphBuilder.integer("axis", 0))
                        .node("Reshape", List.of("x", "target"), "flat");

        ShapeInference shapes = ShapeInference.of(OnnxModel.of("m", graph.build()), 5);

        assertThat(shapes.shape("flat")).containsExactly(5, 48);
        assertThat(shapes.spec("flat").shape()).containsExactly(48);
    }

    @Test
    void foldsSizesNegationsAndFilledLengths() {
        TensorProto two =
                TensorProto.newBuilder()
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(1)
                        .addInt64Data(2)
                        .build();
        GraphBuilder graph =
                image(4, 6)
                        .node("Size", List.of("x"), "size")
                        .longs("one", 1)
                        .node("Neg", List.of("one"), "rest")
                        .node(
                                "ConstantOfShape",
                                List.of("one"),
                                "twos",
                                GraphBuilder.tensor("value", two))
                        .node(
                                "Concat",
                                List.of("twos", "rest"),
                                "target",
                                GraphBuilder.integer("axis", 0))
                        .node("Reshape", List.of("x", "target"), "halves");

        ShapeInference shapes = ShapeInference.of(OnnxModel.of("m", graph.build()), 5);

        assertThat(shapes.values("size")).containsExactly(5 * 4 * 6);
        assertThat(shapes.shape("size")).isEmpty();
        assertThat(shapes.values("target")).containsExactly(2, -1);
        assertThat(shapes.shape("halves")).containsExactly(2, 60);
    }

    @Test
    void followsAnAttentionBlock() {
        GraphBuilder graph =
                image(8, 16)
                        .weights(random, "wq", 16, 16)
                        .node("MatMul", List.of("x", "wq"), "q")
                        .longs("heads", 0, 8, 4, 4)
                        .node("Reshape", List.of("q", "heads"), "split")
                        .node(
                                "Transpose",
                                List.of("split"),
                                "qh",
                                GraphBuilder.ints("perm", 0, 2, 1, 3))
                        .node(
                                "Transpose",
                                List.of("split"),
                                "kh",
                                GraphBuilder.ints("perm", 0, 2, 3, 1))
                        .node("MatMul", List.of("qh", "kh"), "scores")
                        .node("Softmax", List.of("scores"), "weights")
                        .node("MatMul", List.of("weights", "qh"), "heads_out")
                        .node(
                                "ReduceMean",
                                List.of("heads_out"),
                                "mean",
                                GraphBuilder.ints("axes", 1, 2),
                                GraphBuilder.integer("keepdims", 0));
        OnnxModel model = OnnxModel.of("attention", graph.build());
        ShapeInference shapes = ShapeInference.of(model);

        assertThat(shapes.shape("scores")).containsExactly(1, 4, 8, 8);
        assertThat(shapes.spec("mean")).hasToString("mean: FLOAT32[N, 4]");
        assertThat(MultiplyAdds.count(model).total())
                .isEqualTo(8 * 16 * 16 + 4 * 8 * 8 * 4 + 4 * 8 * 4 * 8);
    }

    @Test
    void takesTensorsApartAndPutsThemTogether() {
        GraphBuilder graph =
                image(6, 10)
                        .node(
                                "",
                                "Split",
                                List.of("x"),
                                List.of("a", "b"),
                                GraphBuilder.integer("axis", 2))
                        .longs("starts", 1)
                        .longs("ends", 1000)
                        .longs("axes", 1)
                        .longs("steps", 2)
                        .node("Slice", List.of("a", "starts", "ends", "axes", "steps"), "sliced")
                        .longs("last", 3)
                        .node("Unsqueeze", List.of("sliced", "last"), "wide")
                        .node("Squeeze", List.of("wide", "last"), "narrow");

        ShapeInference shapes = ShapeInference.of(OnnxModel.of("m", graph.build()));

        assertThat(shapes.shape("b")).containsExactly(1, 6, 5);
        assertThat(shapes.shape("sliced")).containsExactly(1, 3, 5);
        assertThat(shapes.shape("wide")).containsExactly(1, 3, 5, 1);
        assertThat(shapes.shape("narrow")).containsExactly(1, 3, 5);
    }

    @Test
    void anOperatorWithoutARuleIsNamedWhenItsShapeMatters() {
        GraphBuilder graph =
                image(4).node("Frobnicate", List.of("x"), "odd")
                        .diagonal("w", 4, 1)
                        .node("MatMul", List.of("odd", "w"), "y");
        OnnxModel model = OnnxModel.of("m", graph.build());

        assertThatThrownBy(() -> MultiplyAdds.count(model))
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("'y'")
                .hasMessageContaining("Frobnicate");
    }

    @Test
    void aTensorWithoutABatchInFrontIsRefused() {
        GraphBuilder graph =
                image(4).longs("one", 1, -1).node("Reshape", List.of("x", "one"), "folded");
        ShapeInference shapes = ShapeInference.of(OnnxModel.of("m", graph.build()));

        assertThatThrownBy(() -> shapes.spec("folded"))
                .hasMessageContaining("folded")
                .hasMessageContaining("leading axis");
    }

    private static GraphBuilder image(int... shape) {
        return new GraphBuilder("graph").input(new TensorSpec("x", DType.FLOAT32, shape));
    }
}
