package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.Reduction;
import java.util.Arrays;

/**
 * Layer normalisation in pieces: {@code d = x − mean(x)}, then {@code d / √(mean(d²) + ε)}. Its
 * scale and bias are taken in by {@link ScaleAndShiftFusion}.
 */
final class LayerNormalizationFusion implements Fusion {
    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (!(step instanceof Arithmetic quotient) || !quotient.then().isNone()) {
            return false;
        }
        Operand deviation = quotient.b();
        if (quotient.operator() == Operator.MULTIPLY) {
            Elementwise inverse = only(graph, deviation, quotient, Kind.RECIPROCAL);
            return inverse != null && replaced(graph, quotient, inverse.x(), inverse);
        }
        return quotient.operator() == Operator.DIVIDE
                && replaced(graph, quotient, deviation, quotient);
    }

    private static boolean replaced(
            StepGraph graph, Arithmetic quotient, Operand deviation, Step reader) {
        Elementwise root = only(graph, deviation, reader, Kind.SQRT);
        Elementwise raised = root == null ? null : only(graph, root.x(), root, Kind.AFFINE);
        if (raised == null
                || raised.then().a() != 1
                || !(graph.producer(raised.x()) instanceof Reduction variance)
                || !isMean(variance)
                || !graph.isOnlyFor(raised.x(), raised)) {
            return false;
        }
        Operand x = centred(graph, quotient, variance);
        if (x == null) {
            return false;
        }
        int length = variance.length();
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        Operand scale = graph.constant(quotient.y().name() + "/scale", new int[] {length}, ones);
        graph.replace(
                quotient,
                new LayerNormalization(
                        x, scale, null, quotient.y(), variance.outer(), length, raised.then().b()));
        return true;
    }

    /** What the mean was taken off before it was squared, or null. */
    private static Operand centred(StepGraph graph, Arithmetic quotient, Reduction variance) {
        Operand off = quotient.a();
        if (!(graph.producer(variance.x()) instanceof Arithmetic squares)
                || !(graph.producer(off) instanceof Arithmetic difference)
                || squares.operator() != Operator.MULTIPLY
                || !squares.a().equals(off)
                || !squares.b().equals(off)
                || !graph.isOnlyFor(variance.x(), variance)
                || graph.readers(off).size() != 2
                || graph.outputs().contains(off)) {
            return null;
        }
        boolean rows =
                difference.operator() == Operator.SUBTRACT
                        && isByRow(difference, variance)
                        && isByRow(quotient, variance);
        boolean mean =
                graph.producer(difference.b()) instanceof Reduction centre
                        && isMean(centre)
                        && centre.x().equals(difference.a())
                        && centre.length() == variance.length()
                        && centre.outer() == variance.outer()
                        && graph.isOnlyFor(difference.b(), difference);
        return rows && mean ? difference.a() : null;
    }

    private static boolean isMean(Reduction step) {
        return step.kind() == Reduction.Kind.MEAN && step.inner() == 1 && step.then().isNone();
    }

    /** Whether the right side is one number per row. */
    private static boolean isByRow(Arithmetic step, Reduction rows) {
        int[] shape = {rows.outer(), rows.length()};
        int[] all = {rows.length(), 1};
        StridedAxes expected = StridedAxes.joined(shape, all, new int[] {1, 0});
        return expected.isSameAs(step.shape(), step.aStrides(), step.bStrides());
    }

    private static Elementwise only(StepGraph graph, Operand operand, Step reader, Kind kind) {
        boolean found =
                graph.producer(operand) instanceof Elementwise map
                        && map.then().kind() == kind
                        && graph.isOnlyFor(operand, reader);
        return found ? (Elementwise) graph.producer(operand) : null;
    }
}
