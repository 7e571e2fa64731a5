package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimal;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.List;

/** Functions of each element, arithmetic and changes of type at random shapes. */
final class RandomElementwise {
    private static final int GELU_SINCE = 20;
    private static final List<DType> CAST =
            List.of(DType.INT64, DType.INT32, DType.BOOL, DType.UINT8, DType.INT8);

    private RandomElementwise() {}

    static void register() {
        for (String function :
                List.of(
                        "Relu",
                        "Sigmoid",
                        "Tanh",
                        "Erf",
                        "HardSwish",
                        "HardSigmoid",
                        "Exp",
                        "Neg",
                        "Abs",
                        "Identity",
                        "Dropout")) {
            function(function);
        }
        function("LeakyRelu", decimal("alpha", 0.3f));
        RandomShapes.put("Gelu", GELU_SINCE, RandomElementwise::gelu);
        for (String function : List.of("Sqrt", "Log", "Reciprocal")) {
            RandomShapes.put(
                    function,
                    (graph, draw) -> {
                        RandomShapes.input(graph, draw.row());
                        positive(graph).node(function, List.of("positive"), "y");
                    });
        }
        RandomShapes.put("FastGelu", RandomElementwise::fastGelu);
        RandomShapes.put("Clip", RandomElementwise::clip);
        for (String operator : List.of("Add", "Sub", "Mul")) {
            RandomShapes.put(operator, (graph, draw) -> pair(operator, graph, draw));
        }
        RandomShapes.put("Div", RandomElementwise::quotient);
        RandomShapes.put("Pow", RandomElementwise::power);
        for (String operator : List.of("Sum", "Max", "Min")) {
            RandomShapes.put(operator, (graph, draw) -> several(operator, graph, draw));
        }
        RandomShapes.put("Cast", RandomElementwise::cast);
        RandomShapes.put("DequantizeLinear", RandomElementwise::dequantize);
    }

    private static void function(String operator, AttributeProto... attributes) {
        RandomShapes.put(operator, (graph, draw) -> function(operator, graph, draw, attributes));
    }

    private static void function(
            String operator, GraphBuilder graph, ShapeDraw draw, AttributeProto... attributes) {
        RandomShapes.input(graph, draw.row());
        graph.node(operator, List.of("x"), "y", attributes);
    }

    private static void gelu(GraphBuilder graph, ShapeDraw draw) {
        function("Gelu", graph, draw, text("approximate", draw.chance() ? "tanh" : "none"));
    }

    /** |x| + ½. */
    private static GraphBuilder positive(GraphBuilder graph) {
        return graph.node("Abs", List.of("x"), "size")
                .scalar("half", 0.5f)
                .node("Add", List.of("size", "half"), "positive");
    }

    private static void fastGelu(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        graph.operators("com.microsoft", 1)
                .node("com.microsoft", "FastGelu", List.of("x"), List.of("y"));
    }

    private static void clip(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        graph.scalar("low", -draw.random().nextFloat())
                .scalar("high", draw.random().nextFloat())
                .node("Clip", List.of("x", draw.chance() ? "low" : "", "high"), "y");
    }

    /** With a constant, or another input, that is broadcast. */
    private static void other(GraphBuilder graph, ShapeDraw draw, int... row) {
        if (draw.chance()) {
            graph.weights(draw.random(), "z", draw.broadcastTo(row));
        } else {
            int[] one = row.clone();
            one[draw.random().nextInt(row.length)] = 1;
            graph.input(new TensorSpec("z", DType.FLOAT32, one));
        }
    }

    private static void pair(String operator, GraphBuilder graph, ShapeDraw draw) {
        other(graph, draw, RandomShapes.input(graph, draw.row()));
        graph.node(operator, draw.chance() ? List.of("z", "x") : List.of("x", "z"), "y");
    }

    /** A divisor near 0 would make one result so large that no other counts. */
    private static void quotient(GraphBuilder graph, ShapeDraw draw) {
        other(graph, draw, RandomShapes.input(graph, draw.row()));
        positive(graph).node("Div", List.of("z", "positive"), "y");
    }

    private static void power(GraphBuilder graph, ShapeDraw draw) {
        other(graph, draw, RandomShapes.input(graph, draw.row()));
        positive(graph).node("Pow", List.of("positive", "z"), "y");
    }

    private static void several(String operator, GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        graph.weights(draw.random(), "a", draw.broadcastTo(row))
                .weights(draw.random(), "b", draw.broadcastTo(row))
                .node(operator, draw.chance() ? List.of("x", "a", "b") : List.of("a", "x"), "y");
    }

    private static void cast(GraphBuilder graph, ShapeDraw draw) {
        DType from = CAST.get(draw.random().nextInt(CAST.size()));
        graph.input(new TensorSpec("x", from, draw.row()))
                .node("Cast", List.of("x"), "y", integer("to", 1));
    }

    private static void dequantize(GraphBuilder graph, ShapeDraw draw) {
        int[] row = draw.row();
        DType dtype = draw.chance() ? DType.UINT8 : DType.INT8;
        int axis = draw.axis(row);
        int channels = row[axis < 0 ? axis + row.length : axis - 1];
        int scales = draw.chance() ? channels : 1;
        float[] scale = new float[scales];
        byte[] zero = new byte[scales];
        draw.random().nextBytes(zero);
        for (int i = 0; i < scales; i++) {
            scale[i] = 0.01f + draw.random().nextFloat();
        }
        int[] shape = scales == 1 && channels != 1 ? new int[0] : new int[] {scales};
        graph.input(new TensorSpec("x", dtype, row))
                .floats("scale", scale, shape)
                .initialiser("zero", dtype, zero, shape)
                .node(
                        "DequantizeLinear",
                        List.of("x", "scale", "zero"),
                        "y",
                        integer("axis", axis));
    }
}
