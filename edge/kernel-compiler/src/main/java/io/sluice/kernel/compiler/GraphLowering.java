package io.sluice.kernel.compiler;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.onnx.NodeAttributes;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.ShapeInference;
import io.sluice.kernel.onnx.TensorValues;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the nodes of a graph, in their order, into steps.
 *
 * <p>Owned state: what each tensor of the graph has become so far. Nodes that no wanted output
 * depends on are left out, whatever their operator. Constants become operands when they are first
 * read, so that lengths beyond 32 bits which only shapes depend on do no harm.
 */
final class GraphLowering {
    private final String stage;
    private final OnnxModel model;
    private final ShapeInference shapes;
    private final StepGraph steps = new StepGraph();
    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> needed = new HashSet<>();

    private GraphLowering(StageModel stage, OnnxModel model, ShapeInference shapes) {
        this.stage = stage.name();
        this.model = model;
        this.shapes = shapes;
        stage.outputs().forEach(output -> needed.add(output.name()));
    }

    /**
     * Lowers.
     *
     * @param shapes of the batch to compile for
     * @throws UnsupportedStageException naming the node that cannot be lowered, and why
     */
    static StepGraph lower(StageModel stage, OnnxModel model, ShapeInference shapes) {
        GraphLowering lowering = new GraphLowering(stage, model, shapes);
        List<OperatorNode> nodes = lowering.neededNodes();
        nodes.forEach(Operators::require);
        for (TensorSpec input : stage.inputs()) {
            int[] shape = lowering.shape(input.name());
            ElementType type = lowering.elementType(input.name(), input.dtype());
            Operand operand = lowering.steps.input(input.name(), type, shape);
            lowering.values.put(input.name(), new Value(operand, input.dtype(), shape));
        }
        nodes.forEach(lowering::lower);
        stage.outputs().forEach(output -> lowering.finish(output.name()));
        return lowering.steps;
    }

    private List<OperatorNode> neededNodes() {
        List<OperatorNode> nodes = new ArrayList<>();
        for (int i = model.nodes().size() - 1; i >= 0; i--) {
            NodeProto node = model.nodes().get(i);
            if (node.getOutputList().stream().anyMatch(this::isNeeded)) {
                needed.addAll(node.getInputList());
                nodes.add(0, new OperatorNode(node, new NodeAttributes(node), this));
            }
        }
        needed.remove("");
        return nodes;
    }

    private void lower(OperatorNode node) {
        boolean known =
                node.node().getOutputList().stream()
                        .filter(this::isNeeded)
                        .allMatch(output -> shapes.values(output) != null);
        if (known) {
            return;
        }
        try {
            Operators.lower(node);
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            throw node.refused("its inputs and attributes do not fit: " + e.getMessage());
        }
    }

    String stage() {
        return stage;
    }

    ShapeInference shapes() {
        return shapes;
    }

    StepGraph steps() {
        return steps;
    }

    long operatorSet() {
        return model.operatorSet();
    }

    boolean isNeeded(String tensor) {
        return needed.contains(tensor);
    }

    /** What a tensor has become. */
    Value value(String tensor) {
        Value value = values.get(tensor);
        if (value == null) {
            value = constant(tensor);
            values.put(tensor, value);
        }
        return value;
    }

    /** A new operand for a tensor that a node makes. */
    Operand define(String tensor) {
        DType dtype = shapes.dtype(tensor);
        int[] shape = shape(tensor);
        Operand made = steps.temporary(tensor, elementType(tensor, dtype), shape);
        values.put(tensor, new Value(made, dtype, shape));
        return made;
    }

    void alias(String tensor, Value value) {
        DType dtype = shapes.dtype(tensor);
        elementType(tensor, dtype);
        values.put(tensor, new Value(value.operand(), dtype, shape(tensor)));
    }

    /** A tensor that no input of the model decides: an initialiser, or lengths. */
    private Value constant(String tensor) {
        TensorProto initialiser = model.initialisers().get(tensor);
        if (initialiser != null) {
            return constant(tensor, initialiser);
        }
        long[] known = shapes.values(tensor);
        if (known == null) {
            throw new KernelException(
                    stage + ": tensor '" + tensor + "' is read before any node makes it");
        }
        return whole(tensor, shapes.dtype(tensor), known);
    }

    /** A constant from the graph, under a tensor's name. */
    Value constant(String tensor, TensorProto proto) {
        DType dtype = shapes.dtype(tensor);
        if (elementType(tensor, dtype) == ElementType.INT32) {
            return whole(tensor, dtype, TensorValues.longs(proto));
        }
        int[] shape = shape(tensor);
        float[] floats = TensorValues.floats(proto);
        return new Value(steps.constant(tensor, shape, floats), dtype, shape);
    }

    private Value whole(String tensor, DType dtype, long[] wide) {
        int[] shape = shape(tensor);
        int[] narrow = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (int) wide[i];
            if (narrow[i] != wide[i]) {
                throw new UnsupportedStageException(
                        stage
                                + ": constant '"
                                + tensor
                                + "' holds "
                                + wide[i]
                                + "; a device computes with whole numbers of 32 bits");
            }
        }
        return new Value(steps.constant(tensor, shape, narrow), dtype, shape);
    }

    void define(String tensor, Value value) {
        values.put(tensor, value);
    }

    /** All dimensions of a tensor, each at least 1. */
    private int[] shape(String tensor) {
        int[] shape = shapes.shape(tensor);
        if (Arrays.stream(shape).anyMatch(dimension -> dimension < 1)) {
            throw new UnsupportedStageException(
                    stage + ": tensor '" + tensor + "' is empty: " + Arrays.toString(shape));
        }
        return shape;
    }

    private ElementType elementType(String tensor, DType dtype) {
        if (dtype == DType.FLOAT64) {
            throw new UnsupportedStageException(
                    stage
                            + ": tensor '"
                            + tensor
                            + "' is float64; a device computes with float32 and whole numbers");
        }
        return dtype.isFloatingPoint() ? ElementType.FLOAT32 : ElementType.INT32;
    }

    /** What the host reads must be written by a step, and no two outputs may be one operand. */
    private void finish(String output) {
        Value value = value(output);
        boolean written =
                value.operand().role() == Operand.Role.TEMPORARY
                        && !steps.isConstant(value.operand())
                        && !steps.outputs().contains(value.operand());
        Operand operand = value.operand();
        if (!written) {
            operand = steps.temporary(output, value.operand().type(), value.shape());
            int[] all = {value.elements()};
            int[] one = {1};
            steps.append(new Step.Copy(value.operand(), operand, all, 0, one, 0, one));
        }
        steps.output(operand);
    }
}
