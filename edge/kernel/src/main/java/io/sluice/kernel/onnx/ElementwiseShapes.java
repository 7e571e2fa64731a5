package io.sluice.kernel.onnx;

import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.List;

/** Shapes of operators that compute element by element, with NumPy broadcasting. */
final class ElementwiseShapes {
    private ElementwiseShapes() {}

    /** All inputs from one on, broadcast against each other. */
    static Inferred broadcast(NodeShape node, int from) {
        Inferred result = node.input(from);
        for (int i = from + 1; i < node.inputs().size(); i++) {
            result = result.shaped(broadcast(node, result.shape(), node.input(i).shape()));
        }
        return result;
    }

    static int[] broadcast(NodeShape node, int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= shape.length; i++) {
            int left = i <= a.length ? a[a.length - i] : 1;
            int right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                throw node.refused("inputs " + node.inputs() + " do not broadcast");
            }
            shape[shape.length - i] = left == 1 ? right : left;
        }
        return shape;
    }

    /** Arithmetic, which on small constants of whole numbers is done right here. */
    static Inferred arithmetic(NodeShape node) {
        Inferred result = broadcast(node, 0);
        if (node.inputs().size() != 2
                || node.input(0).values() == null
                || node.input(1).values() == null) {
            return result.shaped(result.shape());
        }
        long[] a = node.input(0).values();
        long[] b = node.input(1).values();
        boolean aligned = a.length == b.length || a.length == 1 || b.length == 1;
        if (!aligned) {
            return result.shaped(result.shape());
        }
        long[] values = new long[Math.max(a.length, b.length)];
        for (int i = 0; i < values.length; i++) {
            long left = a[a.length == 1 ? 0 : i];
            long right = b[b.length == 1 ? 0 : i];
            switch (node.node().getOpType()) {
                case "Add" -> values[i] = left + right;
                case "Sub" -> values[i] = left - right;
                case "Mul" -> values[i] = left * right;
                case "Div" -> values[i] = left / right;
                default -> {
                    return result.shaped(result.shape());
                }
            }
        }
        return new Inferred(result.dtype(), result.shape(), values);
    }

    static Inferred negate(NodeShape node) {
        Inferred in = node.input(0);
        long[] values = in.values();
        long[] negated = values == null ? null : Arrays.stream(values).map(v -> -v).toArray();
        return new Inferred(in.dtype(), in.shape(), negated);
    }

    static Inferred cast(NodeShape node) {
        DType to = OnnxTypes.dtype((int) node.integer("to", 1), node.node().getOutput(0));
        long[] values = node.input(0).values();
        // A narrower type may hold other values.
        boolean held =
                to == DType.INT64
                        || to == DType.INT32
                                && values != null
                                && Arrays.stream(values).allMatch(value -> value == (int) value);
        values = held ? values : null;
        return new Inferred(to, node.input(0).shape(), values);
    }

    static Inferred quantise(NodeShape node) {
        return node.input(0).as(node.has(2) ? node.input(2).dtype() : DType.UINT8);
    }

    static List<Inferred> dynamicQuantise(NodeShape node) {
        return List.of(
                node.input(0).as(DType.UINT8),
                Inferred.of(DType.FLOAT32),
                Inferred.of(DType.UINT8));
    }
}
