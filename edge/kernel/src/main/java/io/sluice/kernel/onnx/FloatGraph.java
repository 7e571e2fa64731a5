package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The float graph that a quantised one becomes, node by node.
 *
 * <p>Every quantised activation stands for the float tensor it was made from: its name becomes an
 * alias of that. So operators that only move values, such as MaxPool or Reshape, work on as they
 * are.
 */
final class FloatGraph {
    private final OnnxModel model;
    private final Map<String, TensorProto> constants = new LinkedHashMap<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, String> aliases = new HashMap<>();

    /** Tensors that were quantised and are float now. */
    private final Set<String> converted = new HashSet<>();

    FloatGraph(OnnxModel model) {
        this.model = model;
        constants.putAll(model.initialisers());
        for (NodeProto node : model.nodes()) {
            for (AttributeProto attribute : node.getAttributeList()) {
                if (node.getOpType().equals("Constant") && attribute.getName().equals("value")) {
                    TensorProto.Builder value = attribute.getT().toBuilder();
                    constants.put(node.getOutput(0), value.setName(node.getOutput(0)).build());
                }
            }
        }
    }

    String resolve(String tensor) {
        String name = tensor;
        while (aliases.containsKey(name)) {
            name = aliases.get(name);
        }
        return name;
    }

    /** Passes a node on with its inputs' new names. */
    void keep(NodeProto node) {
        if (node.getOpType().equals("Constant") && constants.containsKey(node.getOutput(0))) {
            return;
        }
        boolean moves = node.getInputCount() > 0 && converted.contains(node.getInput(0));
        boolean cast = node.getOpType().equals("Cast");
        if (moves && cast && integer(node, "to", 0) == TensorProto.DataType.FLOAT.getNumber()) {
            aliases.put(node.getOutput(0), resolve(node.getInput(0)));
            return;
        }
        if (moves && !cast) {
            converted.addAll(node.getOutputList());
        }
        NodeProto.Builder copy = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            copy.setInput(i, resolve(node.getInput(i)));
        }
        nodes.add(copy.build());
    }

    /** The output of QuantizeLinear stands for its input. */
    void activation(NodeProto node) {
        aliases.put(node.getOutput(0), resolve(node.getInput(0)));
        markQuantised(node);
    }

    /** The output of DynamicQuantizeLinear stands for its input, with scale 1 and zero point 0. */
    void dynamicActivation(NodeProto node) {
        activation(node);
        String scale = node.getOutput(1);
        constants.put(scale, TensorValues.ofFloats(scale, new float[] {1}));
        String zero = node.getOutput(2);
        constants.put(
                zero,
                TensorProto.newBuilder()
                        .setName(zero)
                        .setDataType(TensorProto.DataType.UINT8.getNumber())
                        .setRawData(ByteString.copyFrom(new byte[1]))
                        .build());
    }

    /** DequantizeLinear of a constant is a constant; of an activation nothing. */
    void dequantise(NodeProto node) {
        if (constants.containsKey(node.getInput(0))) {
            if (integer(node, "block_size", 0) != 0) {
                nodes.add(node);
                return;
            }
            TensorProto value =
                    weights(node)
                            .dequantised(
                                    node.getOutput(0), 0, 1, 2, (int) integer(node, "axis", 1));
            constants.put(node.getOutput(0), value);
        } else {
            aliases.put(node.getOutput(0), floatOf(node, 0, 1, 2));
        }
    }

    /** A node's quantised input as a float tensor. */
    String floatOf(NodeProto node, int index, int scale, int zero) {
        String tensor = node.getInput(index);
        if (converted.contains(tensor)) {
            return resolve(tensor);
        }
        String name = fresh(tensor + "_float");
        if (constants.containsKey(tensor)) {
            constants.put(name, weights(node).dequantised(name, index, scale, zero, 0));
            return name;
        }
        return unpacked(node, tensor, name, index, scale, zero);
    }

    /** An input of the model that comes quantised: (x − zero point) · scale. */
    private String unpacked(
            NodeProto node, String tensor, String name, int index, int scale, int zero) {
        String cast = fresh(tensor + "_cast");
        nodes.add(
                NodeProto.newBuilder()
                        .setName(cast)
                        .setOpType("Cast")
                        .addInput(resolve(tensor))
                        .addOutput(cast)
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setName("to")
                                        .setType(AttributeProto.AttributeType.INT)
                                        .setI(TensorProto.DataType.FLOAT.getNumber()))
                        .build());
        String offset = fresh(tensor + "_zero");
        float[] zeros = {weights(node).scalar(zero, 0)};
        constants.put(offset, TensorValues.ofFloats(offset, zeros));
        String factor = fresh(tensor + "_scale");
        float[] scales = {weights(node).scalar(scale, 1)};
        constants.put(factor, TensorValues.ofFloats(factor, scales));
        String shifted = fresh(tensor + "_shifted");
        add("Sub", shifted, cast, offset);
        add("Mul", name, shifted, factor);
        return name;
    }

    /** What an input of an integer product stands for, or null when it is no activation. */
    String activationOf(NodeProto node, int index) {
        String tensor = node.getInput(index);
        return converted.contains(tensor) ? resolve(tensor) : null;
    }

    /** A dequantised weight as a new constant; a scale at −1 leaves it in its own units. */
    String weight(NodeProto node, int index, int scale, int zero, int axis) {
        String name = fresh(node.getInput(index) + "_float");
        constants.put(name, weights(node).dequantised(name, index, scale, zero, axis));
        return name;
    }

    /** A bias in units of the product of two scales, or nothing when the node has none. */
    String bias(NodeProto node, int index, int left, int right, float factor) {
        if (node.getInputCount() <= index || node.getInput(index).isEmpty()) {
            return "";
        }
        String name = fresh(node.getInput(index) + "_float");
        constants.put(name, weights(node).bias(name, index, left, right, factor));
        return name;
    }

    /**
     * Says that a node's output was quantised and is float now: a DequantizeLinear or Cast behind
     * it has nothing left to do.
     */
    void markQuantised(NodeProto node) {
        converted.add(node.getOutput(0));
    }

    /** Adds an operator in place of a node, with the node's output and attributes. */
    void add(NodeProto node, String operator, String... inputs) {
        NodeProto.Builder added =
                NodeProto.newBuilder()
                        .setName(node.getName())
                        .setOpType(operator)
                        .addAllInput(List.of(inputs))
                        .addOutput(node.getOutput(0));
        node.getAttributeList().stream()
                .filter(attribute -> !attribute.getName().equals("channels_last"))
                .forEach(added::addAttribute);
        nodes.add(added.build());
    }

    void add(String operator, String output, String... inputs) {
        nodes.add(
                NodeProto.newBuilder()
                        .setName(output)
                        .setOpType(operator)
                        .addAllInput(List.of(inputs))
                        .addOutput(output)
                        .build());
    }

    String fresh(String wanted) {
        String name = wanted;
        for (int i = 2; constants.containsKey(name) || model.producers().containsKey(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    long integer(NodeProto node, String attribute, long fallback) {
        return node.getAttributeList().stream()
                .filter(candidate -> candidate.getName().equals(attribute))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(fallback);
    }

    float decimal(NodeProto node, String attribute, float fallback) {
        return node.getAttributeList().stream()
                .filter(candidate -> candidate.getName().equals(attribute))
                .map(AttributeProto::getF)
                .findFirst()
                .orElse(fallback);
    }

    OnnxModel build() {
        for (ValueInfoProto output : model.graph().getOutputList()) {
            String name = output.getName();
            boolean whole =
                    output.getType().getTensorType().getElemType()
                            != TensorProto.DataType.FLOAT.getNumber();
            if (converted.contains(name) && whole) {
                throw new OnnxException(
                        model.name() + ": output '" + name + "' is quantised; expected float32");
            }
            if (aliases.containsKey(name)) {
                add("Identity", name, resolve(name));
            }
        }
        Set<String> read = new HashSet<>(model.outputNames());
        nodes.forEach(node -> read.addAll(GraphWalk.reads(node)));
        constants.keySet().retainAll(read);
        GraphProto.Builder graph =
                model.graph().toBuilder()
                        .clearInput()
                        .addAllInput(model.inputValues())
                        .clearNode()
                        .clearInitializer()
                        .clearValueInfo()
                        .clearQuantizationAnnotation()
                        .addAllNode(nodes)
                        .addAllInitializer(constants.values());
        return model.with(model.name(), graph);
    }

    private QuantizedConstants weights(NodeProto node) {
        return new QuantizedConstants(node, constants);
    }
}
