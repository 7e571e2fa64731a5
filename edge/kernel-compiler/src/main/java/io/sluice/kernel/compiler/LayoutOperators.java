package io.sluice.kernel.compiler;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Operators that move elements. */
final class LayoutOperators {
    private LayoutOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("Transpose", LayoutOperators::transpose);
        lowerings.put("Slice", LayoutOperators::slice);
        lowerings.put("Split", LayoutOperators::split);
        lowerings.put("Concat", LayoutOperators::concat);
        lowerings.put("Expand", LayoutOperators::expand);
        lowerings.put("Gather", LayoutOperators::gather);
    }

    private static void transpose(OperatorNode node) {
        Value x = node.input(0);
        long[] order = node.attributes().integers("perm");
        int[] own = StridedAxes.rowMajor(x.shape());
        int[] strides = new int[x.rank()];
        for (int axis = 0; axis < x.rank(); axis++) {
            strides[axis] = own[order == null ? x.rank() - 1 - axis : (int) order[axis]];
        }
        read(node, 0, x, 0, strides);
    }

    private static void expand(OperatorNode node) {
        Value x = node.input(0);
        read(node, 0, x, 0, StridedAxes.broadcast(x.shape(), node.outputShape(0)));
    }

    private static void slice(OperatorNode node) {
        Value x = node.input(0);
        long[] starts = node.attributeOrInput("starts", 1);
        long[] axes = node.attributeOrInput("axes", 3);
        long[] steps = node.has(4) ? node.whole(4) : null;
        int[] strides = StridedAxes.rowMajor(x.shape());
        int offset = 0;
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : (int) (axes[i] < 0 ? axes[i] + x.rank() : axes[i]);
            int size = x.shape()[axis];
            long step = steps == null ? 1 : steps[i];
            long start = starts[i] < 0 ? starts[i] + size : starts[i];
            offset += (int) Math.max(0, Math.min(size - 1, start)) * strides[axis];
            strides[axis] = Math.toIntExact(strides[axis] * step);
        }
        read(node, 0, x, offset, strides);
    }

    private static void split(OperatorNode node) {
        Value x = node.input(0);
        int axis = node.axis(x.rank(), 0);
        int[] strides = StridedAxes.rowMajor(x.shape());
        int offset = 0;
        for (int i = 0; i < node.node().getOutputCount(); i++) {
            if (node.isWanted(i)) {
                read(node, i, x, offset, strides);
            }
            offset += node.outputShape(i)[axis] * strides[axis];
        }
    }

    private static void concat(OperatorNode node) {
        int[] shape = node.outputShape(0);
        int axis = node.axis(shape.length, 0);
        if (node.inputs() == 1) {
            node.alias(0, node.input(0));
            return;
        }
        Operand y = node.output();
        int[] strides = StridedAxes.rowMajor(shape);
        Step[] parts = new Step[node.inputs()];
        int offset = 0;
        for (int i = 0; i < parts.length; i++) {
            Value part = node.input(i);
            int[] own = StridedAxes.rowMajor(part.shape());
            parts[i] = copy(part.operand(), y, part.shape(), 0, own, offset, strides);
            offset += part.shape()[axis] * strides[axis];
        }
        node.emit(parts);
    }

    /** With one index that is known it is a slice. */
    private static void gather(OperatorNode node) {
        Value x = node.input(0);
        int axis = node.axis(x.rank(), 0);
        int outer = StridedAxes.product(x.shape(), 0, axis);
        int length = x.shape()[axis];
        int inner = StridedAxes.product(x.shape(), axis + 1, x.rank());
        Value indices = node.input(1);
        if (indices.operand().type() != ElementType.INT32) {
            throw node.refused("indices are " + indices + "; expected whole numbers");
        }
        Constant known = node.graph().steps().constant(indices.operand());
        if (known != null) {
            require(node, known.ints(), length);
        }
        Operand y = node.output();
        if (known != null && indices.elements() == 1) {
            int index = known.ints()[0] < 0 ? known.ints()[0] + length : known.ints()[0];
            int[] shape = {outer, inner};
            int[] from = {length * inner, 1};
            int[] to = {inner, 1};
            node.emit(copy(x.operand(), y, shape, index * inner, from, 0, to));
        } else {
            int count = indices.elements();
            node.emit(
                    new Step.Gather(
                            x.operand(), indices.operand(), y, outer, length, inner, count));
        }
    }

    private static void require(OperatorNode node, int[] indices, int length) {
        for (int index : indices) {
            if (index < -length || index >= length) {
                throw node.refused("index " + index + " is outside an axis of " + length);
            }
        }
    }

    /** Makes an output of what lies at some strides of a value; nothing moves if all does. */
    private static void read(OperatorNode node, int output, Value x, int offset, int[] strides) {
        int[] shape = node.outputShape(output);
        StridedAxes axes = StridedAxes.joined(shape, strides, StridedAxes.rowMajor(shape));
        boolean whole = StridedAxes.product(shape, 0, shape.length) == x.elements();
        if (whole && offset == 0 && axes.shape().length == 1 && axes.strides()[0][0] == 1) {
            node.alias(output, x);
            return;
        }
        Operand y = node.output(output);
        node.emit(copy(x.operand(), y, shape, offset, strides, 0, StridedAxes.rowMajor(shape)));
    }

    private static Step.Copy copy(
            Operand x,
            Operand y,
            int[] shape,
            int xOffset,
            int[] xStrides,
            int yOffset,
            int[] yStrides) {
        StridedAxes axes =
                StridedAxes.joined(shape, Arrays.copyOf(xStrides, shape.length), yStrides);
        return new Step.Copy(
                x, y, axes.shape(), xOffset, axes.strides()[0], yOffset, axes.strides()[1]);
    }
}
