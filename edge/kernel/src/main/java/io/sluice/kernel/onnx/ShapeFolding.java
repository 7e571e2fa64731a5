package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replaces arithmetic on shapes by its results, once all dimensions but the batch are fixed.
 *
 * <p>Exporters read lengths off tensors, often off the model's inputs. Such a reading ties what
 * lies deep in the graph to its front, so that no cut would be clean, and costs every batch some
 * microseconds per operator. A target shape that holds the batch size gets −1 or 0 in its place,
 * which ONNX fills in when it runs.
 */
final class ShapeFolding {
    private final OnnxModel model;
    private final ShapeInference one;
    private final ShapeInference two;
    private final Map<String, TensorProto> constants;
    private final List<NodeProto> nodes = new ArrayList<>();
    private boolean changed;

    private ShapeFolding(OnnxModel model) {
        this.model = model;
        this.one = ShapeInference.of(model, 1);
        this.two = ShapeInference.of(model, 2);
        this.constants = new LinkedHashMap<>(model.initialisers());
    }

    /** Folds; a graph without arithmetic on shapes comes back as it is. */
    static OnnxModel fold(OnnxModel model) {
        return new ShapeFolding(model).folded();
    }

    private OnnxModel folded() {
        for (NodeProto node : model.nodes()) {
            boolean constant = node.getOpType().equals("Constant");
            if (constant || !(becameConstant(node) || gotShape(node))) {
                nodes.add(node);
            }
        }
        return changed ? pruned() : model;
    }

    /** The same whole numbers, whatever the batch. */
    private boolean becameConstant(NodeProto node) {
        if (node.getOutputCount() != 1 || model.outputNames().contains(node.getOutput(0))) {
            return false;
        }
        String name = node.getOutput(0);
        long[] values = values(one, name);
        if (values == null || !Arrays.equals(values, values(two, name))) {
            return false;
        }
        Inferred known = one.find(name);
        constants.put(name, TensorValues.ofLongs(name, known.dtype(), values, known.shape()));
        changed = true;
        return true;
    }

    /** A Reshape or Expand whose target holds the batch size only in front. */
    private boolean gotShape(NodeProto node) {
        boolean reshape = node.getOpType().equals("Reshape");
        if (!reshape && !node.getOpType().equals("Expand") || node.getInputCount() < 2) {
            return false;
        }
        long[] small = values(one, node.getInput(1));
        long[] large = values(two, node.getInput(1));
        if (small == null
                || large == null
                || small.length == 0
                || small.length != large.length
                || small[0] == large[0]
                || !Arrays.equals(small, 1, small.length, large, 1, large.length)) {
            return false;
        }
        Long front = reshape ? front(node, small) : same(node, small.length);
        if (front == null) {
            return false;
        }
        long[] target = small.clone();
        target[0] = front;
        String name = fresh(node.getOutput(0) + "_shape");
        constants.put(name, TensorValues.ofLongs(name, DType.INT64, target, target.length));
        nodes.add(node.toBuilder().setInput(1, name).build());
        changed = true;
        return true;
    }

    private String fresh(String wanted) {
        String name = wanted;
        for (int i = 2; constants.containsKey(name) || model.producers().containsKey(name); i++) {
            name = wanted + i;
        }
        return name;
    }

    /** What stands for the batch in a Reshape: the rest, or the leading axis as it comes. */
    private Long front(NodeProto node, long[] target) {
        if (Arrays.stream(target).skip(1).noneMatch(size -> size == -1)) {
            return -1L;
        }
        boolean zeroIsZero =
                node.getAttributeList().stream()
                        .anyMatch(a -> a.getName().equals("allowzero") && a.getI() != 0);
        return batchLeads(node.getInput(0)) && target[0] == 1 && !zeroIsZero
                ? Long.valueOf(0)
                : null;
    }

    /** An Expand by 1 leaves an axis as it comes. */
    private Long same(NodeProto node, int rank) {
        String input = node.getInput(0);
        return batchLeads(input) && one.find(input).rank() == rank ? Long.valueOf(1) : null;
    }

    private boolean batchLeads(String tensor) {
        Inferred small = one.find(tensor);
        Inferred large = two.find(tensor);
        return small != null
                && large != null
                && small.rank() > 0
                && small.dimension(0) == 1
                && large.dimension(0) == 2;
    }

    /** A tensor's values where they are known and are lengths or indices, else null. */
    private static long[] values(ShapeInference shapes, String tensor) {
        Inferred known = shapes.find(tensor);
        boolean whole =
                known != null
                        && (known.dtype() == DType.INT64 || known.dtype() == DType.INT32)
                        && known.values() != null
                        && known.values().length == known.elements();
        return whole ? known.values() : null;
    }

    private OnnxModel pruned() {
        Set<String> read = new HashSet<>(model.outputNames());
        List<NodeProto> needed = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (node.getOutputList().stream().anyMatch(read::contains)) {
                read.addAll(GraphWalk.reads(node));
                needed.add(0, node);
            }
        }
        constants.keySet().retainAll(read);
        GraphProto.Builder graph =
                model.graph().toBuilder()
                        .clearInput()
                        .addAllInput(model.inputValues())
                        .clearNode()
                        .addAllNode(needed)
                        .clearInitializer()
                        .addAllInitializer(constants.values());
        return model.with(model.name(), graph);
    }
}
