package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.kernel.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An ONNX model, read-only, with its graph indexed by name.
 *
 * <p>Weights must be inside the file (no external data). Immutable and thread-safe.
 */
public final class OnnxModel {
    private static final long INITIALISERS_ARE_NO_INPUTS = 4;

    private final String name;
    private final ModelProto proto;
    private final Map<String, TensorProto> initialisers = new LinkedHashMap<>();
    private final Map<String, NodeProto> producers = new LinkedHashMap<>();

    private OnnxModel(String name, ModelProto proto) {
        this.name = name;
        this.proto = proto;
        for (TensorProto tensor : proto.getGraph().getInitializerList()) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                throw new OnnxException(
                        name
                                + ": initialiser '"
                                + tensor.getName()
                                + "' is in a file of its own; expected one file with all weights");
            }
            initialisers.put(tensor.getName(), tensor);
        }
        for (NodeProto node : proto.getGraph().getNodeList()) {
            node.getOutputList().forEach(output -> producers.put(output, node));
        }
    }

    /** Wraps a model. */
    public static OnnxModel of(String name, ModelProto proto) {
        if (proto.getGraph().getNodeCount() == 0) {
            throw new OnnxException(name + ": the graph has no nodes");
        }
        return new OnnxModel(name, proto);
    }

    /**
     * Reads a serialised model.
     *
     * @param name for messages, usually the file
     */
    public static OnnxModel parse(String name, byte[] bytes) {
        try {
            return of(name, ModelProto.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxException(name + ": not an ONNX model: " + e.getMessage(), e);
        }
    }

    /** Reads a model file. */
    public static OnnxModel load(Path file) throws IOException {
        return parse(file.getFileName().toString(), Files.readAllBytes(file));
    }

    public void save(Path file) throws IOException {
        Files.write(file, bytes());
    }

    /** The serialised model; the same bytes for the same model. */
    public byte[] bytes() {
        return proto.toByteArray();
    }

    public String name() {
        return name;
    }

    /**
     * A model with another graph and the same operator sets and metadata. Initialisers are not
     * among its inputs: from version 4 of the representation on they need not be, and one that is
     * no longer there must not be asked for.
     */
    OnnxModel with(String otherName, GraphProto.Builder graph) {
        long version = Math.max(proto.getIrVersion(), INITIALISERS_ARE_NO_INPUTS);
        return of(otherName, proto.toBuilder().setIrVersion(version).setGraph(graph).build());
    }

    public ModelProto proto() {
        return proto;
    }

    public GraphProto graph() {
        return proto.getGraph();
    }

    public List<NodeProto> nodes() {
        return graph().getNodeList();
    }

    /** Constant tensors by name. */
    public Map<String, TensorProto> initialisers() {
        return initialisers;
    }

    /** The node that makes each tensor, by the tensor's name. */
    public Map<String, NodeProto> producers() {
        return producers;
    }

    /** The version of the default operator set. */
    public long operatorSet() {
        return proto.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(set -> set.getVersion())
                .findFirst()
                .orElse(1);
    }

    /** What the graph is given at run time: its inputs that are not initialisers. */
    public List<ValueInfoProto> inputValues() {
        return graph().getInputList().stream()
                .filter(value -> !initialisers.containsKey(value.getName()))
                .toList();
    }

    /** The inputs, each with a leading batch axis that is left out of the shape. */
    public List<TensorSpec> inputs() {
        return inputValues().stream().map(this::spec).toList();
    }

    /** One input, by its name. */
    TensorSpec input(String input) {
        return inputValues().stream()
                .filter(value -> value.getName().equals(input))
                .map(this::spec)
                .findFirst()
                .orElseThrow(() -> RowShapes.unknown(this, input));
    }

    /** The outputs, with shapes found by {@link ShapeInference} when the graph does not say. */
    public List<TensorSpec> outputs() {
        ShapeInference shapes = null;
        List<TensorSpec> specs = new ArrayList<>();
        for (ValueInfoProto value : graph().getOutputList()) {
            if (hasStaticRow(value)) {
                specs.add(spec(value));
            } else {
                shapes = shapes == null ? ShapeInference.of(this) : shapes;
                specs.add(shapes.spec(value.getName()));
            }
        }
        return specs;
    }

    public Set<String> outputNames() {
        return graph().getOutputList().stream()
                .map(ValueInfoProto::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private TensorSpec spec(ValueInfoProto value) {
        if (!hasStaticRow(value)) {
            throw new OnnxException(
                    name
                            + ": tensor '"
                            + value.getName()
                            + "' has no fixed shape behind its batch axis; give the shape of its"
                            + " rows at import (such as --shape "
                            + value.getName()
                            + "=64), or export the model with fixed"
                            + " dimensions, only the first one free");
        }
        TensorShapeProto shape = value.getType().getTensorType().getShape();
        int[] row =
                shape.getDimList().stream()
                        .skip(1)
                        .mapToInt(dimension -> Math.toIntExact(dimension.getDimValue()))
                        .toArray();
        int type = value.getType().getTensorType().getElemType();
        return new TensorSpec(value.getName(), OnnxTypes.dtype(type, value.getName()), row);
    }

    private static boolean hasStaticRow(ValueInfoProto value) {
        TensorShapeProto shape = value.getType().getTensorType().getShape();
        return shape.getDimCount() > 0
                && shape.getDimList().stream().skip(1).allMatch(d -> d.getDimValue() > 0);
    }
}
