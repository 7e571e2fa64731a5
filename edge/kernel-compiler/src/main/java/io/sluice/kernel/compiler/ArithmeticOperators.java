package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Operators on pairs of elements. With one number on one side they become functions of the other
 * side's elements, of which a·x + b is the commonest: so fusions see one form of what exporters
 * write in many.
 */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Consumer<OperatorNode>> lowerings) {
        lowerings.put("Add", node -> lower(node, Operator.ADD));
        lowerings.put("Sub", node -> lower(node, Operator.SUBTRACT));
        lowerings.put("Mul", node -> lower(node, Operator.MULTIPLY));
        lowerings.put("Div", node -> lower(node, Operator.DIVIDE));
        lowerings.put("Pow", node -> lower(node, Operator.POWER));
        lowerings.put("Sum", node -> chain(node, Operator.ADD));
        lowerings.put("Max", node -> chain(node, Operator.MAXIMUM));
        lowerings.put("Min", node -> chain(node, Operator.MINIMUM));
    }

    private static void lower(OperatorNode node, Operator operator) {
        Value a = node.decimals(0);
        Value b = node.decimals(1);
        int count = StridedAxes.product(node.outputShape(0), 0, node.outputShape(0).length);
        Float left = a.elements() == 1 && b.elements() == count ? number(node, a) : null;
        Float right = b.elements() == 1 && a.elements() == count ? number(node, b) : null;
        boolean lowered =
                right != null && behind(node, operator, a, right)
                        || left != null && inFront(node, operator, left, b);
        if (!lowered) {
            int[] shape = node.outputShape(0);
            node.emit(step(operator, a, b, node.output(), shape));
        }
    }

    private static Float number(OperatorNode node, Value value) {
        float[] values = node.graph().steps().floats(value.operand());
        return values == null ? null : values[0];
    }

    /** x op number, as a function of x; false if it is none. */
    private static boolean behind(OperatorNode node, Operator operator, Value x, float number) {
        switch (operator) {
            case ADD -> affine(node, x, 1, number);
            case SUBTRACT -> affine(node, x, 1, -number);
            case MULTIPLY -> affine(node, x, number, 0);
            case DIVIDE -> affine(node, x, 1 / number, 0);
            case POWER -> {
                return power(node, x, number);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** number op x. */
    private static boolean inFront(OperatorNode node, Operator operator, float number, Value x) {
        switch (operator) {
            case ADD -> affine(node, x, 1, number);
            case SUBTRACT -> affine(node, x, -1, number);
            case MULTIPLY -> affine(node, x, number, 0);
            case DIVIDE -> {
                if (number != 1) {
                    return false;
                }
                PointwiseOperators.lower(node, x, Pointwise.of(Kind.RECIPROCAL));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void affine(OperatorNode node, Value x, float a, float b) {
        if (a == 1 && b == 0) {
            node.alias(0, x);
        } else {
            PointwiseOperators.lower(node, x, new Pointwise(Kind.AFFINE, a, b));
        }
    }

    private static boolean power(OperatorNode node, Value x, float exponent) {
        if (exponent == 1) {
            node.alias(0, x);
        } else if (exponent == 2) {
            node.emit(step(Operator.MULTIPLY, x, x, node.output(), x.shape()));
        } else if (exponent == 0.5f) {
            PointwiseOperators.lower(node, x, Pointwise.of(Kind.SQRT));
        } else if (exponent == -1) {
            PointwiseOperators.lower(node, x, Pointwise.of(Kind.RECIPROCAL));
        } else {
            return false;
        }
        return true;
    }

    /** Any number of inputs, combined from the left. */
    private static void chain(OperatorNode node, Operator operator) {
        int[] shape = node.outputShape(0);
        Value last = node.decimals(0);
        if (node.inputs() == 1) {
            node.alias(0, last);
            return;
        }
        for (int i = 1; i < node.inputs(); i++) {
            boolean end = i == node.inputs() - 1;
            Operand y = end ? node.output() : node.between("sum" + i, shape);
            node.emit(step(operator, last, node.decimals(i), y, shape));
            last = new Value(y, last.dtype(), shape);
        }
    }

    /** Arithmetic on two values, broadcast to a shape. */
    static Step.Arithmetic step(Operator operator, Value a, Value b, Operand y, int[] shape) {
        StridedAxes axes =
                StridedAxes.joined(
                        shape,
                        StridedAxes.broadcast(a.shape(), shape),
                        StridedAxes.broadcast(b.shape(), shape));
        return new Step.Arithmetic(
                operator,
                a.operand(),
                b.operand(),
                y,
                axes.shape(),
                axes.strides()[0],
                axes.strides()[1],
                Pointwise.NONE);
    }

    /** The dimensions of a vector along one axis of a tensor of some rank: [1, …, n, …, 1]. */
    static int[] along(int axis, int rank, int size) {
        int[] shape = new int[rank];
        Arrays.fill(shape, 1);
        shape[axis] = size;
        return shape;
    }
}
