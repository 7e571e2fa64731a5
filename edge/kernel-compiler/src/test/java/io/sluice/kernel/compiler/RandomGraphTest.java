package io.sluice.kernel.compiler;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static io.sluice.kernel.testkit.GraphBuilder.ints;

import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Graphs in which anything may be read several times and may be an output: what must not be fused
 * away is not, and memory is not given away too early.
 */
class RandomGraphTest {
    private static final long SEED = 20_261_122;
    private static final int WIDTH = 6;

    @RepeatedTest(150)
    void agrees(RepetitionInfo repetition) {
        long seed = SEED + repetition.getCurrentRepetition();
        OnnxModel model = new Graph(new Random(seed)).build("graph of seed " + seed);

        Interpreted.requireAgreement(NetworkTest.model(model), 1 + (int) (seed % 4), seed);
    }

    /** Tensors of [N, 3, WIDTH], each made of one or two of those before. */
    private static final class Graph {
        private final Random random;
        private final GraphBuilder graph = new GraphBuilder("random");
        private final List<String> made = new ArrayList<>(List.of("x"));

        Graph(Random random) {
            this.random = random;
            graph.input(new TensorSpec("x", DType.FLOAT32, new int[] {3, WIDTH}));
        }

        OnnxModel build(String name) {
            int count = 3 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                node("t" + i);
                made.add("t" + i);
            }
            for (String tensor : made.subList(1, count)) {
                if (random.nextInt(5) == 0) {
                    graph.output(tensor, DType.FLOAT32);
                }
            }
            return OnnxModel.of(name, graph.output(made.get(count), DType.FLOAT32).build());
        }

        private void node(String y) {
            String x = recent();
            switch (random.nextInt(10)) {
                case 0 -> graph.node("Relu", List.of(x), y);
                case 1 -> graph.node("Tanh", List.of(x), y);
                case 2 -> withNumber(x, y);
                case 3 -> withVector(x, y);
                case 4, 5 ->
                        graph.weights(random, y + "_w", WIDTH, WIDTH)
                                .node("MatMul", List.of(x, y + "_w"), y);
                case 6 -> graph.node("Add", List.of(x, recent()), y);
                case 7 -> scores(x, recent(), y);
                case 8 -> graph.node("Softmax", List.of(x), y, integer("axis", -1));
                default -> centred(x, y);
            }
        }

        private String recent() {
            return made.get(made.size() - 1 - random.nextInt(Math.min(3, made.size())));
        }

        private void withNumber(String x, String y) {
            String operator = List.of("Add", "Sub", "Mul", "Div").get(random.nextInt(4));
            boolean behind = random.nextBoolean() || operator.equals("Div");
            graph.scalar(y + "_c", 0.5f + random.nextFloat())
                    .node(operator, behind ? List.of(x, y + "_c") : List.of(y + "_c", x), y);
        }

        private void withVector(String x, String y) {
            String operator = random.nextBoolean() ? "Add" : "Mul";
            graph.weights(random, y + "_v", WIDTH).node(operator, List.of(x, y + "_v"), y);
        }

        /** x · zᵀ · z, in bounds. */
        private void scores(String x, String z, String y) {
            graph.node("Transpose", List.of(z), y + "_t", ints("perm", 0, 2, 1))
                    .node("MatMul", List.of(x, y + "_t"), y + "_s")
                    .node("Tanh", List.of(y + "_s"), y + "_b")
                    .node("MatMul", List.of(y + "_b", z), y);
        }

        private void centred(String x, String y) {
            graph.scalar(y + "_e", 0.1f)
                    .node("ReduceMean", List.of(x), y + "_m", ints("axes", -1))
                    .node("Sub", List.of(x, y + "_m"), y + "_d")
                    .node("Mul", List.of(y + "_d", y + "_d"), y + "_q")
                    .node("ReduceMean", List.of(y + "_q"), y + "_a", ints("axes", -1))
                    .node("Add", List.of(y + "_a", y + "_e"), y + "_r")
                    .node("Sqrt", List.of(y + "_r"), y + "_s")
                    .node("Div", List.of(y + "_d", y + "_s"), y);
            if (random.nextInt(3) == 0) {
                made.add(y + "_d");
            }
        }
    }
}
