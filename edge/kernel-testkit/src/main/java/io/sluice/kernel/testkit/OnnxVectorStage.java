package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.OnnxTypes;
import io.sluice.kernel.onnx.TensorValues;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A vector as a stage: each tensor is one row, whose batch axis a Squeeze takes off before the
 * vector's own nodes, and an Unsqueeze puts before their results. So nodes see the shapes of the
 * vector, whichever axis they work along, at a batch of 1.
 */
final class OnnxVectorStage {
    private static final int AXES_ARE_INPUTS = 13;
    private static final String ROW = "row of ";
    private static final String AXES = "batch axis";

    /** What operators must know before anything runs: lengths, axes, and what is folded. */
    private static final Map<String, Set<Integer>> KNOWN =
            Map.ofEntries(
                    Map.entry("Reshape", Set.of(1)),
                    Map.entry("Expand", Set.of(1)),
                    Map.entry("ConstantOfShape", Set.of(0)),
                    Map.entry("Squeeze", Set.of(1)),
                    Map.entry("Unsqueeze", Set.of(1)),
                    Map.entry("ReduceMean", Set.of(1)),
                    Map.entry("ReduceSum", Set.of(1)),
                    Map.entry("ReduceMax", Set.of(1)),
                    Map.entry("Slice", Set.of(1, 2, 3, 4)),
                    Map.entry("Split", Set.of(1)),
                    Map.entry("Clip", Set.of(1, 2)),
                    Map.entry("Dropout", Set.of(1, 2)),
                    Map.entry("BatchNormalization", Set.of(1, 2, 3, 4)));

    private final OnnxVector vector;
    private final Set<String> known;
    private final GraphProto.Builder graph;

    private OnnxVectorStage(OnnxVector vector, boolean weights) {
        this.vector = vector;
        this.graph = vector.model().getGraph().toBuilder().clearInput().clearOutput().clearNode();
        this.known = known(vector);
        if (weights) {
            vector.inputs().keySet().stream().skip(1).forEach(known::add);
        }
    }

    /**
     * What a stage is given in the vector's order, as {@code float[]} or {@code int[]}.
     *
     * @param model the stage
     * @param inputs the rows
     * @param expected the outputs
     */
    record Run(StageModel model, List<Object> inputs, List<Object> expected) {}

    /**
     * The stage.
     *
     * @param weights whether all inputs but the first are initialisers, as weights are, or only
     *     those that operators must know before anything runs
     * @param outputs how many of the vector's outputs are asked for
     * @throws io.sluice.kernel.onnx.OnnxException when a tensor is of a type that there is no dtype
     *     for
     */
    static Run of(OnnxVector vector, boolean weights, int outputs) {
        return vector.isOfTensors()
                ? new OnnxVectorStage(vector, weights).run(outputs)
                : asItIs(vector);
    }

    /** Sequences have no rows: what reads the model says so. */
    private static Run asItIs(OnnxVector vector) {
        OnnxModel model = OnnxModel.of(vector.name(), vector.model());
        StageModel stage =
                new StageModel(vector.name(), model.bytes(), model.inputs(), model.outputs());
        return new Run(stage, List.of(), List.of());
    }

    private static Set<String> known(OnnxVector vector) {
        Set<String> known = new HashSet<>();
        for (NodeProto node : vector.model().getGraph().getNodeList()) {
            for (int index : KNOWN.getOrDefault(node.getOpType(), Set.of())) {
                if (index < node.getInputCount()) {
                    known.add(node.getInput(index));
                }
            }
        }
        return known;
    }

    /** The inputs that are not initialisers in any form. */
    static Map<String, TensorProto> given(OnnxVector vector) {
        Map<String, TensorProto> given = new LinkedHashMap<>(vector.inputs());
        given.keySet().removeAll(known(vector));
        return given;
    }

    private Run run(int outputs) {
        if (operatorSet() >= AXES_ARE_INPUTS) {
            graph.addInitializer(axes());
        }
        List<Object> rows = new ArrayList<>();
        List<TensorSpec> in = inputs(rows);
        graph.addAllNode(vector.model().getGraph().getNodeList());
        List<Object> expected = new ArrayList<>();
        List<TensorSpec> out = outputs(outputs, expected);
        ModelProto proto = vector.model().toBuilder().setGraph(graph).build();
        byte[] bytes = OnnxModel.of(vector.name(), proto).bytes();
        return new Run(new StageModel(vector.name(), bytes, in, out), rows, expected);
    }

    private List<TensorSpec> inputs(List<Object> rows) {
        List<TensorSpec> specs = new ArrayList<>();
        vector.inputs()
                .forEach(
                        (name, tensor) -> {
                            if (known.contains(name)) {
                                graph.addInitializer(tensor.toBuilder().setName(name));
                            } else {
                                specs.add(input(name, tensor));
                                rows.add(values(tensor));
                            }
                        });
        return specs;
    }

    private List<TensorSpec> outputs(int count, List<Object> expected) {
        List<TensorSpec> specs = new ArrayList<>();
        vector.outputs().entrySet().stream()
                .limit(count)
                .forEach(
                        output -> {
                            specs.add(output(output.getKey(), output.getValue()));
                            expected.add(values(output.getValue()));
                        });
        return specs;
    }

    private TensorSpec input(String name, TensorProto tensor) {
        TensorSpec spec = spec(name, tensor);
        graph.addInput(GraphBuilder.value(spec)).addNode(move("Squeeze", spec.name(), name));
        return spec;
    }

    private TensorSpec output(String name, TensorProto tensor) {
        TensorSpec spec = spec(name, tensor);
        graph.addOutput(GraphBuilder.value(spec)).addNode(move("Unsqueeze", name, spec.name()));
        return spec;
    }

    private static TensorSpec spec(String name, TensorProto tensor) {
        DType dtype = OnnxTypes.dtype(tensor.getDataType(), name);
        return new TensorSpec(ROW + name, dtype, TensorValues.shape(tensor));
    }

    private NodeProto move(String operator, String from, String to) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(operator).addInput(from).addOutput(to);
        return operatorSet() >= AXES_ARE_INPUTS
                ? node.addInput(AXES).build()
                : node.addAttribute(GraphBuilder.ints("axes", 0)).build();
    }

    private long operatorSet() {
        return OnnxModel.of(vector.name(), vector.model()).operatorSet();
    }

    private static TensorProto axes() {
        return TensorProto.newBuilder()
                .setName(AXES)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(0)
                .build();
    }

    /** As a device takes them. */
    private static Object values(TensorProto tensor) {
        if (OnnxTypes.dtype(tensor.getDataType(), tensor.getName()).isFloatingPoint()) {
            return TensorValues.floats(tensor);
        }
        long[] wide = TensorValues.longs(tensor);
        int[] whole = new int[wide.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = Math.toIntExact(wide[i]);
        }
        return whole;
    }
}
