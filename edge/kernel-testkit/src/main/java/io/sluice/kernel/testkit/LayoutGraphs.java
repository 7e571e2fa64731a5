package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.decimals;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.GraphBuilder.tensor;
import static io.sluice.kernel.testkit.OperatorCases.OPERATOR_SET;
import static io.sluice.kernel.testkit.OperatorCases.row;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.TensorValues;
import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.List;

/** Operators that move elements or give them other dimensions. */
final class LayoutGraphs {
    private LayoutGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        shapes(cases);
        computedShapes(cases);
        transposes(cases);
        slices(cases);
        oldSlices(cases);
        splits(cases);
        concats(cases);
        gathers(cases);
        cases.add(
                "Expand",
                row(1, 4),
                graph -> graph.longs("shape", 1, 3, 1).node("Expand", List.of("x", "shape"), "y"));
        constants(cases);
        return cases.all();
    }

    private static void shapes(OperatorCases cases) {
        for (long[] target : new long[][] {{-1, 12}, {0, -1}, {0, 0, 3, 1}, {-1, 2, 6}}) {
            cases.add(
                    "Reshape to " + Arrays.toString(target),
                    row(4, 3),
                    graph ->
                            graph.longs("target", target)
                                    .node("Reshape", List.of("x", "target"), "r")
                                    .node("Relu", List.of("r"), "y"));
        }
        cases.one("Flatten", "Flatten", row(3, 4))
                .one("Identity", "Identity", row(3, 4))
                .one("Dropout", "Dropout", row(3, 4))
                .add(
                        "Dropout that says that it does not train",
                        row(3, 4),
                        graph ->
                                graph.scalar("ratio", 0.5f)
                                        .initialiser("training", DType.BOOL, new byte[1])
                                        .node("Dropout", List.of("x", "ratio", "training"), "d")
                                        .node("Relu", List.of("d"), "y"))
                .one("Flatten from behind", "Flatten", row(3, 1), integer("axis", -2))
                .add(
                        "Squeeze and Unsqueeze",
                        row(3, 1, 4),
                        graph ->
                                graph.longs("axes", -2)
                                        .longs("others", 1, -1)
                                        .node("Squeeze", List.of("x", "axes"), "s")
                                        .node("Unsqueeze", List.of("s", "others"), "u")
                                        .node("Relu", List.of("u"), "y"))
                .add(
                        "Squeeze by attribute",
                        11,
                        row(3, 1),
                        graph -> graph.node("Squeeze", List.of("x"), "y", ints("axes", 2)));
    }

    /** Dimensions that are read off the input, as exporters write them. */
    private static void computedShapes(OperatorCases cases) {
        cases.add(
                "Reshape to computed dimensions",
                row(4, 3),
                graph ->
                        graph.node("Shape", List.of("x"), "all")
                                .longs("first", 0)
                                .longs("rest", -1)
                                .node("Gather", List.of("all", "first"), "n", integer("axis", 0))
                                .node("Concat", List.of("n", "rest"), "to", integer("axis", 0))
                                .node("Reshape", List.of("x", "to"), "r")
                                .node("Relu", List.of("r"), "y"));
        cases.add(
                "Reshape to a computed size",
                row(4, 3),
                graph ->
                        graph.node("Shape", List.of("x"), "all")
                                .longs("first", 0)
                                .node("Gather", List.of("all", "first"), "n", integer("axis", 0))
                                .node("Size", List.of("x"), "size")
                                .node("Div", List.of("size", "n"), "width")
                                .node("Concat", List.of("n", "width"), "to", integer("axis", 0))
                                .node("Reshape", List.of("x", "to"), "r")
                                .node("Relu", List.of("r"), "y"));
    }

    private static void transposes(OperatorCases cases) {
        cases.one("Transpose", "Transpose", row(3, 4, 5), ints("perm", 0, 2, 1, 3))
                .one("Transpose of the last axes", "Transpose", row(3, 4), ints("perm", 0, 2, 1))
                .one("Transpose of heads", "Transpose", row(3, 2, 4), ints("perm", 0, 2, 3, 1))
                .one("Transpose of nothing", "Transpose", row(3, 1), ints("perm", 0, 2, 1));
    }

    private static void slices(OperatorCases cases) {
        slice(cases, "Slice", new long[] {1, 0}, new long[] {3, 2}, new long[] {1, 2}, 1, 1);
        slice(cases, "Slice from behind", new long[] {-3}, new long[] {-1}, new long[] {-1}, 1);
        slice(
                cases,
                "Slice beyond the end",
                new long[] {2},
                new long[] {1L << 40},
                new long[] {2},
                1);
        slice(cases, "Slice with a step", new long[] {0}, new long[] {9}, new long[] {2}, 2);
        slice(
                cases,
                "Slice backwards",
                new long[] {-1, 3},
                new long[] {Long.MIN_VALUE, 0},
                new long[] {1, 2},
                -1,
                -2);
    }

    private static void slice(
            OperatorCases cases, String name, long[] from, long[] to, long[] axes, long... steps) {
        cases.add(
                name,
                row(4, 5),
                graph ->
                        graph.longs("from", from)
                                .longs("to", to)
                                .longs("axes", axes)
                                .longs("steps", steps)
                                .node("Slice", List.of("x", "from", "to", "axes", "steps"), "y"));
    }

    private static void oldSlices(OperatorCases cases) {
        cases.add(
                "Slice by attributes",
                9,
                row(4, 5),
                graph ->
                        graph.node(
                                "Slice",
                                List.of("x"),
                                "y",
                                ints("starts", 1),
                                ints("ends", -1),
                                ints("axes", 2)));
    }

    private static void splits(OperatorCases cases) {
        cases.add(
                        "Split into uneven parts",
                        row(4, 7),
                        graph ->
                                graph.longs("sizes", 2, 4, 1)
                                        .node(
                                                "",
                                                "Split",
                                                List.of("x", "sizes"),
                                                List.of("a", "b", "c"),
                                                integer("axis", -1))
                                        .node(
                                                "Concat",
                                                List.of("c", "a", "b"),
                                                "y",
                                                integer("axis", 2)))
                .add(
                        "Split of which one part is read",
                        row(6),
                        graph ->
                                graph.node(
                                                "",
                                                "Split",
                                                List.of("x"),
                                                List.of("a", "b"),
                                                integer("axis", 1))
                                        .node("Relu", List.of("b"), "y"));
    }

    private static void concats(OperatorCases cases) {
        for (int axis : new int[] {1, 2, -1}) {
            cases.add(
                    "Concat along " + axis,
                    row(3, 4, 2),
                    graph ->
                            graph.node("Relu", List.of("x"), "a")
                                    .node("Neg", List.of("x"), "b")
                                    .node(
                                            "Concat",
                                            List.of("a", "x", "b"),
                                            "y",
                                            integer("axis", axis)));
        }
    }

    private static void gathers(OperatorCases cases) {
        cases.add(
                        "Gather of one",
                        row(4, 5),
                        graph ->
                                graph.initialiser("i", DType.INT64, new byte[8])
                                        .node("Gather", List.of("x", "i"), "y", integer("axis", 1)))
                .add(
                        "Gather of several",
                        row(4, 5),
                        graph ->
                                graph.longs("i", 3, -1, 0)
                                        .node(
                                                "Gather",
                                                List.of("x", "i"),
                                                "y",
                                                integer("axis", -2)))
                .add(
                        "Gather from a table",
                        OPERATOR_SET,
                        graph ->
                                graph.input(new TensorSpec("x", DType.INT64, row(6)))
                                        .weights(cases.random(), "table", OperatorGraphs.INDICES, 3)
                                        .node("Gather", List.of("table", "x"), "y"))
                .add(
                        "Gather of whole numbers",
                        OPERATOR_SET,
                        DType.INT64,
                        graph ->
                                graph.input(new TensorSpec("x", DType.INT64, row(6)))
                                        .longs("table", 7, 5, 3, 1)
                                        .node("Gather", List.of("table", "x"), "y"));
    }

    private static void constants(OperatorCases cases) {
        float[] some = {0.3f, -1.5f, 2};
        constant(cases, "of one decimal", decimal("value_float", 0.3f));
        constant(cases, "of decimals", decimals("value_floats", some));
        constant(cases, "of a tensor", tensor("value", TensorValues.ofFloats("", some, 1, 3)));
        cases.add(
                "ConstantOfShape",
                row(4, 3),
                graph ->
                        graph.node("Shape", List.of("x"), "shape")
                                .node("ConstantOfShape", List.of("shape"), "zeros")
                                .node("Sub", List.of("zeros", "x"), "y"));
    }

    private static void constant(OperatorCases cases, String what, AttributeProto value) {
        cases.add(
                "Constant " + what,
                row(4, 3),
                graph ->
                        graph.node("Constant", List.of(), "c", value)
                                .node("Mul", List.of("x", "c"), "y"));
    }
}
