package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.OperatorCases.OPERATOR_SET;
import static io.sluice.kernel.testkit.OperatorCases.row;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;

/** Operators in the sequences in which networks have them, and which compilers fuse. */
final class BlockGraphs {
    private BlockGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        convolutions(cases);
        products(cases);
        layerNormalisations(cases);
        gelusByErf(cases);
        geluByTanh(cases);
        attention(cases);
        activations(cases);
        return cases.all();
    }

    private static void convolutions(OperatorCases cases) {
        cases.add(
                        "block: convolution, batch normalisation, ReLU",
                        row(2, 6, 6),
                        graph -> {
                            graph.weights(cases.random(), "w", 3, 2, 3, 3)
                                    .node("Conv", List.of("x", "w"), "c");
                            normalised(cases, graph, "c", "n");
                            graph.node("Relu", List.of("n"), "y");
                        })
                .add(
                        "block: biased convolution in groups, batch normalisation, clip",
                        row(3, 6, 6),
                        graph -> {
                            graph.weights(cases.random(), "w", 3, 1, 3, 3)
                                    .weights(cases.random(), "b", 3)
                                    .node("Conv", List.of("x", "w", "b"), "c", integer("group", 3));
                            normalised(cases, graph, "c", "n");
                            graph.scalar("low", 0)
                                    .scalar("high", 0.6f)
                                    .node("Clip", List.of("n", "low", "high"), "y");
                        })
                .add(
                        "block: convolution, bias by addition, sigmoid",
                        row(2, 6, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 3, 2, 3, 3)
                                        .weights(cases.random(), "b", 3, 1, 1)
                                        .node("Conv", List.of("x", "w"), "c")
                                        .node("Add", List.of("b", "c"), "s")
                                        .node("Sigmoid", List.of("s"), "y"));
    }

    private static void normalised(OperatorCases cases, GraphBuilder graph, String in, String out) {
        for (String parameter : List.of("scale", "shift", "mean")) {
            graph.weights(cases.random(), parameter, 3);
        }
        graph.floats("variance", new float[] {0.4f, 1.1f, 2.3f}, 3)
                .node("BatchNormalization", List.of(in, "scale", "shift", "mean", "variance"), out);
    }

    private static void products(OperatorCases cases) {
        cases.add(
                        "block: gemm, batch normalisation, tanh",
                        row(6),
                        graph -> {
                            graph.gemm(cases.random(), "x", "g", 6, 3);
                            normalised(cases, graph, "g", "n");
                            graph.node("Tanh", List.of("n"), "y");
                        })
                .add(
                        "block: product, bias, ReLU",
                        row(5, 6),
                        graph ->
                                graph.weights(cases.random(), "w", 6, 4)
                                        .weights(cases.random(), "b", 4)
                                        .node("MatMul", List.of("x", "w"), "p")
                                        .node("Add", List.of("b", "p"), "s")
                                        .node("Relu", List.of("s"), "y"))
                .add(
                        "block: number, product, number",
                        OPERATOR_SET,
                        graph ->
                                graph.input(new TensorSpec("x", DType.FLOAT32, row(5, 6)))
                                        .input(new TensorSpec("z", DType.FLOAT32, row(6, 4)))
                                        .scalar("half", 0.5f)
                                        .scalar("three", 3)
                                        .node("Mul", List.of("half", "x"), "h")
                                        .node("MatMul", List.of("h", "z"), "p")
                                        .node("Div", List.of("p", "three"), "y"))
                .add(
                        "block: product of transposed matrices",
                        OPERATOR_SET,
                        graph ->
                                graph.input(new TensorSpec("x", DType.FLOAT32, row(6, 5)))
                                        .input(new TensorSpec("z", DType.FLOAT32, row(4, 6)))
                                        .node("Transpose", List.of("x"), "a", ints("perm", 0, 2, 1))
                                        .node("Transpose", List.of("z"), "b", ints("perm", 0, 2, 1))
                                        .node("MatMul", List.of("a", "b"), "y"));
    }

    private static void layerNormalisations(OperatorCases cases) {
        for (String square : List.of("Pow", "Mul")) {
            for (boolean inverse : new boolean[] {false, true}) {
                cases.add(
                        "block: layer normalisation by " + square + (inverse ? " and 1/x" : ""),
                        row(3, 6),
                        graph -> {
                            pieces(graph, square, inverse);
                            graph.weights(cases.random(), "scale", 6)
                                    .weights(cases.random(), "bias", 6)
                                    .node("Mul", List.of("n", "scale"), "m")
                                    .node("Add", List.of("m", "bias"), "y");
                        });
            }
        }
    }

    private static void pieces(GraphBuilder graph, String square, boolean inverse) {
        if (square.equals("Pow")) {
            graph.scalar("two", 2);
        }
        graph.scalar("epsilon", 1e-4f)
                .node("ReduceMean", List.of("x"), "mean", ints("axes", -1))
                .node("Sub", List.of("x", "mean"), "d")
                .node(square, List.of("d", square.equals("Pow") ? "two" : "d"), "squares")
                .node("ReduceMean", List.of("squares"), "variance", ints("axes", -1))
                .node("Add", List.of("variance", "epsilon"), "raised")
                .node("Sqrt", List.of("raised"), "deviation");
        if (inverse) {
            graph.node("Reciprocal", List.of("deviation"), "inverse")
                    .node("Mul", List.of("d", "inverse"), "n");
        } else {
            graph.node("Div", List.of("d", "deviation"), "n");
        }
    }

    private static void gelusByErf(OperatorCases cases) {
        cases.add(
                        "block: GELU, halved at the end",
                        row(3, 6),
                        graph ->
                                raised(graph)
                                        .node("Mul", List.of("x", "raised"), "twice")
                                        .node("Mul", List.of("twice", "half"), "y"))
                .add(
                        "block: GELU, halved in front",
                        row(3, 6),
                        graph ->
                                raised(graph)
                                        .node("Mul", List.of("x", "half"), "halved")
                                        .node("Mul", List.of("halved", "raised"), "y"))
                .add(
                        "block: GELU, halved within",
                        row(3, 6),
                        graph ->
                                raised(graph)
                                        .node("Mul", List.of("half", "raised"), "gate")
                                        .node("Mul", List.of("x", "gate"), "y"));
    }

    private static GraphBuilder raised(GraphBuilder graph) {
        return graph.scalar("root", (float) Math.sqrt(2))
                .scalar("half", 0.5f)
                .scalar("one", 1)
                .node("Div", List.of("x", "root"), "divided")
                .node("Erf", List.of("divided"), "erf")
                .node("Add", List.of("erf", "one"), "raised");
    }

    private static void geluByTanh(OperatorCases cases) {
        for (boolean power : new boolean[] {true, false}) {
            cases.add(
                    "block: GELU by tanh and " + (power ? "a power" : "products"),
                    row(3, 6),
                    graph ->
                            cube(graph, power)
                                    .scalar("little", 0.044715f)
                                    .scalar("root", (float) Math.sqrt(2 / Math.PI))
                                    .scalar("half", 0.5f)
                                    .scalar("one", 1)
                                    .node("Mul", List.of("cube", "little"), "bent")
                                    .node("Add", List.of("x", "bent"), "sum")
                                    .node("Mul", List.of("sum", "root"), "inner")
                                    .node("Tanh", List.of("inner"), "tanh")
                                    .node("Add", List.of("tanh", "one"), "raised")
                                    .node("Mul", List.of("x", "raised"), "twice")
                                    .node("Mul", List.of("twice", "half"), "y"));
        }
    }

    private static GraphBuilder cube(GraphBuilder graph, boolean power) {
        return power
                ? graph.scalar("three", 3).node("Pow", List.of("x", "three"), "cube")
                : graph.node("Mul", List.of("x", "x"), "square")
                        .node("Mul", List.of("square", "x"), "cube");
    }

    private static void activations(OperatorCases cases) {
        cases.add(
                        "block: sum, ReLU",
                        OPERATOR_SET,
                        graph ->
                                graph.input(new TensorSpec("x", DType.FLOAT32, row(3, 4)))
                                        .input(new TensorSpec("z", DType.FLOAT32, row(3, 4)))
                                        .node("Add", List.of("x", "z"), "s")
                                        .node("Relu", List.of("s"), "y"))
                .add(
                        "block: pool, LeakyRelu",
                        row(3, 4, 4),
                        graph ->
                                graph.node("MaxPool", List.of("x"), "p", ints("kernel_shape", 2, 2))
                                        .node("LeakyRelu", List.of("p"), "y"))
                .add(
                        "block: mean, sigmoid",
                        row(3, 4, 4),
                        graph ->
                                graph.node("GlobalAveragePool", List.of("x"), "m")
                                        .node("Flatten", List.of("m"), "f")
                                        .node("Sigmoid", List.of("f"), "y"));
    }

    /** Two heads over five tokens of width 6, with a mask of whole numbers. */
    private static void attention(OperatorCases cases) {
        cases.add(
                "block: attention",
                OPERATOR_SET,
                graph -> {
                    graph.input(new TensorSpec("x", DType.FLOAT32, row(5, 6)))
                            .input(new TensorSpec("mask", DType.INT64, row(5)))
                            .longs("axes", 1, 2)
                            .longs("heads", 0, 5, 2, 3)
                            .longs("joined", 0, 5, 6);
                    for (String part : List.of("q", "k", "v")) {
                        head(cases, graph, part);
                    }
                    mask(graph);
                    graph.scalar("root", (float) Math.sqrt(3))
                            .node("Transpose", List.of("kh"), "kt", ints("perm", 0, 1, 3, 2))
                            .node("MatMul", List.of("qh", "kt"), "products")
                            .node("Div", List.of("products", "root"), "scaled")
                            .node("Add", List.of("scaled", "kept"), "scores")
                            .node("Softmax", List.of("scores"), "weights", integer("axis", -1))
                            .node("MatMul", List.of("weights", "vh"), "seen")
                            .node("Transpose", List.of("seen"), "turned", ints("perm", 0, 2, 1, 3))
                            .node("Reshape", List.of("turned", "joined"), "all")
                            .node("Add", List.of("all", "x"), "y");
                });
    }

    private static void head(OperatorCases cases, GraphBuilder graph, String part) {
        graph.weights(cases.random(), part + "w", 6, 6)
                .weights(cases.random(), part + "b", 6)
                .node("MatMul", List.of("x", part + "w"), part + "p")
                .node("Add", List.of(part + "b", part + "p"), part)
                .node("Reshape", List.of(part, "heads"), part + "s")
                .node("Transpose", List.of(part + "s"), part + "h", ints("perm", 0, 2, 1, 3));
    }

    private static void mask(GraphBuilder graph) {
        graph.scalar("one", 1)
                .scalar("least", -1e30f)
                .node("Unsqueeze", List.of("mask", "axes"), "rows")
                .node("Cast", List.of("rows"), "counts", integer("to", 1))
                .node("Sub", List.of("one", "counts"), "dropped")
                .node("Mul", List.of("dropped", "least"), "kept");
    }
}
