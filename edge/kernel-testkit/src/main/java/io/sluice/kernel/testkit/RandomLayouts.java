package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.decimals;
import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move elements, or that shapes are made of, at random shapes. */
final class RandomLayouts {
    private RandomLayouts() {}

    static void register() {
        RandomShapes.put("Reshape", RandomLayouts::reshape);
        RandomShapes.put("Flatten", RandomLayouts::flatten);
        RandomShapes.put("Squeeze", RandomLayouts::squeeze);
        RandomShapes.put("Unsqueeze", RandomLayouts::unsqueeze);
        RandomShapes.put("Expand", RandomLayouts::expand);
        RandomShapes.put("Transpose", RandomLayouts::transpose);
        RandomShapes.put("Slice", RandomLayouts::slice);
        RandomShapes.put("Split", RandomLayouts::split);
        RandomShapes.put("Concat", RandomLayouts::concat);
        RandomShapes.put("Gather", RandomLayouts::gather);
        RandomShapes.put("Constant", RandomLayouts::constant);
        RandomShapes.put("ConstantOfShape", RandomLayouts::zeros);
        RandomShapes.put("Shape", RandomLayouts::reshape);
        RandomShapes.put("Size", RandomLayouts::size);
    }

    /** To one axis behind the batch, whose length is read off the input. */
    private static void reshape(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        RandomShapes.batch(graph)
                .longs("rest", -1)
                .node("Concat", List.of("n", "rest"), "to", integer("axis", 0))
                .node("Reshape", List.of("x", "to"), "r")
                .node("Relu", List.of("r"), "y");
    }

    private static void size(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        RandomShapes.batch(graph)
                .node("Size", List.of("x"), "all elements")
                .node("Div", List.of("all elements", "n"), "width")
                .node("Concat", List.of("n", "width"), "to", integer("axis", 0))
                .node("Reshape", List.of("x", "to"), "r")
                .node("Relu", List.of("r"), "y");
    }

    private static void flatten(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        graph.node("Flatten", List.of("x"), "flat").node("Relu", List.of("flat"), "y");
    }

    private static void squeeze(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.few(), 1, draw.size(), 1);
        graph.longs("axes", 2, -1)
                .node("Squeeze", List.of("x", "axes"), "less")
                .node("Relu", List.of("less"), "y");
    }

    private static void unsqueeze(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.few(), draw.size());
        graph.longs("axes", 1, -1)
                .node("Unsqueeze", List.of("x", "axes"), "more")
                .node("Relu", List.of("more"), "y");
    }

    private static void expand(GraphBuilder graph, ShapeDraw draw) {
        int[] row = draw.row();
        int[] one = row.clone();
        one[draw.random().nextInt(row.length)] = 1;
        RandomShapes.input(graph, one);
        int[] to = IntStream.concat(IntStream.of(1), Arrays.stream(row)).toArray();
        graph.longs("to", RandomShapes.longs(to)).node("Expand", List.of("x", "to"), "y");
    }

    private static void transpose(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row(draw.between(2, 4)));
        List<Long> order = new ArrayList<>();
        IntStream.rangeClosed(1, row.length).forEach(axis -> order.add((long) axis));
        Collections.shuffle(order, draw.random());
        order.add(0, 0L);
        long[] perm = order.stream().mapToLong(Long::longValue).toArray();
        graph.node("Transpose", List.of("x"), "y", ints("perm", perm));
    }

    /** Of one axis, forward or backward, from the front or from behind. */
    private static void slice(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        int axis = draw.between(1, row.length);
        int size = row[axis - 1];
        long low = draw.between(0, size - 1);
        long high = draw.between((int) low, size - 1);
        long step = draw.between(1, 3);
        boolean backward = draw.chance();
        boolean behind = draw.chance();
        long start = backward ? high : low;
        long end = backward ? low - 1 : high + 1;
        // What is before the first has no place that is counted from the front.
        long last = end < 0 ? Long.MIN_VALUE : end;
        graph.longs("starts", behind ? start - size : start)
                .longs("ends", last)
                .longs("axes", axis)
                .longs("steps", backward ? -step : step)
                .node("Slice", List.of("x", "starts", "ends", "axes", "steps"), "y");
    }

    private static void split(GraphBuilder graph, ShapeDraw draw) {
        int[] row = draw.row();
        int axis = draw.between(1, row.length);
        row[axis - 1]++;
        int first = draw.between(1, row[axis - 1] - 1);
        RandomShapes.input(graph, row);
        graph.longs("sizes", first, row[axis - 1] - first)
                .node("", "Split", List.of("x", "sizes"), List.of("a", "b"), integer("axis", axis))
                .node("Concat", List.of("b", "a"), "y", integer("axis", axis));
    }

    private static void concat(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        int axis = draw.between(1, row.length);
        int[] other = row.clone();
        other[axis - 1] = draw.chance() ? draw.size() : draw.few();
        graph.input(new TensorSpec("z", DType.FLOAT32, other))
                .node("Concat", List.of("z", "x", "z"), "y", integer("axis", axis));
    }

    /** With indices that are known, or that are read out of a table. */
    private static void gather(GraphBuilder graph, ShapeDraw draw) {
        if (draw.chance()) {
            graph.input(new TensorSpec("x", DType.INT64, draw.row(draw.between(1, 2))))
                    .weights(draw.random(), "table", OperatorGraphs.INDICES, draw.few())
                    .node("Gather", List.of("table", "x"), "y");
            return;
        }
        int[] row = RandomShapes.input(graph, draw.row());
        int axis = draw.between(1, row.length);
        int size = row[axis - 1];
        long[] indices =
                IntStream.range(0, draw.few())
                        .mapToLong(i -> draw.between(-size, size - 1))
                        .toArray();
        graph.longs("i", indices).node("Gather", List.of("x", "i"), "y", integer("axis", axis));
    }

    private static void constant(GraphBuilder graph, ShapeDraw draw) {
        int[] row = RandomShapes.input(graph, draw.row());
        float[] values = new float[row[row.length - 1]];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draw.random().nextGaussian();
        }
        graph.node("Constant", List.of(), "c", decimals("value_floats", values))
                .node("Add", List.of("x", "c"), "y");
    }

    private static void zeros(GraphBuilder graph, ShapeDraw draw) {
        RandomShapes.input(graph, draw.row());
        graph.node("Shape", List.of("x"), "all")
                .node("ConstantOfShape", List.of("all"), "zeros")
                .node("Sub", List.of("zeros", "x"), "y");
    }
}
