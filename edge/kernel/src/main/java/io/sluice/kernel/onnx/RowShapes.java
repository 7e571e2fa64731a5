package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.sluice.config.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the free dimensions of a model's inputs a size, the batch axis excepted: a graph that takes
 * sequences of any length becomes one for sequences of one length. A dimension that the graph names
 * is given its size wherever the name stands, so that one input is often enough.
 */
final class RowShapes {
    private final OnnxModel model;
    private final Map<String, int[]> rows;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Set<String> batch = new HashSet<>();

    private RowShapes(OnnxModel model, Map<String, int[]> rows) {
        this.model = model;
        this.rows = rows;
    }

    /**
     * Pins.
     *
     * @param rows for some inputs the dimensions of one row, the batch axis left out
     * @throws OnnxException when there is no such input (offering the nearest), a row has another
     *     number of dimensions, a dimension has another size already, or one name would have two
     *     sizes
     */
    static OnnxModel pin(OnnxModel model, Map<String, int[]> rows) {
        return rows.isEmpty() ? model : new RowShapes(model, rows).pinned();
    }

    private OnnxModel pinned() {
        List<String> names = model.inputValues().stream().map(ValueInfoProto::getName).toList();
        for (String name : rows.keySet()) {
            if (!names.contains(name)) {
                throw unknown(model, name);
            }
        }
        for (ValueInfoProto input : model.inputValues()) {
            TensorShapeProto shape = input.getType().getTensorType().getShape();
            if (shape.getDimCount() > 0) {
                batch.add(shape.getDim(0).getDimParam());
            }
        }
        batch.remove("");
        model.inputValues().stream()
                .filter(input -> rows.containsKey(input.getName()))
                .forEach(this::learn);
        GraphProto.Builder graph = model.graph().toBuilder();
        graph.getInputBuilderList().forEach(this::pin);
        graph.getOutputBuilderList().forEach(this::pin);
        // What the exporter noted of the tensors between holds for free dimensions.
        graph.clearValueInfo();
        return model.with(model.name(), graph);
    }

    /** No input of a name, with the nearest ones that there are. */
    static OnnxException unknown(OnnxModel model, String name) {
        List<String> names = model.inputValues().stream().map(ValueInfoProto::getName).toList();
        return new OnnxException(
                model.name()
                        + ": no input '"
                        + name
                        + "'; the nearest are "
                        + String.join(", ", NearestName.of(name, names, 5)));
    }

    /** What the names of an input's dimensions stand for. */
    private void learn(ValueInfoProto input) {
        int[] row = rows.get(input.getName());
        List<Dimension> dimensions =
                new ArrayList<>(input.getType().getTensorType().getShape().getDimList());
        if (dimensions.size() != row.length + 1) {
            throw refused(input, row, "it has " + (dimensions.size() - 1) + " dimensions");
        }
        for (int i = 0; i < row.length; i++) {
            Dimension dimension = dimensions.get(i + 1);
            long fixed = dimension.getDimValue();
            String symbol = dimension.getDimParam();
            if (row[i] < 1 || fixed > 0 && fixed != row[i]) {
                String size = fixed > 0 ? "is " + fixed : "must be at least 1";
                throw refused(input, row, "dimension " + (i + 1) + " " + size);
            }
            if (batch.contains(symbol)) {
                throw refused(input, row, "'" + symbol + "' is the batch, which stays free");
            }
            Integer other = symbol.isEmpty() ? null : sizes.put(symbol, row[i]);
            if (other != null && other != row[i]) {
                throw refused(input, row, "'" + symbol + "' is " + other + " elsewhere");
            }
        }
    }

    private void pin(ValueInfoProto.Builder value) {
        TensorShapeProto.Builder shape =
                value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        int[] row = rows.get(value.getName());
        for (int i = 1; i < shape.getDimCount(); i++) {
            Integer size = sizes.get(shape.getDim(i).getDimParam());
            if (row != null) {
                size = row[i - 1];
            }
            if (size != null) {
                shape.setDim(i, Dimension.newBuilder().setDimValue(size));
            }
        }
    }

    private OnnxException refused(ValueInfoProto input, int[] row, String why) {
        return new OnnxException(
                model.name()
                        + ": input '"
                        + input.getName()
                        + "' cannot have rows of "
                        + Arrays.toString(row)
                        + ": "
                        + why
                        + "; expected the dimensions behind the batch axis of "
                        + declared(input));
    }

    private static String declared(ValueInfoProto input) {
        List<String> dimensions = new ArrayList<>();
        for (Dimension d : input.getType().getTensorType().getShape().getDimList()) {
            boolean named = !d.getDimParam().isEmpty();
            dimensions.add(
                    d.getDimValue() > 0
                            ? String.valueOf(d.getDimValue())
                            : named ? d.getDimParam() : "?");
        }
        return dimensions.toString();
    }
}
