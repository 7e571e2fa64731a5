package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.OperatorCases.OPERATOR_SET;
import static io.sluice.kernel.testkit.OperatorCases.row;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;

/** Matrix products. */
final class ProductGraphs {
    private ProductGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        gemms(cases);
        biases(cases);
        cases.add(
                "Gemm of a transposed batch",
                row(6),
                graph ->
                        graph.weights(cases.random(), "w", 6, 4)
                                .node("Transpose", List.of("x"), "xt", ints("perm", 1, 0))
                                .node("Gemm", List.of("xt", "w"), "y", integer("transA", 1)));
        constants(cases);
        batches(cases);
        quantised(cases);
        return cases.all();
    }

    private static void gemms(OperatorCases cases) {
        cases.add("Gemm", row(6), graph -> graph.gemm(cases.random(), "x", "y", 6, 4))
                .add(
                        "Gemm with everything",
                        row(6),
                        graph ->
                                graph.weights(cases.random(), "w", 4, 6)
                                        .weights(cases.random(), "b", 4)
                                        .node(
                                                "Gemm",
                                                List.of("x", "w", "b"),
                                                "y",
                                                integer("transB", 1),
                                                decimal("alpha", 0.3f),
                                                decimal("beta", 1.7f)))
                .add(
                        "Gemm without C",
                        row(6),
                        graph ->
                                graph.weights(cases.random(), "w", 6, 4)
                                        .node("Gemm", List.of("x", "w"), "y"));
    }

    private static void biases(OperatorCases cases) {
        for (int[] shape : new int[][] {{}, {1}, {4}, {1, 4}, {1, 1}}) {
            cases.add(
                    "Gemm with C of "
                            + shape.length
                            + " axes, "
                            + (shape.length == 0 ? 1 : last(shape)),
                    row(6),
                    graph ->
                            bias(graph.weights(cases.random(), "w", 6, 4), cases, shape)
                                    .node(
                                            "Gemm",
                                            List.of("x", "w", "b"),
                                            "y",
                                            decimal("beta", 0.5f)));
        }
        for (int width : new int[] {1, 4}) {
            cases.add(
                    "Gemm with a C per row of width " + width,
                    OPERATOR_SET,
                    graph ->
                            graph.input(new TensorSpec("x", DType.FLOAT32, row(6)))
                                    .input(new TensorSpec("c", DType.FLOAT32, row(width)))
                                    .weights(cases.random(), "w", 6, 4)
                                    .node(
                                            "Gemm",
                                            List.of("x", "w", "c"),
                                            "y",
                                            decimal("beta", 0.5f)));
        }
    }

    private static GraphBuilder bias(GraphBuilder graph, OperatorCases cases, int... shape) {
        return shape.length == 0
                ? graph.scalar("b", 0.8f)
                : graph.weights(cases.random(), "b", shape);
    }

    private static int last(int... shape) {
        return shape[shape.length - 1];
    }

    private static void constants(OperatorCases cases) {
        cases.add(
                        "MatMul by a matrix",
                        row(5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 6, 4)
                                        .node("MatMul", List.of("x", "w"), "y"))
                .add(
                        "MatMul by a vector",
                        row(5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 6)
                                        .node("MatMul", List.of("x", "w"), "y"))
                .add(
                        "MatMul of a vector on the left",
                        row(5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 5)
                                        .node("MatMul", List.of("w", "x"), "y"))
                .add(
                        "MatMul of a matrix on the left",
                        row(5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 3, 5)
                                        .node("MatMul", List.of("w", "x"), "y"))
                .add(
                        "MatMul by a batch of matrices",
                        row(3, 5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 3, 6, 4)
                                        .node("MatMul", List.of("x", "w"), "y"));
    }

    private static void batches(OperatorCases cases) {
        two(cases, "MatMul of batches", row(2, 5, 6), row(2, 6, 4));
        two(cases, "MatMul of batches repeated on the left", row(1, 5, 6), row(3, 6, 4));
        two(cases, "MatMul of batches repeated on the right", row(3, 5, 6), row(1, 6, 4));
        two(cases, "MatMul of batches repeated on both", row(3, 1, 5, 6), row(1, 2, 6, 4));
        two(cases, "MatMul of rows", row(1, 6), row(6, 1));
    }

    private static void two(OperatorCases cases, String name, int[] left, int[] right) {
        cases.add(
                name,
                OPERATOR_SET,
                graph ->
                        graph.input(new TensorSpec("x", DType.FLOAT32, left))
                                .input(new TensorSpec("z", DType.FLOAT32, right))
                                .node("MatMul", List.of("x", "z"), "y"));
    }

    private static void quantised(OperatorCases cases) {
        cases.add(
                "DequantizeLinear of pixels",
                OPERATOR_SET,
                graph ->
                        graph.input(new TensorSpec("x", DType.UINT8, row(6)))
                                .scalar("s", 0.02f)
                                .initialiser("z", DType.UINT8, new byte[] {(byte) 128})
                                .node("DequantizeLinear", List.of("x", "s", "z"), "y"));
        byte[] weights = new byte[6 * 4];
        cases.random().nextBytes(weights);
        cases.add(
                        "MatMul by int8 weights",
                        row(6),
                        graph ->
                                graph.initialiser("q", DType.INT8, weights, 6, 4)
                                        .scalar("s", 0.02f)
                                        .initialiser("z", DType.INT8, new byte[] {3})
                                        .node("DequantizeLinear", List.of("q", "s", "z"), "w")
                                        .node("MatMul", List.of("x", "w"), "y"))
                .add(
                        "MatMul by uint8 weights with scales of their own",
                        row(6),
                        graph ->
                                graph.initialiser("q", DType.UINT8, weights, 6, 4)
                                        .floats("s", new float[] {.01f, .02f, .03f, .04f}, 4)
                                        .initialiser("z", DType.UINT8, new byte[] {1, 9, 8, 3}, 4)
                                        .node(
                                                "DequantizeLinear",
                                                List.of("q", "s", "z"),
                                                "w",
                                                integer("axis", -1))
                                        .node("MatMul", List.of("x", "w"), "y"));
    }
}
