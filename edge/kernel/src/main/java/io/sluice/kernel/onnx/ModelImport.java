package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to a user's graph before it is cut: dimensions behind the batch axis get a size,
 * inputs that never change become constants, quantised operators become float32, and arithmetic on
 * shapes is done once for all. A graph that needs none of this comes back as it is.
 */
public final class ModelImport {
    private final Map<String, int[]> rows = new LinkedHashMap<>();
    private final Map<String, Double> constants = new LinkedHashMap<>();

    /**
     * Gives an input rows of a size.
     *
     * @param input its name
     * @param shape the dimensions behind the batch axis, each at least 1. A dimension that the
     *     graph names, such as {@code sequence_length}, is then known wherever the name stands
     */
    public ModelImport shape(String input, int... shape) {
        rows.put(input, shape.clone());
        return this;
    }

    /**
     * As {@link #shape(String, int...)}.
     *
     * @param shape such as {@code 64} or {@code 3x224x224}
     * @throws OnnxException when it has another form
     */
    public ModelImport shape(String input, String shape) {
        if (!shape.matches("[1-9][0-9]{0,8}(x[1-9][0-9]{0,8})*")) {
            throw new OnnxException(
                    "shape of '"
                            + input
                            + "' is '"
                            + shape
                            + "'; expected the dimensions of one row, each at least 1, such as 64"
                            + " or 3x224x224");
        }
        return shape(input, Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray());
    }

    /** Gives an input the same value in all its places for every event: it is no longer asked. */
    public ModelImport constant(String input, double value) {
        constants.put(input, value);
        return this;
    }

    /**
     * Imports a model.
     *
     * @return a model whose inputs have one free axis, the batch in front, with float32 operators
     * @throws OnnxException when an input is unknown or a size does not fit, when a dimension stays
     *     free (naming the input), or when an operator stays quantised (naming it)
     */
    public OnnxModel apply(OnnxModel model) {
        OnnxModel pinned = RowShapes.pin(model, rows);
        OnnxModel fixed = withConstants(pinned);
        return ShapeFolding.fold(Dequantizer.dequantize(fixed));
    }

    private OnnxModel withConstants(OnnxModel model) {
        if (constants.isEmpty()) {
            return model;
        }
        List<String> names = model.inputValues().stream().map(ValueInfoProto::getName).toList();
        GraphProto.Builder graph = model.graph().toBuilder();
        for (Map.Entry<String, Double> constant : constants.entrySet()) {
            if (!names.contains(constant.getKey())) {
                throw RowShapes.unknown(model, constant.getKey());
            }
            graph.addInitializer(constant(model, constant.getKey(), constant.getValue()));
        }
        graph.clearInput();
        model.inputValues().stream()
                .filter(value -> !constants.containsKey(value.getName()))
                .forEach(graph::addInput);
        if (graph.getInputCount() == 0) {
            throw new OnnxException(
                    model.name() + ": every input is a constant; events must bring at least one");
        }
        return model.with(model.name(), graph);
    }

    /** One row, which ONNX broadcasts over the batch. */
    private static TensorProto constant(OnnxModel model, String name, double value) {
        TensorSpec spec = model.input(name);
        int[] shape = new int[spec.shape().length + 1];
        shape[0] = 1;
        System.arraycopy(spec.shape(), 0, shape, 1, spec.shape().length);
        if (spec.dtype() == DType.FLOAT32) {
            float[] values = new float[spec.rowElements()];
            Arrays.fill(values, (float) value);
            return TensorValues.ofFloats(name, values, shape);
        }
        if (spec.dtype().isFloatingPoint() || value != Math.rint(value)) {
            throw new OnnxException(
                    model.name()
                            + ": input '"
                            + spec
                            + "' cannot be the constant "
                            + value
                            + "; expected a whole number, or a float32 input");
        }
        long[] values = new long[spec.rowElements()];
        Arrays.fill(values, (long) value);
        return TensorValues.ofLongs(name, spec.dtype(), values, shape);
    }
}
