package io.sluice.kernel.onnx;

import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Shapes of operators that take tensors apart and put them together. */
final class SliceShapes {
    private SliceShapes() {}

    static void register(Map<String, Function<NodeShape, List<Inferred>>> rules) {
        rules.put("Concat", node -> List.of(concat(node)));
        rules.put("Split", SliceShapes::split);
        rules.put("Slice", node -> List.of(slice(node)));
        rules.put("Gather", node -> List.of(gather(node)));
        rules.put("TopK", SliceShapes::topK);
    }

    private static Inferred concat(NodeShape node) {
        Inferred first = node.input(0);
        int axis = axis(node, first.rank(), 0);
        int[] shape = first.shape().clone();
        shape[axis] = 0;
        long[] values = new long[0];
        for (int i = 0; i < node.inputs().size(); i++) {
            Inferred part = node.input(i);
            shape[axis] += part.shape()[axis];
            if (values != null && part.values() != null && part.rank() == 1) {
                int end = values.length;
                values = Arrays.copyOf(values, end + part.values().length);
                System.arraycopy(part.values(), 0, values, end, part.values().length);
            } else {
                values = null;
            }
        }
        return new Inferred(first.dtype(), shape, values);
    }

    private static List<Inferred> split(NodeShape node) {
        Inferred in = node.input(0);
        int axis = axis(node, in.rank(), 0);
        int parts = node.node().getOutputCount();
        long[] sizes = node.attributeOrInput("split", 1);
        List<Inferred> outputs = new ArrayList<>();
        int even = (in.shape()[axis] + parts - 1) / parts;
        for (int i = 0; i < parts; i++) {
            int[] shape = in.shape().clone();
            shape[axis] =
                    sizes == null
                            ? Math.min(even, in.shape()[axis] - i * even)
                            : Math.toIntExact(sizes[i]);
            outputs.add(in.shaped(shape));
        }
        return outputs;
    }

    private static Inferred slice(NodeShape node) {
        Inferred in = node.input(0);
        long[] starts = node.attributeOrInput("starts", 1);
        long[] ends = node.attributeOrInput("ends", 2);
        long[] axes = node.attributeOrInput("axes", 3);
        long[] steps = node.has(4) ? node.constant(4) : null;
        int[] shape = in.shape().clone();
        long[] values = in.values();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : (int) (axes[i] < 0 ? axes[i] + in.rank() : axes[i]);
            long step = steps == null ? 1 : steps[i];
            int size = in.shape()[axis];
            long low = step > 0 ? 0 : -1;
            long start = clamp(starts[i], size, 0, step > 0 ? size : size - 1);
            long end = clamp(ends[i], size, low, step > 0 ? size : size - 1);
            long span = step > 0 ? end - start : start - end;
            shape[axis] = (int) Math.max(0, (span + Math.abs(step) - 1) / Math.abs(step));
            values = values == null || in.rank() != 1 ? null : taken(values, start, step, shape[0]);
        }
        return new Inferred(in.dtype(), shape, values);
    }

    private static Inferred gather(NodeShape node) {
        Inferred in = node.input(0);
        Inferred indices = node.input(1);
        int axis = axis(node, in.rank(), 0);
        int[] shape = new int[in.rank() - 1 + indices.rank()];
        System.arraycopy(in.shape(), 0, shape, 0, axis);
        System.arraycopy(indices.shape(), 0, shape, axis, indices.rank());
        System.arraycopy(in.shape(), axis + 1, shape, axis + indices.rank(), in.rank() - axis - 1);
        long[] values = null;
        if (in.values() != null && in.rank() == 1 && indices.values() != null) {
            long[] from = in.values();
            values =
                    Arrays.stream(indices.values())
                            .map(i -> from[(int) (i < 0 ? i + from.length : i)])
                            .toArray();
        }
        return new Inferred(in.dtype(), shape, values);
    }

    private static List<Inferred> topK(NodeShape node) {
        int[] shape = node.input(0).shape().clone();
        shape[axis(node, shape.length, -1)] = Math.toIntExact(node.constant(1)[0]);
        return List.of(node.input(0).shaped(shape), Inferred.of(DType.INT64, shape));
    }

    private static int axis(NodeShape node, int rank, int fallback) {
        int axis = (int) node.integer("axis", fallback);
        return axis < 0 ? axis + rank : axis;
    }

    private static long clamp(long index, int size, long low, long high) {
        long fromFront = index < 0 && index >= -(long) size ? index + size : index;
        return Math.max(low, Math.min(high, fromFront));
    }

    private static long[] taken(long[] values, long start, long step, int count) {
        long[] taken = new long[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values[(int) (start + i * step)];
        }
        return taken;
    }
}
