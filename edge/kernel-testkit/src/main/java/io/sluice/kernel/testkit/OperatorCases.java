package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Collects graphs of a few nodes, each from {@code x} to {@code y} and named by what it shows. */
final class OperatorCases {
    static final int OPERATOR_SET = 17;

    private final Random random;
    private final List<StageModel> cases = new ArrayList<>();

    OperatorCases(long seed) {
        this.random = new Random(seed);
    }

    List<StageModel> all() {
        return cases;
    }

    Random random() {
        return random;
    }

    /** A case with one float32 input. */
    OperatorCases add(String name, int[] row, Consumer<GraphBuilder> nodes) {
        return add(name, OPERATOR_SET, row, nodes);
    }

    /** A case of an operator set of its own. */
    OperatorCases add(String name, int operatorSet, int[] row, Consumer<GraphBuilder> nodes) {
        return add(
                name,
                operatorSet,
                graph -> {
                    graph.input(new TensorSpec("x", DType.FLOAT32, row));
                    nodes.accept(graph);
                });
    }

    /** A case that names its own inputs; a float32 {@code y} is its output. */
    OperatorCases add(String name, int operatorSet, Consumer<GraphBuilder> nodes) {
        return add(name, operatorSet, DType.FLOAT32, nodes);
    }

    OperatorCases add(String name, int operatorSet, DType output, Consumer<GraphBuilder> nodes) {
        GraphBuilder graph = new GraphBuilder("operators").operatorSet(operatorSet);
        nodes.accept(graph);
        cases.add(model(name, graph.output("y", output)));
        return this;
    }

    /** A case of one node that reads {@code x} alone. */
    OperatorCases one(String name, String operator, int[] row, AttributeProto... attributes) {
        return add(name, row, graph -> graph.node(operator, List.of("x"), "y", attributes));
    }

    static StageModel model(String name, GraphBuilder graph) {
        OnnxModel model = OnnxModel.of(name, graph.build());
        return new StageModel(name, model.bytes(), model.inputs(), model.outputs());
    }

    static int[] row(int... dimensions) {
        return dimensions;
    }
}
