package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.stream.IntStream;

/** Products, normalisation and reduction at random shapes. */
final class RandomRows {
    private static final int AXES_ARE_ATTRIBUTES = 11;

    private RandomRows() {}

    static void register() {
        RandomShapes.put("Gemm", RandomRows::gemm);
        RandomShapes.put("MatMul", RandomRows::matMul);
        RandomShapes.put("Softmax", RandomRows::softmax);
        RandomShapes.put("LayerNormalization", RandomRows::layer);
        RandomShapes.put("BatchNormalization", RandomRows::batch);
        for (String kind : List.of("Mean", "Sum", "Max")) {
            RandomShapes.put(
                    "Reduce" + kind,
                    AXES_ARE_ATTRIBUTES,
                    (graph, draw) -> reduce("Reduce" + kind, graph, draw));
        }
        RandomShapes.put(
                "GlobalAveragePool", (graph, draw) -> global("GlobalAveragePool", graph, draw));
        RandomShapes.put("GlobalMaxPool", (graph, draw) -> global("GlobalMaxPool", graph, draw));
    }

    /** The rows of the product are those of the batch, or more where a Reshape makes them so. */
    private static void gemm(GraphBuilder graph, ShapeDraw draw) {
        int rows = draw.isLarge() ? draw.size() : draw.few();
        int in = draw.size();
        int out = draw.chance() ? draw.size() : draw.few();
        boolean transposed = draw.chance();
        RandomShapes.input(graph, rows, in);
        graph.longs("flat", -1, in)
                .node("Reshape", List.of("x", "flat"), "rows")
                .weights(draw.random(), "w", transposed ? out : in, transposed ? in : out)
                .weights(draw.random(), "b", draw.chance() ? out : 1)
                .node(
                        "Gemm",
                        draw.chance() ? List.of("rows", "w", "b") : List.of("rows", "w"),
                        "product",
                        integer("transB", transposed ? 1 : 0),
                        decimal("alpha", 0.5f + draw.random().nextFloat()),
                        decimal("beta", 0.5f + draw.random().nextFloat()))
                .longs("rest", rows, out);
        RandomShapes.batch(graph)
                .node("Concat", List.of("n", "rest"), "to", integer("axis", 0))
                .node("Reshape", List.of("product", "to"), "y");
    }

    /** Of batches by a matrix, or by batches of which some axes are repeated. */
    private static void matMul(GraphBuilder graph, ShapeDraw draw) {
        int m = draw.chance() ? draw.size() : draw.few();
        int k = draw.size();
        int n = draw.chance() ? draw.size() : draw.few();
        int heads = draw.few();
        RandomShapes.input(graph, draw.chance() ? 1 : heads, m, k);
        switch (draw.between(0, 2)) {
            case 0 -> graph.weights(draw.random(), "z", k, n);
            case 1 -> graph.weights(draw.random(), "z", heads, k, n);
            default -> graph.input(new TensorSpec("z", DType.FLOAT32, new int[] {heads, k, n}));
        }
        graph.node("MatMul", List.of("x", "z"), "y");
    }

    private static void softmax(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        graph.node("Softmax", List.of("x"), "y", integer("axis", draw.axis(row)));
    }

    private static void layer(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        int axis = draw.between(1, row.length);
        int[] scale = IntStream.range(axis - 1, row.length).map(i -> row[i]).toArray();
        graph.weights(draw.random(), "s", scale)
                .weights(draw.random(), "b", scale)
                .node(
                        "LayerNormalization",
                        draw.chance() ? List.of("x", "s", "b") : List.of("x", "s"),
                        "y",
                        integer("axis", draw.chance() ? axis : axis - row.length - 1),
                        decimal("epsilon", 1e-3f));
    }

    private static void batch(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        float[] variance = new float[row[0]];
        for (int i = 0; i < variance.length; i++) {
            variance[i] = 0.1f + draw.random().nextFloat();
        }
        for (String parameter : List.of("scale", "shift", "mean")) {
            graph.weights(draw.random(), parameter, row[0]);
        }
        graph.floats("variance", variance, row[0])
                .node(
                        "BatchNormalization",
                        List.of("x", "scale", "shift", "mean", "variance"),
                        "y");
    }

    /** Of some axes, the batch never among them. */
    private static void reduce(String operator, GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        int[] axes =
                IntStream.rangeClosed(1, row.length)
                        .filter(axis -> axis == row.length || draw.chance())
                        .toArray();
        if (draw.chance()) {
            axes = new int[] {draw.axis(row)};
        }
        graph.node(
                operator,
                List.of("x"),
                "y",
                ints("axes", RandomShapes.longs(axes)),
                integer("keepdims", draw.chance() ? 1 : 0));
    }

    private static void global(String operator, GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row(draw.between(2, 3)));
        graph.node(operator, List.of("x"), "y");
    }
}
