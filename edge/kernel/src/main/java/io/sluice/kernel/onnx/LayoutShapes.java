package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Shapes of operators that lay elements out anew, reduce axes, or make constants. */
final class LayoutShapes {
    private LayoutShapes() {}

    static void register(Map<String, Function<NodeShape, List<Inferred>>> rules) {
        rules.put("Reshape", node -> List.of(reshape(node)));
        rules.put("Flatten", node -> List.of(flatten(node)));
        rules.put("Transpose", node -> List.of(transpose(node)));
        rules.put("Squeeze", node -> List.of(squeeze(node)));
        rules.put("Unsqueeze", node -> List.of(unsqueeze(node)));
        rules.put("Expand", node -> List.of(expand(node)));
        rules.put("Tile", node -> List.of(tile(node)));
        rules.put("Shape", node -> List.of(shape(node)));
        rules.put("Constant", node -> List.of(constant(node)));
        rules.put("Size", node -> List.of(size(node)));
        rules.put("ConstantOfShape", node -> List.of(constantOfShape(node)));
        rules.put("ArgMax", node -> List.of(argument(node)));
        rules.put("ArgMin", node -> List.of(argument(node)));
        for (String reduction :
                List.of(
                        "Mean",
                        "Sum",
                        "Max",
                        "Min",
                        "Prod",
                        "L1",
                        "L2",
                        "SumSquare",
                        "LogSumExp")) {
            rules.put("Reduce" + reduction, node -> List.of(reduce(node)));
        }
    }

    private static Inferred reshape(NodeShape node) {
        Inferred in = node.input(0);
        long[] wanted = node.attributeOrInput("shape", 1);
        boolean zeroIsZero = node.integer("allowzero", 0) != 0;
        int[] shape = new int[wanted.length];
        long rest = in.elements();
        int open = -1;
        for (int i = 0; i < shape.length; i++) {
            long size = wanted[i] == 0 && !zeroIsZero ? in.shape()[i] : wanted[i];
            if (size == -1) {
                open = i;
            } else {
                shape[i] = Math.toIntExact(size);
                rest = size == 0 ? 0 : rest / size;
            }
        }
        if (open >= 0) {
            shape[open] = Math.toIntExact(rest);
        }
        Inferred result = new Inferred(in.dtype(), shape, in.values());
        if (result.elements() != in.elements()) {
            throw node.refused("cannot turn " + in + " into " + Arrays.toString(wanted));
        }
        return result;
    }

    private static Inferred flatten(NodeShape node) {
        Inferred in = node.input(0);
        int axis = (int) node.integer("axis", 1);
        int at = axis < 0 ? axis + in.rank() : axis;
        long first = 1;
        for (int i = 0; i < at; i++) {
            first *= in.shape()[i];
        }
        return in.shaped(Math.toIntExact(first), Math.toIntExact(in.elements() / first));
    }

    private static Inferred transpose(NodeShape node) {
        int[] in = node.input(0).shape();
        long[] order = node.integers("perm");
        int[] shape = new int[in.length];
        for (int i = 0; i < in.length; i++) {
            shape[i] = in[order == null ? in.length - 1 - i : (int) order[i]];
        }
        return node.input(0).shaped(shape);
    }

    private static Inferred squeeze(NodeShape node) {
        Inferred in = node.input(0);
        TreeSet<Integer> gone = axes(node.attributeOrInput("axes", 1), in.rank());
        int[] shape = new int[in.rank()];
        int kept = 0;
        for (int i = 0; i < in.rank(); i++) {
            boolean drop = gone == null ? in.shape()[i] == 1 : gone.contains(i);
            if (!drop) {
                shape[kept++] = in.shape()[i];
            }
        }
        return new Inferred(in.dtype(), Arrays.copyOf(shape, kept), in.values());
    }

    private static Inferred unsqueeze(NodeShape node) {
        Inferred in = node.input(0);
        long[] wanted = node.attributeOrInput("axes", 1);
        int[] shape = new int[in.rank() + wanted.length];
        TreeSet<Integer> added = axes(wanted, shape.length);
        int next = 0;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = added.contains(i) ? 1 : in.shape()[next++];
        }
        return new Inferred(in.dtype(), shape, in.values());
    }

    private static Inferred expand(NodeShape node) {
        int[] wanted = ints(node.constant(1));
        return node.input(0)
                .shaped(ElementwiseShapes.broadcast(node, node.input(0).shape(), wanted));
    }

    private static Inferred tile(NodeShape node) {
        int[] shape = node.input(0).shape().clone();
        long[] repeats = node.constant(1);
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(shape[i] * repeats[i]);
        }
        return node.input(0).shaped(shape);
    }

    private static Inferred shape(NodeShape node) {
        int[] in = node.input(0).shape();
        int start = bound(node.integer("start", 0), in.length);
        int end = bound(node.integer("end", in.length), in.length);
        long[] values = Arrays.stream(in, start, end).asLongStream().toArray();
        return new Inferred(DType.INT64, new int[] {values.length}, values);
    }

    private static Inferred size(NodeShape node) {
        return new Inferred(DType.INT64, new int[0], new long[] {node.input(0).elements()});
    }

    private static Inferred constant(NodeShape node) {
        TensorProto tensor = node.tensor("value");
        if (tensor != null) {
            return ShapeInference.constant(tensor);
        }
        if (node.hasAttribute("value_int")) {
            return new Inferred(DType.INT64, new int[0], new long[] {node.integer("value_int", 0)});
        }
        long[] whole = node.integers("value_ints");
        if (whole != null) {
            return new Inferred(DType.INT64, new int[] {whole.length}, whole);
        }
        if (node.hasAttribute("value_float")) {
            return Inferred.of(DType.FLOAT32);
        }
        float[] decimals = node.decimals("value_floats");
        if (decimals != null) {
            return Inferred.of(DType.FLOAT32, decimals.length);
        }
        throw node.refused("only constants of numbers have a rule");
    }

    private static Inferred constantOfShape(NodeShape node) {
        TensorProto tensor = node.tensor("value");
        DType dtype =
                tensor == null
                        ? DType.FLOAT32
                        : OnnxTypes.dtype(tensor.getDataType(), node.node().getOutput(0));
        Inferred filled = Inferred.of(dtype, ints(node.constant(0)));
        if (dtype.isFloatingPoint() || filled.elements() > ShapeInference.MOST_VALUES) {
            return filled;
        }
        long[] values = new long[Math.toIntExact(filled.elements())];
        Arrays.fill(values, TensorValues.longs(tensor)[0]);
        return new Inferred(dtype, filled.shape(), values);
    }

    private static Inferred argument(NodeShape node) {
        long[] axis = {node.integer("axis", 0)};
        int[] shape = reduced(node, node.input(0).shape(), axes(axis, node.input(0).rank()));
        return Inferred.of(DType.INT64, shape);
    }

    private static Inferred reduce(NodeShape node) {
        int rank = node.input(0).rank();
        long[] wanted = node.attributeOrInput("axes", 1);
        boolean none = wanted == null || wanted.length == 0;
        if (none && node.integer("noop_with_empty_axes", 0) != 0) {
            return node.input(0).shaped(node.input(0).shape());
        }
        long[] all = new long[rank];
        Arrays.setAll(all, i -> i);
        TreeSet<Integer> gone = axes(none ? all : wanted, rank);
        return node.input(0).shaped(reduced(node, node.input(0).shape(), gone));
    }

    private static int[] reduced(NodeShape node, int[] in, TreeSet<Integer> gone) {
        boolean keep = node.integer("keepdims", 1) != 0;
        int[] shape = new int[in.length];
        int kept = 0;
        for (int i = 0; i < in.length; i++) {
            if (!gone.contains(i)) {
                shape[kept++] = in[i];
            } else if (keep) {
                shape[kept++] = 1;
            }
        }
        return Arrays.copyOf(shape, kept);
    }

    /** Axes counted from the front; null stays null. */
    private static TreeSet<Integer> axes(long[] axes, int rank) {
        if (axes == null) {
            return null;
        }
        TreeSet<Integer> set = new TreeSet<>();
        for (long axis : axes) {
            set.add((int) (axis < 0 ? axis + rank : axis));
        }
        return set;
    }

    private static int bound(long index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
