package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.GraphBuilder.text;
import static io.sluice.kernel.testkit.OperatorCases.row;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.sluice.kernel.StageModel;
import java.util.List;

/** Convolutions and pools. */
final class WindowGraphs {
    private WindowGraphs() {}

    static List<StageModel> all(long seed) {
        OperatorCases cases = new OperatorCases(seed);
        convolutions(cases);
        paddedAutomatically(cases);
        inOneDimension(cases);
        for (String pool : List.of("MaxPool", "AveragePool")) {
            pools(cases, pool);
        }
        averages(cases);
        cases.one("GlobalAveragePool", "GlobalAveragePool", row(3, 4, 5))
                .one("GlobalAveragePool of one axis", "GlobalAveragePool", row(3, 7))
                .one("GlobalMaxPool", "GlobalMaxPool", row(3, 4, 5));
        return cases.all();
    }

    private static void convolutions(OperatorCases cases) {
        convolution(cases, "Conv", row(3, 7, 6), row(4, 3, 3, 2));
        convolution(cases, "Conv of 1x1", row(5, 4, 3), row(2, 5, 1, 1));
        convolution(
                cases, "Conv with strides", row(2, 9, 8), row(3, 2, 3, 3), ints("strides", 2, 3));
        convolution(
                cases,
                "Conv with uneven padding",
                row(2, 6, 5),
                row(3, 2, 3, 3),
                ints("pads", 0, 2, 1, 3));
        convolution(
                cases,
                "Conv with dilations",
                row(2, 9, 9),
                row(3, 2, 3, 2),
                ints("dilations", 2, 3),
                ints("pads", 1, 1, 1, 1));
        convolution(cases, "Conv with groups", row(4, 6, 6), row(6, 2, 3, 3), integer("group", 2));
        convolution(
                cases,
                "Conv of each channel",
                row(4, 6, 6),
                row(4, 1, 3, 3),
                integer("group", 4),
                ints("pads", 1, 1, 1, 1));
        cases.add(
                "Conv without bias",
                row(2, 5, 5),
                graph ->
                        graph.weights(cases.random(), "w", 3, 2, 3, 3)
                                .node("Conv", List.of("x", "w"), "y"));
    }

    private static void paddedAutomatically(OperatorCases cases) {
        for (String automatic : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            convolution(
                    cases,
                    "Conv padded " + automatic,
                    row(2, 7, 8),
                    row(3, 2, 4, 3),
                    text("auto_pad", automatic),
                    ints("strides", 2, 3));
            for (String pool : List.of("MaxPool", "AveragePool")) {
                cases.one(
                        pool + " padded " + automatic,
                        pool,
                        row(2, 7, 8),
                        ints("kernel_shape", 4, 3),
                        ints("strides", 2, 2),
                        text("auto_pad", automatic));
            }
        }
    }

    private static void inOneDimension(OperatorCases cases) {
        convolution(cases, "Conv in one dimension", row(3, 11), row(4, 3, 3));
        convolution(
                cases,
                "Conv in one dimension with everything",
                row(4, 20),
                row(6, 2, 3),
                ints("strides", 2),
                ints("dilations", 2),
                ints("pads", 1, 3),
                integer("group", 2));
        cases.one(
                "MaxPool in one dimension",
                "MaxPool",
                row(3, 11),
                ints("kernel_shape", 3),
                ints("strides", 2),
                ints("pads", 1, 0));
    }

    private static void pools(OperatorCases cases, String pool) {
        AttributeProto three = ints("kernel_shape", 3, 3);
        AttributeProto strides = ints("strides", 2, 2);
        cases.one(pool, pool, row(2, 6, 7), ints("kernel_shape", 2, 3))
                .one(pool + " with strides", pool, row(2, 8, 7), three, strides)
                .one(
                        pool + " with padding",
                        pool,
                        row(2, 6, 7),
                        three,
                        strides,
                        ints("pads", 1, 0, 1, 2))
                .one(
                        pool + " rounding up",
                        pool,
                        row(2, 6, 8),
                        three,
                        strides,
                        integer("ceil_mode", 1))
                .one(
                        pool + " rounding up with padding",
                        pool,
                        row(2, 6, 8),
                        three,
                        ints("strides", 3, 2),
                        ints("pads", 1, 1, 1, 1),
                        integer("ceil_mode", 1));
        cases.add(
                pool + " with dilations",
                19,
                row(2, 8, 9),
                graph ->
                        graph.node(
                                pool, List.of("x"), "y", three, ints("dilations", 2, 3), strides));
    }

    private static void averages(OperatorCases cases) {
        AttributeProto three = ints("kernel_shape", 3, 3);
        AttributeProto strides = ints("strides", 2, 2);
        AttributeProto pads = ints("pads", 1, 0, 1, 2);
        AttributeProto counts = integer("count_include_pad", 1);
        cases.one("AveragePool counting", "AveragePool", row(2, 6, 7), three, strides, pads, counts)
                .add(
                        "AveragePool counting and rounding up",
                        19,
                        row(2, 6, 8),
                        graph ->
                                graph.node(
                                        "AveragePool",
                                        List.of("x"),
                                        "y",
                                        three,
                                        ints("strides", 3, 2),
                                        ints("pads", 1, 1, 1, 1),
                                        counts,
                                        integer("ceil_mode", 1)));
    }

    private static void convolution(
            OperatorCases cases, String name, int[] row, int[] weights, AttributeProto... more) {
        cases.add(
                name,
                row,
                graph ->
                        graph.weights(cases.random(), "w", weights)
                                .weights(cases.random(), "b", weights[0])
                                .node("Conv", List.of("x", "w", "b"), "y", more));
    }
}
