package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.MatMul;
import java.util.Arrays;

/**
 * A constant per channel that a product, convolution or layer normalisation is multiplied by, or
 * that is added to it, goes into its weights and its bias. This takes in biases, batch
 * normalisation, and the scale and bias of layer normalisation in pieces.
 */
final class ScaleAndShiftFusion implements Fusion {
    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (AffineFusion.isAffine(step)) {
            Elementwise map = (Elementwise) step;
            return byNumber(graph, map);
        }
        if (!(step instanceof Arithmetic both)
                || !both.then().isNone()
                || both.operator() != Operator.ADD && both.operator() != Operator.MULTIPLY) {
            return false;
        }
        return byVector(graph, both, both.a(), both.aStrides(), both.b(), both.bStrides())
                || byVector(graph, both, both.b(), both.bStrides(), both.a(), both.aStrides());
    }

    private static boolean byNumber(StepGraph graph, Elementwise map) {
        Linear linear = linear(graph, map.x(), map);
        if (linear == null) {
            return false;
        }
        Step made = linear.scaled(map.then().a());
        if (made != null && map.then().b() != 0) {
            float[] offsets = new float[linear.channels()];
            Arrays.fill(offsets, map.then().b());
            made = new Linear(graph, made).shifted(offsets);
        }
        return put(graph, linear, made, map.x(), map);
    }

    private static boolean byVector(
            StepGraph graph,
            Arithmetic both,
            Operand result,
            int[] resultStrides,
            Operand vector,
            int[] vectorStrides) {
        float[] values = graph.floats(vector);
        Linear linear = values == null ? null : linear(graph, result, both);
        if (linear == null
                || values.length != linear.channels()
                || !linear.axes().isSameAs(both.shape(), resultStrides, vectorStrides)) {
            return false;
        }
        boolean sum = both.operator() == Operator.ADD;
        Step made = sum ? linear.shifted(values) : linear.scaled(values);
        return put(graph, linear, made, result, both);
    }

    /** The step that makes an operand for one reader alone, if it has weights and a bias. */
    private static Linear linear(StepGraph graph, Operand operand, Step reader) {
        Step producer = graph.producer(operand);
        boolean takes =
                producer instanceof MatMul product && product.then().isNone()
                        || producer instanceof Convolution window && window.then().isNone()
                        || producer instanceof LayerNormalization;
        return takes && graph.isOnlyFor(operand, reader) ? new Linear(graph, producer) : null;
    }

    private static boolean put(
            StepGraph graph, Linear old, Step made, Operand between, Step reader) {
        if (made == null) {
            return false;
        }
        graph.replace(old.step(), StepChange.replaced(made, between, reader.writes()));
        graph.replace(reader);
        return true;
    }
}
