package io.sluice.kernel.tornado.kernels;

import io.sluice.kernel.compiler.Step.Arithmetic;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * Arithmetic on pairs of numbers, in which NaN comes out where it went in. It is asked for by
 * itself: TornadoVM turns comparisons round without regard to it.
 */
public final class Numbers {
    static final int ADD = 0;
    static final int SUBTRACT = 1;
    static final int MULTIPLY = 2;
    static final int DIVIDE = 3;
    static final int POWER = 4;
    static final int MINIMUM = 5;
    static final int MAXIMUM = 6;

    private Numbers() {}

    /** The number by which kernels know an operator. */
    public static int code(Arithmetic.Operator operator) {
        return switch (operator) {
            case ADD -> ADD;
            case SUBTRACT -> SUBTRACT;
            case MULTIPLY -> MULTIPLY;
            case DIVIDE -> DIVIDE;
            case POWER -> POWER;
            case MINIMUM -> MINIMUM;
            case MAXIMUM -> MAXIMUM;
        };
    }

    /**
     * a op b, the operators in the order of their numbers. Compared by order: of tests for equality
     * TornadoVM's compiler makes a switch, whose node keeps every kernel that was compiled alive.
     */
    static float apply(int operator, float a, float b) {
        if (operator <= ADD) {
            return a + b;
        }
        if (operator <= SUBTRACT) {
            return a - b;
        }
        if (operator <= MULTIPLY) {
            return a * b;
        }
        if (operator <= DIVIDE) {
            return a / b;
        }
        if (operator <= POWER) {
            return TornadoMath.pow(a, b);
        }
        if (operator <= MINIMUM) {
            return smaller(a, b);
        }
        return greater(a, b);
    }

    static float greater(float a, float b) {
        if (a != a) {
            return a;
        }
        if (b != b) {
            return b;
        }
        return a > b ? a : b;
    }

    static float smaller(float a, float b) {
        if (a != a) {
            return a;
        }
        if (b != b) {
            return b;
        }
        return a < b ? a : b;
    }
}
