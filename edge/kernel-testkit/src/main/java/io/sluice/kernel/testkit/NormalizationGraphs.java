package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.OperatorCases.row;

import io.sluice.kernel.StageModel;
import java.util.List;

/** Normalisation and reduction. */
final class NormalizationGraphs {
    private NormalizationGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        softmax(cases);
        layer(cases);
        batch(cases, row(3, 4, 5));
        batch(cases, row(3));
        for (String kind : List.of("Mean", "Sum", "Max")) {
            reductions(cases, "Reduce" + kind);
        }
        cases.add(
                "ReduceMean of axes as input",
                18,
                row(3, 4, 5),
                graph -> graph.longs("axes", 2, -1).node("ReduceMean", List.of("x", "axes"), "y"));
        cases.add(
                        "ReduceSum of axes as input",
                        row(3, 4, 5),
                        graph ->
                                graph.longs("axes", 1, 2)
                                        .node("ReduceSum", List.of("x", "axes"), "y"))
                .one(
                        "ReduceSum of no axes",
                        "ReduceSum",
                        row(3),
                        integer("noop_with_empty_axes", 1))
                .add(
                        "ReduceMax of an axis of one",
                        11,
                        row(1, 4),
                        graph -> graph.node("ReduceMax", List.of("x"), "y", ints("axes", 1)));
        return cases.all();
    }

    private static void softmax(OperatorCases cases) {
        cases.one("Softmax", "Softmax", row(3, 4))
                .one("Softmax of an axis in the middle", "Softmax", row(3, 4), integer("axis", 1))
                .add(
                        "Softmax of all axes behind one",
                        11,
                        row(3, 4),
                        graph -> graph.node("Softmax", List.of("x"), "y"))
                .add(
                        "Softmax of an old negative axis",
                        11,
                        row(3, 4),
                        graph -> graph.node("Softmax", List.of("x"), "y", integer("axis", -1)))
                .add(
                        "Softmax of large numbers",
                        row(5),
                        graph ->
                                graph.scalar("many", 200)
                                        .node("Mul", List.of("x", "many"), "large")
                                        .node("Softmax", List.of("large"), "y"));
    }

    private static void layer(OperatorCases cases) {
        cases.add(
                        "LayerNormalization",
                        row(3, 6),
                        graph ->
                                graph.weights(cases.random(), "s", 6)
                                        .weights(cases.random(), "b", 6)
                                        .node(
                                                "LayerNormalization",
                                                List.of("x", "s", "b"),
                                                "y",
                                                decimal("epsilon", 1e-3f)))
                .add(
                        "LayerNormalization over two axes without bias",
                        row(3, 4, 2),
                        graph ->
                                graph.weights(cases.random(), "s", 4, 2)
                                        .node(
                                                "LayerNormalization",
                                                List.of("x", "s"),
                                                "y",
                                                integer("axis", -2)));
    }

    private static void batch(OperatorCases cases, int... row) {
        cases.add(
                "BatchNormalization of " + row.length + " axes",
                row,
                graph -> {
                    for (String parameter : List.of("scale", "shift", "mean")) {
                        graph.weights(cases.random(), parameter, row[0]);
                    }
                    graph.floats("variance", new float[] {0.4f, 1.1f, 2.3f}, 3)
                            .node(
                                    "BatchNormalization",
                                    List.of("x", "scale", "shift", "mean", "variance"),
                                    "y",
                                    decimal("epsilon", 1e-4f));
                });
    }

    private static void reductions(OperatorCases cases, String operator) {
        int version = 11;
        int[] row = row(3, 4, 5);
        reduction(cases, operator, version, row, "the last axis", -1);
        reduction(cases, operator, version, row, "an axis in the middle", 2);
        reduction(cases, operator, version, row, "neighbours", 1, 2);
        reduction(cases, operator, version, row, "axes apart", 1, -1);
        cases.add(
                operator + " of an axis that goes",
                version,
                row,
                graph ->
                        graph.node(
                                operator,
                                List.of("x"),
                                "y",
                                ints("axes", -2),
                                integer("keepdims", 0)));
    }

    private static void reduction(
            OperatorCases cases, String operator, int version, int[] row, String name, long... of) {
        cases.add(
                operator + " of " + name,
                version,
                row,
                graph -> graph.node(operator, List.of("x"), "y", ints("axes", of)));
    }
}
