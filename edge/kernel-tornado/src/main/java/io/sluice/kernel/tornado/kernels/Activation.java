package io.sluice.kernel.tornado.kernels;

import io.sluice.kernel.compiler.Pointwise;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/**
 * The functions of {@link Pointwise} on a device. The kind is a scalar argument of every kernel,
 * which TornadoVM compiles in as a constant: of the chain below only one branch is left.
 *
 * <p>NaN comes out where it went in.
 */
public final class Activation {
    static final int NONE = 0;
    static final int RELU = 1;
    static final int LEAKY_RELU = 2;
    static final int SIGMOID = 3;
    static final int TANH = 4;
    static final int GELU = 5;
    static final int GELU_TANH = 6;
    static final int ERF = 7;
    static final int CLIP = 8;
    static final int HARD_SWISH = 9;
    static final int HARD_SIGMOID = 10;
    static final int SQRT = 11;
    static final int EXP = 12;
    static final int LOG = 13;
    static final int NEGATE = 14;
    static final int ABS = 15;
    static final int RECIPROCAL = 16;
    static final int AFFINE = 17;

    private Activation() {}

    /** The number by which kernels know a function. */
    public static int code(Pointwise.Kind kind) {
        return switch (kind) {
            case NONE -> NONE;
            case RELU -> RELU;
            case LEAKY_RELU -> LEAKY_RELU;
            case SIGMOID -> SIGMOID;
            case TANH -> TANH;
            case GELU -> GELU;
            case GELU_TANH -> GELU_TANH;
            case ERF -> ERF;
            case CLIP -> CLIP;
            case HARD_SWISH -> HARD_SWISH;
            case HARD_SIGMOID -> HARD_SIGMOID;
            case SQRT -> SQRT;
            case EXP -> EXP;
            case LOG -> LOG;
            case NEGATE -> NEGATE;
            case ABS -> ABS;
            case RECIPROCAL -> RECIPROCAL;
            case AFFINE -> AFFINE;
        };
    }

    /**
     * The function of a kind, with parameters a and b, at x; the kinds in the order of their
     * numbers. Compared by order: of tests for equality TornadoVM's compiler makes a switch, whose
     * node keeps every kernel that was compiled alive.
     */
    static float apply(int kind, float a, float b, float x) {
        if (kind <= NONE) {
            return x;
        }
        if (kind <= RELU) {
            return Numbers.greater(x, 0f);
        }
        if (kind <= LEAKY_RELU) {
            return x < 0f ? a * x : x;
        }
        if (kind <= SIGMOID) {
            return 1f / (1f + TornadoMath.exp(-x));
        }
        if (kind <= TANH) {
            return TornadoMath.tanh(x);
        }
        if (kind <= GELU) {
            return 0.5f * x * (1f + erf(x * 0.70710678f));
        }
        if (kind <= GELU_TANH) {
            return 0.5f * x * (1f + TornadoMath.tanh(0.7978846f * (x + 0.044715f * x * x * x)));
        }
        if (kind <= ERF) {
            return erf(x);
        }
        if (kind <= CLIP) {
            return clip(x, a, b);
        }
        if (kind <= HARD_SWISH) {
            return x * clip(x / 6f + 0.5f, 0f, 1f);
        }
        if (kind <= HARD_SIGMOID) {
            return clip(a * x + b, 0f, 1f);
        }
        if (kind <= SQRT) {
            return TornadoMath.sqrt(x);
        }
        if (kind <= EXP) {
            return TornadoMath.exp(x);
        }
        if (kind <= LOG) {
            return TornadoMath.log(x);
        }
        if (kind <= NEGATE) {
            return -x;
        }
        if (kind <= ABS) {
            return TornadoMath.abs(x);
        }
        if (kind <= RECIPROCAL) {
            return 1f / x;
        }
        return a * x + b;
    }

    private static float clip(float x, float least, float greatest) {
        return Numbers.smaller(Numbers.greater(x, least), greatest);
    }

    /** Abramowitz and Stegun 7.1.26, off by at most 1.5e-7 before rounding. */
    private static float erf(float x) {
        float t = 1f / (1f + 0.3275911f * TornadoMath.abs(x));
        float series =
                ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t
                                + 0.254829592f)
                        * t;
        float y = 1f - series * TornadoMath.exp(-x * x);
        return x < 0f ? -y : y;
    }
}
