package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which tensors nodes read and make, the bodies of If and Loop included. */
final class GraphWalk {
    private GraphWalk() {}

    /** The tensors that a node reads from its graph; a body reads outer tensors by name. */
    static List<String> reads(NodeProto node) {
        List<String> names = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                names.addAll(captured(attribute.getG()));
            }
            attribute.getGraphsList().forEach(body -> names.addAll(captured(body)));
        }
        names.removeIf(String::isEmpty);
        return names;
    }

    /** The names of all tensors that nodes make or that the model is given. */
    static Set<String> tensors(OnnxModel model) {
        Set<String> names = new LinkedHashSet<>(model.producers().keySet());
        model.inputValues().forEach(value -> names.add(value.getName()));
        names.remove("");
        return names;
    }

    /** The tensors whose values depend on the model's inputs, the inputs included. */
    static Set<String> dependents(OnnxModel model) {
        Set<String> names = new HashSet<>();
        model.inputValues().forEach(value -> names.add(value.getName()));
        for (NodeProto node : model.nodes()) {
            if (reads(node).stream().anyMatch(names::contains)) {
                names.addAll(node.getOutputList());
            }
        }
        return names;
    }

    private static Set<String> captured(GraphProto body) {
        Set<String> own = new HashSet<>();
        body.getInputList().forEach(value -> own.add(value.getName()));
        body.getInitializerList().forEach(tensor -> own.add(tensor.getName()));
        Set<String> read = new LinkedHashSet<>();
        for (NodeProto node : body.getNodeList()) {
            reads(node).stream().filter(name -> !own.contains(name)).forEach(read::add);
            own.addAll(node.getOutputList());
        }
        body.getOutputList().stream()
                .map(value -> value.getName())
                .filter(name -> !own.contains(name))
                .forEach(read::add);
        return read;
    }
}
