package io.sluice.gates.fit;

/**
 * How a labelled sample is divided; each share is above 0, test may be 0, and they add up to 1.
 *
 * @param fit heads are trained on it
 * @param gates chooses the epoch of heads, calibrates them, and gates are fitted on it
 * @param calibration thresholds, κ and guarantees come from it
 * @param test only reported figures come from it
 */
public record SplitShares(double fit, double gates, double calibration, double test) {
    /** Half for the heads, the rest in thirds. */
    public static final SplitShares DEFAULT = new SplitShares(.5, .2, .15, .15);

    public SplitShares {
        double sum = fit + gates + calibration + test;
        if (!(fit > 0 && gates > 0 && calibration > 0 && test >= 0)
                || !(Math.abs(sum - 1) < 1e-9)) {
            throw new IllegalArgumentException(
                    "shares of fit, gates, calibration and test are "
                            + fit
                            + ", "
                            + gates
                            + ", "
                            + calibration
                            + ", "
                            + test
                            + "; expected numbers above 0 (test: at least 0) that add up to 1");
        }
    }

    double of(int part) {
        return switch (part) {
            case 0 -> fit;
            case 1 -> gates;
            case 2 -> calibration;
            default -> test;
        };
    }
}
