package io.sluice.kernel.compiler;

/** What each {@link Pointwise} computes, in double precision. */
final class PointwiseInterpreter {
    private PointwiseInterpreter() {}

    static double apply(Pointwise function, double x) {
        float a = function.a();
        float b = function.b();
        return switch (function.kind()) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case LEAKY_RELU -> x >= 0 ? x : a * x;
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case TANH -> Math.tanh(x);
            case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH ->
                    0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case ERF -> erf(x);
            case CLIP -> Math.min(Math.max(x, a), b);
            case HARD_SWISH -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
            case HARD_SIGMOID -> Math.max(0, Math.min(1, a * x + b));
            case SQRT -> Math.sqrt(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case NEGATE -> -x;
            case ABS -> Math.abs(x);
            case RECIPROCAL -> 1 / x;
            case AFFINE -> a * x + b;
        };
    }

    /**
     * The error function: its Maclaurin series, which converges everywhere, up to 4, beyond which
     * it is ±1 within 2·10⁻⁸ (Abramowitz and Stegun 7.1.6, the form without alternating signs).
     */
    static double erf(double x) {
        if (Math.abs(x) > 4) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
