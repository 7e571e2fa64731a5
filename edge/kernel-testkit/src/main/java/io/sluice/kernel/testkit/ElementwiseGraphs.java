package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.text;
import static io.sluice.kernel.testkit.OperatorCases.OPERATOR_SET;
import static io.sluice.kernel.testkit.OperatorCases.row;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;

/** Functions of each element, arithmetic with broadcasting, and changes of type. */
final class ElementwiseGraphs {
    private static final int[] ROW = row(3, 5);

    private ElementwiseGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        functions(cases);
        parametrised(cases);
        arithmetic(cases);
        broadcasts(cases);
        powers(cases);
        types(cases);
        return cases.all();
    }

    private static void functions(OperatorCases cases) {
        for (String operator :
                List.of("Relu", "Sigmoid", "Tanh", "Erf", "HardSwish", "Exp", "Neg", "Abs")) {
            cases.one(operator, operator, ROW);
        }
        for (String operator : List.of("Sqrt", "Log", "Reciprocal")) {
            cases.add(
                    operator + " of what is positive",
                    ROW,
                    graph ->
                            graph.node("Abs", List.of("x"), "size")
                                    .scalar("some", 0.5f)
                                    .node("Add", List.of("size", "some"), "positive")
                                    .node(operator, List.of("positive"), "y"));
        }
    }

    private static void parametrised(OperatorCases cases) {
        cases.one("LeakyRelu", "LeakyRelu", ROW)
                .one("LeakyRelu with a slope", "LeakyRelu", ROW, decimal("alpha", 0.3f))
                .one("HardSigmoid", "HardSigmoid", ROW)
                .one("HardSigmoid with a slope", "HardSigmoid", ROW, decimal("alpha", 0.4f))
                .add("Gelu", 20, ROW, graph -> graph.node("Gelu", List.of("x"), "y"))
                .add(
                        "Gelu by tanh",
                        20,
                        ROW,
                        graph -> graph.node("Gelu", List.of("x"), "y", text("approximate", "tanh")))
                .add(
                        "Clip between inputs",
                        ROW,
                        graph ->
                                graph.scalar("low", -0.3f)
                                        .scalar("high", 0.4f)
                                        .node("Clip", List.of("x", "low", "high"), "y"))
                .add(
                        "Clip from above",
                        ROW,
                        graph ->
                                graph.scalar("high", 0.4f)
                                        .node("Clip", List.of("x", "", "high"), "y"))
                .add(
                        "Clip between attributes",
                        10,
                        ROW,
                        graph ->
                                graph.node(
                                        "Clip",
                                        List.of("x"),
                                        "y",
                                        decimal("min", 0),
                                        decimal("max", 6)));
    }

    private static void arithmetic(OperatorCases cases) {
        for (String operator : List.of("Add", "Sub", "Mul", "Div")) {
            cases.add(
                    operator + " of a number on the right",
                    ROW,
                    graph -> graph.scalar("c", 0.7f).node(operator, List.of("x", "c"), "y"));
            cases.add(
                    operator + " of a number on the left",
                    ROW,
                    graph -> graph.scalar("c", 0.7f).node(operator, List.of("c", "x"), "y"));
            cases.add(
                    operator + " of two inputs",
                    OPERATOR_SET,
                    graph ->
                            graph.input(new TensorSpec("x", DType.FLOAT32, row(3, 5)))
                                    .input(new TensorSpec("z", DType.FLOAT32, row(3, 1)))
                                    .node(operator, List.of("z", "x"), "y"));
        }
        for (String operator : List.of("Max", "Min", "Sum")) {
            cases.add(
                    operator + " of three",
                    ROW,
                    graph ->
                            graph.weights(cases.random(), "a", 5)
                                    .weights(cases.random(), "b", 3, 1)
                                    .node(operator, List.of("x", "a", "b"), "y"));
        }
    }

    private static void broadcasts(OperatorCases cases) {
        cases.add(
                        "both sides broadcast",
                        row(1, 4, 1),
                        graph ->
                                graph.weights(cases.random(), "w", 3, 1, 5)
                                        .node("Mul", List.of("x", "w"), "y"))
                .add(
                        "one number meets an axis of one",
                        row(1),
                        graph ->
                                graph.weights(cases.random(), "w", 7)
                                        .node("Sub", List.of("w", "x"), "y"))
                .add(
                        "constants are computed beforehand",
                        ROW,
                        graph ->
                                graph.weights(cases.random(), "w", 5)
                                        .scalar("two", 2)
                                        .node("Sqrt", List.of("two"), "root")
                                        .node("Mul", List.of("w", "root"), "v")
                                        .node("Add", List.of("x", "v"), "y"));
    }

    private static void powers(OperatorCases cases) {
        for (float exponent : new float[] {1, 2, 3, 0.5f, -1, 1.7f}) {
            cases.add(
                    "Pow " + exponent,
                    ROW,
                    graph ->
                            graph.node("Abs", List.of("x"), "size")
                                    .scalar("some", 0.5f)
                                    .node("Add", List.of("size", "some"), "positive")
                                    .scalar("exponent", exponent)
                                    .node("Pow", List.of("positive", "exponent"), "y"));
        }
    }

    private static void types(OperatorCases cases) {
        for (DType dtype : List.of(DType.UINT8, DType.INT32, DType.INT64, DType.BOOL)) {
            cases.add(
                    "Cast from " + dtype,
                    OPERATOR_SET,
                    graph ->
                            graph.input(new TensorSpec("x", dtype, ROW))
                                    .node("Cast", List.of("x"), "y", integer("to", 1)));
        }
        cases.add(
                        "Cast to int64",
                        OPERATOR_SET,
                        DType.INT64,
                        graph ->
                                graph.input(new TensorSpec("x", DType.FLOAT32, ROW))
                                        .scalar("ten", 10)
                                        .node("Mul", List.of("x", "ten"), "large")
                                        .node("Cast", List.of("large"), "y", integer("to", 7)))
                .add(
                        "Cast between whole numbers",
                        OPERATOR_SET,
                        DType.INT64,
                        graph ->
                                graph.input(new TensorSpec("x", DType.UINT8, ROW))
                                        .node("Cast", List.of("x"), "y", integer("to", 7)));
    }
}
