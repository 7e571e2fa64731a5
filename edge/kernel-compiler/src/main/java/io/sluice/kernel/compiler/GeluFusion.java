package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.kernel.compiler.Step.Elementwise;
import java.util.Arrays;

/**
 * GELU in pieces: a multiple of {@code x · (1 + erf(x / √2))}, or of {@code x · (1 + tanh(√(2/π) (x
 * + 0.044715 x³)))}, with its ½ on either factor or behind. It becomes GELU and a multiple of that.
 */
final class GeluFusion implements Fusion {
    private static final double CLOSE = 1e-4;

    /** {@code a · operand + b}, and the last step that makes it; null when it is the operand. */
    private record Scaled(Operand operand, double a, double b, Step last) {}

    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (!(step instanceof Arithmetic product) || !isPlain(product, Operator.MULTIPLY)) {
            return false;
        }
        return replaced(graph, product, product.a(), product.b())
                || replaced(graph, product, product.b(), product.a());
    }

    private static boolean replaced(StepGraph graph, Arithmetic product, Operand x, Operand gate) {
        Scaled raised = scaled(graph, gate, product);
        Scaled factor = scaled(graph, x, product);
        if (raised.b == 0 || Math.abs(raised.a - raised.b) > CLOSE || factor.b != 0) {
            return false;
        }
        Kind kind = kind(graph, raised, factor.operand);
        // The factor in front may stand on x itself, as in (½ x) · (…), or on neither.
        if (kind == null) {
            factor = new Scaled(x, 1, 0, null);
            kind = kind(graph, raised, x);
        }
        if (kind == null) {
            return false;
        }
        Operand y = product.y();
        float times = (float) (2 * raised.a * factor.a);
        Operand gelu = graph.temporary(y.name() + "/gelu", y.type(), y.shape());
        graph.replace(
                product,
                new Elementwise(factor.operand, gelu, Pointwise.of(kind)),
                new Elementwise(gelu, y, new Pointwise(Kind.AFFINE, times, 0)));
        return true;
    }

    private static Kind kind(StepGraph graph, Scaled raised, Operand x) {
        Step bell = graph.producer(raised.operand);
        boolean alone = bell != null && graph.isOnlyFor(raised.operand, raised.last);
        if (!alone || !(bell instanceof Elementwise curve)) {
            return null;
        }
        Scaled inner = scaled(graph, curve.x(), curve);
        if (curve.then().kind() == Kind.ERF) {
            boolean root = inner.operand.equals(x) && isClose(inner.a, Math.sqrt(0.5));
            return root && inner.b == 0 ? Kind.GELU : null;
        }
        boolean tanh = curve.then().kind() == Kind.TANH && inner.b == 0;
        boolean root = isClose(inner.a, Math.sqrt(2 / Math.PI)) && inner.last != null;
        return tanh && root && isCubic(graph, inner, x) ? Kind.GELU_TANH : null;
    }

    /** x + 0.044715 x³. */
    private static boolean isCubic(StepGraph graph, Scaled inner, Operand x) {
        Step sum = graph.producer(inner.operand);
        if (!(sum instanceof Arithmetic both)
                || !isPlain(both, Operator.ADD)
                || !graph.isOnlyFor(inner.operand, inner.last)) {
            return false;
        }
        Operand other = both.a().equals(x) ? both.b() : both.a();
        boolean reads = both.a().equals(x) || both.b().equals(x);
        Scaled cube = scaled(graph, other, both);
        return reads
                && cube.last != null
                && isClose(cube.a, 0.044715)
                && cube.b == 0
                && graph.isOnlyFor(cube.operand, cube.last)
                && isCube(graph, cube.operand, x);
    }

    private static boolean isCube(StepGraph graph, Operand operand, Operand x) {
        if (!(graph.producer(operand) instanceof Arithmetic power)) {
            return false;
        }
        float[] exponent = graph.floats(power.b());
        if (power.operator() == Operator.POWER) {
            return power.a().equals(x)
                    && exponent != null
                    && exponent.length == 1
                    && exponent[0] == 3;
        }
        Operand other = power.a().equals(x) ? power.b() : power.a();
        return isPlain(power, Operator.MULTIPLY)
                && (power.a().equals(x) || power.b().equals(x))
                && graph.isOnlyFor(other, power)
                && graph.producer(other) instanceof Arithmetic square
                && isPlain(square, Operator.MULTIPLY)
                && square.a().equals(x)
                && square.b().equals(x);
    }

    /** What an operand is a multiple of, through steps that nothing but the reader needs. */
    private static Scaled scaled(StepGraph graph, Operand operand, Step reader) {
        Scaled found = new Scaled(operand, 1, 0, null);
        Step next = reader;
        while (AffineFusion.isAffine(graph.producer(found.operand))
                && graph.isOnlyFor(found.operand, next)) {
            Elementwise map = (Elementwise) graph.producer(found.operand);
            double b = found.a * map.then().b() + found.b;
            next = map;
            found = new Scaled(map.x(), found.a * map.then().a(), b, map);
        }
        return found;
    }

    /** Whether both sides are walked as the result is. */
    private static boolean isPlain(Arithmetic step, Operator operator) {
        int[] one = {1};
        return step.operator() == operator
                && step.then().isNone()
                && Arrays.equals(step.aStrides(), one)
                && Arrays.equals(step.bStrides(), one);
    }

    private static boolean isClose(double a, double b) {
        return Math.abs(a - b) <= CLOSE * Math.abs(b);
    }
}
