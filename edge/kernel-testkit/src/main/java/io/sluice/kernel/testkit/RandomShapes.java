package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.GraphBuilder.integer;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** A graph of one operator at a shape drawn at random, for every operator that is compiled. */
public final class RandomShapes {
    static final int OPERATOR_SET = 17;

    private static final Map<String, Drawing> DRAWINGS = new HashMap<>();

    static {
        RandomElementwise.register();
        RandomRows.register();
        RandomWindows.register();
        RandomLayouts.register();
    }

    /**
     * A graph and the batch to run it with.
     *
     * @param model named by the operator, the seed and the shapes
     */
    public record Drawn(StageModel model, int batch) {}

    private record Drawing(int operatorSet, BiConsumer<GraphBuilder, ShapeDraw> nodes) {}

    private RandomShapes() {}

    /**
     * Draws.
     *
     * @param large whether shapes go beyond several tiles and work-groups of any kernel
     * @throws IllegalArgumentException when there is no drawing for the operator
     */
    public static Drawn of(String operator, boolean large, long seed) {
        Drawing drawing = DRAWINGS.get(operator);
        if (drawing == null) {
            throw new IllegalArgumentException("no random shapes for operator " + operator);
        }
        Random random = new Random(seed);
        ShapeDraw draw = new ShapeDraw(random, large);
        GraphBuilder graph = new GraphBuilder("random").operatorSet(drawing.operatorSet());
        drawing.nodes().accept(graph, draw);
        String name = operator + ", " + (large ? "large" : "small") + ", seed " + seed;
        graph.output(ShapeInference.of(OnnxModel.of(name, graph.build())).spec("y"));
        return new Drawn(OperatorCases.model(name, graph), draw.few());
    }

    static void put(String operator, BiConsumer<GraphBuilder, ShapeDraw> nodes) {
        put(operator, OPERATOR_SET, nodes);
    }

    /** A drawing that makes {@code y} of what it names its inputs. */
    static void put(String operator, int operatorSet, BiConsumer<GraphBuilder, ShapeDraw> nodes) {
        DRAWINGS.put(operator, new Drawing(operatorSet, nodes));
    }

    /** The input {@code x} of FLOAT32. */
    static int[] input(GraphBuilder graph, int... row) {
        graph.input(new TensorSpec("x", DType.FLOAT32, row));
        return row;
    }

    /** {@code n}: the batch of {@code x}, as a vector of one length. */
    static GraphBuilder batch(GraphBuilder graph) {
        return graph.node("Shape", List.of("x"), "all")
                .longs("first", 0)
                .node("Gather", List.of("all", "first"), "n", integer("axis", 0));
    }

    static long[] longs(int... values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
