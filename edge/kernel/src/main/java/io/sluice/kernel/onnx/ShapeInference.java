package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of all tensors of a graph whose inputs have fixed dimensions behind the batch axis.
 *
 * <p>Shapes are found for a concrete batch, so that arithmetic on shapes (Shape, Gather, Concat,
 * Reshape) is plain arithmetic. An operator without a rule makes the shapes behind it unknown;
 * asking for one of those names the operator.
 */
public final class ShapeInference {
    /** Constants beyond this many elements are weights, whose values no shape depends on. */
    static final int MOST_VALUES = 1024;

    private final OnnxModel model;
    private final int batch;
    private final Map<String, Inferred> known = new HashMap<>();
    private final Map<String, String> unknown = new HashMap<>();

    private ShapeInference(OnnxModel model, int batch) {
        this.model = model;
        this.batch = batch;
    }

    /** Finds the shapes for a batch of one row. */
    public static ShapeInference of(OnnxModel model) {
        return of(model, 1);
    }

    /** Finds the shapes for a batch. */
    public static ShapeInference of(OnnxModel model, int batch) {
        ShapeInference inference = new ShapeInference(model, batch);
        inference.infer();
        return inference;
    }

    /**
     * All dimensions of a tensor, the batch axis included.
     *
     * @throws OnnxException naming the operator whose shape rule is missing
     */
    public int[] shape(String tensor) {
        return inferred(tensor).shape().clone();
    }

    /**
     * A tensor's element type.
     *
     * @throws OnnxException naming the operator whose shape rule is missing
     */
    public DType dtype(String tensor) {
        return inferred(tensor).dtype();
    }

    /**
     * All elements of a tensor where they are whole numbers that do not depend on what the model is
     * given, such as lengths and the results of arithmetic on them; else null. Row-major; treat as
     * read-only.
     */
    public long[] values(String tensor) {
        Inferred found = known.get(tensor);
        boolean all =
                found != null
                        && found.values() != null
                        && found.values().length == found.elements();
        return all ? found.values() : null;
    }

    /**
     * A tensor as an input or output of a stage: without its leading batch axis.
     *
     * @throws OnnxException when its leading axis is not the batch
     */
    public TensorSpec spec(String tensor) {
        Inferred here = inferred(tensor);
        Inferred larger = of(model, batch + 1).inferred(tensor);
        boolean leads = here.rank() > 0 && larger.rank() == here.rank();
        for (int axis = 0; leads && axis < here.rank(); axis++) {
            int expected = axis == 0 ? batch + 1 : here.dimension(axis);
            leads = larger.dimension(axis) == expected;
        }
        if (!leads || here.dimension(0) != batch) {
            throw new OnnxException(
                    model.name()
                            + ": tensor '"
                            + tensor
                            + "' is "
                            + here
                            + " at batch "
                            + batch
                            + " and "
                            + larger
                            + " at batch "
                            + (batch + 1)
                            + "; expected the batch as its leading axis alone");
        }
        int[] row = new int[here.rank() - 1];
        System.arraycopy(here.shape(), 1, row, 0, row.length);
        return new TensorSpec(tensor, here.dtype(), row);
    }

    /** What is known of a tensor, or null. */
    Inferred find(String tensor) {
        return known.get(tensor);
    }

    Inferred inferred(String tensor) {
        Inferred found = known.get(tensor);
        if (found == null) {
            throw new OnnxException(
                    model.name()
                            + ": the shape of tensor '"
                            + tensor
                            + "' is not known: "
                            + unknown.getOrDefault(tensor, "there is no such tensor"));
        }
        return found;
    }

    /** A node with its inputs' shapes; unknown ones are null. */
    NodeShape node(NodeProto node) {
        List<Inferred> inputs = new ArrayList<>();
        node.getInputList().forEach(input -> inputs.add(known.get(input)));
        return new NodeShape(node, inputs, model.operatorSet());
    }

    private void infer() {
        for (TensorSpec input : model.inputs()) {
            int[] shape = new int[input.shape().length + 1];
            shape[0] = batch;
            System.arraycopy(input.shape(), 0, shape, 1, input.shape().length);
            known.put(input.name(), Inferred.of(input.dtype(), shape));
        }
        model.initialisers().forEach((name, tensor) -> known.put(name, constant(tensor)));
        model.nodes().forEach(this::infer);
    }

    private void infer(NodeProto node) {
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !known.containsKey(input)) {
                String why = unknown.getOrDefault(input, "'" + input + "' is made by no node");
                node.getOutputList().forEach(output -> unknown.put(output, why));
                return;
            }
        }
        NodeShape shape = node(node);
        try {
            List<Inferred> outputs = OperatorShapes.infer(shape);
            for (int i = 0; i < Math.min(outputs.size(), node.getOutputCount()); i++) {
                known.put(node.getOutput(i), outputs.get(i));
            }
        } catch (OnnxException e) {
            node.getOutputList().forEach(output -> unknown.put(output, e.getMessage()));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            String why = shape.refused("inputs " + shape.inputs() + " do not fit").getMessage();
            node.getOutputList().forEach(output -> unknown.put(output, why));
        }
    }

    static Inferred constant(TensorProto tensor) {
        DType dtype = OnnxTypes.dtype(tensor.getDataType(), tensor.getName());
        int[] shape = TensorValues.shape(tensor);
        boolean small = TensorValues.count(tensor) <= MOST_VALUES && !dtype.isFloatingPoint();
        return new Inferred(dtype, shape, small ? TensorValues.longs(tensor) : null);
    }
}
