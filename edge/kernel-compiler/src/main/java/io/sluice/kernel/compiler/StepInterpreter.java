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
import java.util.function.Function;

/**
 * What each {@link Step} computes, written plainly in one thread. Sums are kept in double
 * precision.
 */
final class StepInterpreter {
    /** The arrays of the step's operands: float[] or int[], by their type. */
    private final Function<Operand, Object> memory;

    private StepInterpreter(Function<Operand, Object> memory) {
        this.memory = memory;
    }

    /** Runs one step between arrays, each at least as long as its operand. */
    static void execute(Step step, Function<Operand, Object> memory) {
        new StepInterpreter(memory).execute(step);
    }

    /** A new array for an operand. */
    static Object array(Operand operand) {
        return operand.type() == ElementType.FLOAT32
                ? new float[operand.elements()]
                : new int[operand.elements()];
    }

    private void execute(Step step) {
        if (step instanceof MatMul s) {
            multiply(s);
        } else if (step instanceof Convolution s) {
            float[] bias = s.bias() == null ? null : floats(s.bias());
            WindowInterpreter.convolve(s, floats(s.x()), floats(s.weights()), bias, floats(s.y()));
        } else if (step instanceof Pooling s) {
            WindowInterpreter.pool(s, floats(s.x()), floats(s.y()));
        } else if (step instanceof Elementwise s) {
            map(s);
        } else if (step instanceof Arithmetic s) {
            combine(s);
        } else if (step instanceof Reduction s) {
            reduce(s);
        } else if (step instanceof Softmax s) {
            softmax(s);
        } else if (step instanceof LayerNormalization s) {
            normalise(s);
        } else if (step instanceof Copy s) {
            copy(s);
        } else if (step instanceof Gather s) {
            gather(s);
        }
    }

    private float[] floats(Operand operand) {
        return (float[]) memory.apply(operand);
    }

    private void multiply(MatMul s) {
        float[] c = floats(s.c());
        for (int entry = 0; entry < s.batch(); entry++) {
            int aOffset = offset(entry, s.batches(), s.aStrides());
            int bOffset = offset(entry, s.batches(), s.bStrides());
            for (int row = 0; row < s.m(); row++) {
                for (int column = 0; column < s.n(); column++) {
                    double sum = s.alpha() * dot(s, aOffset, bOffset, row, column);
                    sum += s.bias() == null ? 0 : floats(s.bias())[column];
                    c[(entry * s.m() + row) * s.n() + column] = apply(s.then(), sum);
                }
            }
        }
    }

    private double dot(MatMul s, int aOffset, int bOffset, int row, int column) {
        float[] a = floats(s.a());
        float[] b = floats(s.b());
        double sum = 0;
        for (int i = 0; i < s.k(); i++) {
            int left = s.transposeA() ? i * s.m() + row : row * s.k() + i;
            int right = s.transposeB() ? column * s.k() + i : i * s.n() + column;
            sum += (double) a[aOffset + left] * b[bOffset + right];
        }
        return sum;
    }

    private void map(Elementwise s) {
        float[] x = floats(s.x());
        float[] y = floats(s.y());
        for (int i = 0; i < s.y().elements(); i++) {
            y[i] = apply(s.then(), x[i]);
        }
    }

    private void combine(Arithmetic s) {
        float[] a = floats(s.a());
        float[] b = floats(s.b());
        float[] y = floats(s.y());
        for (int i = 0; i < s.y().elements(); i++) {
            float left = a[offset(i, s.shape(), s.aStrides())];
            float right = b[offset(i, s.shape(), s.bStrides())];
            y[i] = apply(s.then(), combine(s.operator(), left, right));
        }
    }

    private static float combine(Arithmetic.Operator operator, float a, float b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> (float) Math.pow(a, b);
            case MINIMUM -> Math.min(a, b);
            case MAXIMUM -> Math.max(a, b);
        };
    }

    private void reduce(Reduction s) {
        float[] x = floats(s.x());
        float[] y = floats(s.y());
        for (int i = 0; i < s.outer() * s.inner(); i++) {
            int from = i / s.inner() * s.length() * s.inner() + i % s.inner();
            double result = s.kind() == Reduction.Kind.MAXIMUM ? Double.NEGATIVE_INFINITY : 0;
            for (int j = 0; j < s.length(); j++) {
                float value = x[from + j * s.inner()];
                boolean greatest = s.kind() == Reduction.Kind.MAXIMUM;
                result = greatest ? Math.max(result, value) : result + value;
            }
            boolean mean = s.kind() == Reduction.Kind.MEAN;
            y[i] = apply(s.then(), mean ? result / s.length() : result);
        }
    }

    private void softmax(Softmax s) {
        float[] x = floats(s.x());
        float[] y = floats(s.y());
        for (int i = 0; i < s.outer() * s.inner(); i++) {
            int from = i / s.inner() * s.length() * s.inner() + i % s.inner();
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < s.length(); j++) {
                greatest = Math.max(greatest, x[from + j * s.inner()]);
            }
            double sum = 0;
            for (int j = 0; j < s.length(); j++) {
                sum += Math.exp(x[from + j * s.inner()] - greatest);
            }
            for (int j = 0; j < s.length(); j++) {
                int at = from + j * s.inner();
                y[at] = (float) (Math.exp(x[at] - greatest) / sum);
            }
        }
    }

    private void normalise(LayerNormalization s) {
        float[] x = floats(s.x());
        float[] y = floats(s.y());
        float[] scale = floats(s.scale());
        float[] bias = s.bias() == null ? null : floats(s.bias());
        for (int row = 0; row < s.rows(); row++) {
            int from = row * s.length();
            double mean = 0;
            for (int i = 0; i < s.length(); i++) {
                mean += x[from + i] / s.length();
            }
            double variance = 0;
            for (int i = 0; i < s.length(); i++) {
                variance += (x[from + i] - mean) * (x[from + i] - mean) / s.length();
            }
            double deviation = Math.sqrt(variance + s.epsilon());
            for (int i = 0; i < s.length(); i++) {
                double value = (x[from + i] - mean) / deviation * scale[i];
                y[from + i] = (float) (value + (bias == null ? 0 : bias[i]));
            }
        }
    }

    private void copy(Copy s) {
        Object x = memory.apply(s.x());
        Object y = memory.apply(s.y());
        int count = StridedAxes.product(s.shape(), 0, s.shape().length);
        for (int i = 0; i < count; i++) {
            int from = s.xOffset() + offset(i, s.shape(), s.xStrides());
            int to = s.yOffset() + offset(i, s.shape(), s.yStrides());
            move(x, from, y, to);
        }
    }

    private void gather(Gather s) {
        Object x = memory.apply(s.x());
        Object y = memory.apply(s.y());
        int[] indices = (int[]) memory.apply(s.indices());
        for (int i = 0; i < s.y().elements(); i++) {
            int wanted = indices[i / s.inner() % s.count()];
            int index = wanted < 0 ? wanted + s.length() : wanted;
            int nearest = Math.max(0, Math.min(s.length() - 1, index));
            int outer = i / s.inner() / s.count();
            move(x, (outer * s.length() + nearest) * s.inner() + i % s.inner(), y, i);
        }
    }

    private static void move(Object x, int from, Object y, int to) {
        if (x instanceof float[] floats) {
            if (y instanceof float[] into) {
                into[to] = floats[from];
            } else {
                ((int[]) y)[to] = (int) floats[from];
            }
        } else if (y instanceof float[] into) {
            into[to] = ((int[]) x)[from];
        } else {
            ((int[]) y)[to] = ((int[]) x)[from];
        }
    }

    /** Where the i-th element of a shape is at some strides. */
    private static int offset(int i, int[] shape, int[] strides) {
        int offset = 0;
        int rest = i;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            offset += rest % shape[axis] * strides[axis];
            rest /= shape[axis];
        }
        return offset;
    }

    private static float apply(Pointwise function, double x) {
        return (float) PointwiseInterpreter.apply(function, x);
    }
}
