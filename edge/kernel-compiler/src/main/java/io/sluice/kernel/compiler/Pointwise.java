package io.sluice.kernel.compiler;

/**
 * A function of one number, applied to each element of a step's result.
 *
 * @param kind which function
 * @param a its first parameter, 0 where it has none
 * @param b its second parameter, 0 where it has none
 */
public record Pointwise(Kind kind, float a, float b) {
    /** The functions of a number x, with parameters a and b. */
    public enum Kind {
        /** x. */
        NONE,
        /** max(x, 0). */
        RELU,
        /** x if x ≥ 0, else a·x. */
        LEAKY_RELU,
        /** 1 / (1 + e^−x). */
        SIGMOID,
        /** tanh x. */
        TANH,
        /** ½ x (1 + erf(x / √2)). */
        GELU,
        /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
        GELU_TANH,
        /** The error function. */
        ERF,
        /** min(max(x, a), b). */
        CLIP,
        /** x · max(0, min(1, x/6 + ½)). */
        HARD_SWISH,
        /** max(0, min(1, a·x + b)). */
        HARD_SIGMOID,
        /** √x. */
        SQRT,
        /** e^x. */
        EXP,
        /** The natural logarithm. */
        LOG,
        /** −x. */
        NEGATE,
        /** |x|. */
        ABS,
        /** 1/x. */
        RECIPROCAL,
        /** a·x + b. */
        AFFINE
    }

    /** The identity. */
    public static final Pointwise NONE = new Pointwise(Kind.NONE, 0, 0);

    public static Pointwise of(Kind kind) {
        return new Pointwise(kind, 0, 0);
    }

    public boolean isNone() {
        return kind == Kind.NONE;
    }
}
