package io.sluice.gates.risk;

/** ln Γ by Stirling's series, to a relative error of about 1e-14. */
final class LogGamma {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** From here on the series below is exact to double precision. */
    private static final double LARGE = 12;

    private LogGamma() {}

    /**
     * @param x above 0
     */
    static double of(double x) {
        double shift = 1;
        double z = x;
        // Γ(x) = Γ(x + k) / (x (x+1) … (x+k−1)) moves small arguments to where the series is exact.
        while (z < LARGE) {
            shift *= z;
            z += 1;
        }
        double inverse = 1 / z;
        double square = inverse * inverse;
        double series =
                inverse
                        * (1.0 / 12
                                - square
                                        * (1.0 / 360
                                                - square * (1.0 / 1260 - square * (1.0 / 1680))));
        return (z - 0.5) * Math.log(z) - z + HALF_LOG_TWO_PI + series - Math.log(shift);
    }

    /** ln B(a, b). */
    static double beta(double a, double b) {
        return of(a) + of(b) - of(a + b);
    }

    /** ln of n over k. */
    static double choose(long n, long k) {
        return of(n + 1.0) - of(k + 1.0) - of(n - k + 1.0);
    }
}
