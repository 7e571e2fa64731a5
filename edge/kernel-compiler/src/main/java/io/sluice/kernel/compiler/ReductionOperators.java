package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Reduction;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** Operators that reduce axes to one element each. */
final class ReductionOperators {
    private ReductionOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("ReduceMean", node -> lower(node, Reduction.Kind.MEAN));
        lowerings.put("ReduceSum", node -> lower(node, Reduction.Kind.SUM));
        lowerings.put("ReduceMax", node -> lower(node, Reduction.Kind.MAXIMUM));
    }

    /** One step for each run of neighbouring axes, the last run first. */
    private static void lower(OperatorNode node, Reduction.Kind kind) {
        Value x = node.decimals(0);
        boolean[] gone = reduced(node, x.rank());
        Operand last = x.operand();
        int[] shape = x.shape().clone();
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            if (!gone[axis] || shape[axis] == 1) {
                continue;
            }
            int from = axis;
            while (from > 0 && gone[from - 1]) {
                from--;
            }
            int outer = StridedAxes.product(shape, 0, from);
            int length = StridedAxes.product(shape, from, axis + 1);
            int inner = StridedAxes.product(shape, axis + 1, shape.length);
            Arrays.fill(shape, from, axis + 1, 1);
            boolean end = isReduced(shape, gone);
            Operand y = end ? node.output() : node.between("axis" + axis, shape.clone());
            node.emit(new Reduction(kind, last, y, outer, length, inner, Pointwise.NONE));
            last = y;
        }
        if (last == x.operand()) {
            node.alias(0, x);
        }
    }

    private static boolean isReduced(int[] shape, boolean[] gone) {
        for (int axis = 0; axis < shape.length; axis++) {
            if (gone[axis] && shape[axis] > 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] reduced(OperatorNode node, int rank) {
        boolean[] gone = new boolean[rank];
        long[] axes = node.attributeOrInput("axes", 1);
        if (axes != null && axes.length > 0) {
            for (long axis : axes) {
                gone[(int) (axis < 0 ? axis + rank : axis)] = true;
            }
        } else {
            Arrays.fill(gone, node.attributes().integer("noop_with_empty_axes", 0) == 0);
        }
        return gone;
    }
}
