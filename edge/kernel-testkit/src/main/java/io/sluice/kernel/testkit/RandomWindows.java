package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static io.sluice.kernel.testkit.GraphBuilder.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Convolutions and pools over one or two axes at random shapes. */
final class RandomWindows {
    /** Since when averages have dilations, and count right what lies beyond the padding. */
    private static final int AVERAGES_ARE_RIGHT = 19;

    private final ShapeDraw draw;
    private final long[] kernel;
    private final long[] dilations;
    private final long[] strides;
    private final List<AttributeProto> attributes = new ArrayList<>();

    private RandomWindows(ShapeDraw draw) {
        this.draw = draw;
        int axes = draw.between(1, 2);
        kernel = IntStream.range(0, axes).mapToLong(i -> draw.between(1, 4)).toArray();
        dilations = IntStream.range(0, axes).mapToLong(i -> draw.between(1, 2)).toArray();
        strides = IntStream.range(0, axes).mapToLong(i -> draw.between(1, 3)).toArray();
        attributes.add(ints("kernel_shape", kernel));
        attributes.add(ints("strides", strides));
    }

    static void register() {
        RandomShapes.put("Conv", (graph, draw) -> new RandomWindows(draw).convolution(graph));
        for (String pool : List.of("MaxPool", "AveragePool")) {
            RandomShapes.put(
                    pool,
                    AVERAGES_ARE_RIGHT,
                    (graph, draw) -> new RandomWindows(draw).pool(pool, graph));
        }
    }

    private void convolution(GraphBuilder graph) {
        pad();
        int groups = draw.chance() ? 1 : draw.few();
        int each = draw.few();
        int filters = groups * (draw.isLarge() && groups == 1 ? draw.size() : draw.few());
        RandomShapes.input(graph, input(groups * each));
        int[] weights = new int[kernel.length + 2];
        weights[0] = filters;
        weights[1] = each;
        for (int axis = 0; axis < kernel.length; axis++) {
            weights[axis + 2] = (int) kernel[axis];
        }
        attributes.add(integer("group", groups));
        graph.weights(draw.random(), "w", weights)
                .weights(draw.random(), "b", filters)
                .node(
                        "Conv",
                        draw.chance() ? List.of("x", "w", "b") : List.of("x", "w"),
                        "y",
                        attributes.toArray(AttributeProto[]::new));
    }

    private void pool(String operator, GraphBuilder graph) {
        if (!pad()) {
            attributes.add(integer("ceil_mode", draw.between(0, 1)));
        }
        if (operator.equals("AveragePool")) {
            attributes.add(integer("count_include_pad", draw.between(0, 1)));
        }
        RandomShapes.input(graph, input(draw.few()));
        graph.node(operator, List.of("x"), "y", attributes.toArray(AttributeProto[]::new));
    }

    /**
     * Pads automatically, or by less than a kernel's size, which is as much as a pool takes.
     *
     * @return whether automatically
     */
    private boolean pad() {
        if (draw.between(0, 3) == 0) {
            List<String> ways = List.of("SAME_UPPER", "SAME_LOWER", "VALID");
            attributes.add(text("auto_pad", ways.get(draw.between(0, 2))));
            // ONNX Runtime takes no dilations then.
            Arrays.fill(dilations, 1);
            return true;
        }
        long[] pads =
                IntStream.range(0, 2 * kernel.length)
                        .mapToLong(i -> draw.between(0, (int) kernel[i % kernel.length] - 1))
                        .toArray();
        attributes.add(ints("pads", pads));
        attributes.add(ints("dilations", dilations));
        return false;
    }

    /** Channels and axes that are at least as long as a window reaches. */
    private int[] input(int channels) {
        int[] row = new int[kernel.length + 1];
        row[0] = channels;
        int main = draw.between(1, kernel.length);
        for (int axis = 1; axis < row.length; axis++) {
            int reach = (int) ((kernel[axis - 1] - 1) * dilations[axis - 1]);
            row[axis] = reach + (axis == main ? draw.size() : draw.few());
        }
        return row;
    }
}
