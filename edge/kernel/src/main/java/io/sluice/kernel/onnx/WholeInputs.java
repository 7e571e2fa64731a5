package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which values the int32 and int64 inputs of a model can have, as far as its graph tells: an index
 * into a table lies within the table, and any other such input, as a mask, is 0 or 1.
 */
public final class WholeInputs {
    private static final Set<String> MOVES =
            Set.of("Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

    private WholeInputs() {}

    /** For every int32 and int64 input the number that its values are below. */
    public static Map<String, Integer> bounds(OnnxModel model) {
        ShapeInference shapes = ShapeInference.of(model);
        Map<String, Integer> bounds = new HashMap<>();
        for (ValueInfoProto value : model.inputValues()) {
            String input = value.getName();
            switch (model.input(input).dtype()) {
                case INT32, INT64 -> bounds.put(input, bound(model, input, shapes));
                default -> {
                    // Numbers of other types are taken as they are.
                }
            }
        }
        return bounds;
    }

    private static int bound(OnnxModel model, String input, ShapeInference shapes) {
        Set<String> same = new HashSet<>(Set.of(input));
        int bound = Integer.MAX_VALUE;
        for (NodeProto node : model.nodes()) {
            if (MOVES.contains(node.getOpType()) && same.contains(node.getInput(0))) {
                same.addAll(node.getOutputList());
            }
            if (node.getOpType().equals("Gather") && same.contains(node.getInput(1))) {
                Inferred table = shapes.find(node.getInput(0));
                long axis = shapes.node(node).integer("axis", 0);
                bound = table == null ? bound : Math.min(bound, table.dimension((int) axis));
            }
        }
        return bound == Integer.MAX_VALUE ? 2 : bound;
    }
}
