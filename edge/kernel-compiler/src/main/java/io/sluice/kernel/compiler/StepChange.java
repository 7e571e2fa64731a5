package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Arithmetic;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Copy;
import io.sluice.kernel.compiler.Step.Elementwise;
import io.sluice.kernel.compiler.Step.Gather;
import io.sluice.kernel.compiler.Step.LayerNormalization;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Pooling;
import io.sluice.kernel.compiler.Step.Reduction;
import io.sluice.kernel.compiler.Step.Softmax;
import java.util.function.UnaryOperator;

/** Steps like others, but for their operands or their pointwise function. */
final class StepChange {
    private StepChange() {}

    /** The step with one operand, read or written, in another's place. */
    static Step replaced(Step step, Operand old, Operand by) {
        return operands(step, operand -> operand.equals(old) ? by : operand);
    }

    /** The step with other operands. */
    static Step operands(Step step, UnaryOperator<Operand> to) {
        UnaryOperator<Operand> optional = operand -> operand == null ? null : to.apply(operand);
        if (step instanceof MatMul s) {
            return with(
                    s, to.apply(s.a()), to.apply(s.b()), optional.apply(s.bias()), to, s.then());
        } else if (step instanceof Convolution s) {
            Operand weights = to.apply(s.weights());
            return with(s, to.apply(s.x()), weights, optional.apply(s.bias()), to, s.then());
        } else if (step instanceof Pooling s) {
            return with(s, to, s.then());
        } else if (step instanceof Elementwise s) {
            return new Elementwise(to.apply(s.x()), to.apply(s.y()), s.then());
        } else if (step instanceof Arithmetic s) {
            return with(s, to, s.then());
        } else if (step instanceof Reduction s) {
            return with(s, to, s.then());
        } else if (step instanceof Softmax s) {
            return new Softmax(to.apply(s.x()), to.apply(s.y()), s.outer(), s.length(), s.inner());
        } else if (step instanceof LayerNormalization s) {
            return new LayerNormalization(
                    to.apply(s.x()),
                    to.apply(s.scale()),
                    optional.apply(s.bias()),
                    to.apply(s.y()),
                    s.rows(),
                    s.length(),
                    s.epsilon());
        }
        return moved(step, to);
    }

    private static Step moved(Step step, UnaryOperator<Operand> to) {
        if (step instanceof Copy s) {
            return new Copy(
                    to.apply(s.x()),
                    to.apply(s.y()),
                    s.shape(),
                    s.xOffset(),
                    s.xStrides(),
                    s.yOffset(),
                    s.yStrides());
        }
        Gather s = (Gather) step;
        return new Gather(
                to.apply(s.x()),
                to.apply(s.indices()),
                to.apply(s.y()),
                s.outer(),
                s.length(),
                s.inner(),
                s.count());
    }

    /** The function that a step applies to its results, or null when it has no place for one. */
    static Pointwise then(Step step) {
        if (step instanceof MatMul s) {
            return s.then();
        } else if (step instanceof Convolution s) {
            return s.then();
        } else if (step instanceof Pooling s) {
            return s.then();
        } else if (step instanceof Elementwise s) {
            return s.then();
        } else if (step instanceof Arithmetic s) {
            return s.then();
        }
        return step instanceof Reduction s ? s.then() : null;
    }

    /** The step with another function; it must have a place for one. */
    static Step then(Step step, Pointwise then) {
        UnaryOperator<Operand> same = UnaryOperator.identity();
        if (step instanceof MatMul s) {
            return with(s, s.a(), s.b(), s.bias(), same, then);
        } else if (step instanceof Convolution s) {
            return with(s, s.x(), s.weights(), s.bias(), same, then);
        } else if (step instanceof Pooling s) {
            return with(s, same, then);
        } else if (step instanceof Elementwise s) {
            return new Elementwise(s.x(), s.y(), then);
        } else if (step instanceof Arithmetic s) {
            return with(s, same, then);
        }
        return with((Reduction) step, same, then);
    }

    private static MatMul with(
            MatMul s, Operand a, Operand b, Operand bias, UnaryOperator<Operand> to, Pointwise f) {
        return new MatMul(
                a,
                b,
                bias,
                to.apply(s.c()),
                s.batches(),
                s.aStrides(),
                s.bStrides(),
                s.m(),
                s.n(),
                s.k(),
                s.transposeA(),
                s.transposeB(),
                s.alpha(),
                f);
    }

    private static Convolution with(
            Convolution s,
            Operand x,
            Operand weights,
            Operand bias,
            UnaryOperator<Operand> to,
            Pointwise f) {
        return new Convolution(
                x,
                weights,
                bias,
                to.apply(s.y()),
                s.images(),
                s.channels(),
                s.filters(),
                s.groups(),
                s.window(),
                f);
    }

    private static Pooling with(Pooling s, UnaryOperator<Operand> to, Pointwise f) {
        return new Pooling(
                to.apply(s.x()),
                to.apply(s.y()),
                s.planes(),
                s.window(),
                s.average(),
                s.countsPadding(),
                f);
    }

    private static Arithmetic with(Arithmetic s, UnaryOperator<Operand> to, Pointwise f) {
        return new Arithmetic(
                s.operator(),
                to.apply(s.a()),
                to.apply(s.b()),
                to.apply(s.y()),
                s.shape(),
                s.aStrides(),
                s.bStrides(),
                f);
    }

    private static Reduction with(Reduction s, UnaryOperator<Operand> to, Pointwise f) {
        return new Reduction(
                s.kind(), to.apply(s.x()), to.apply(s.y()), s.outer(), s.length(), s.inner(), f);
    }
}
