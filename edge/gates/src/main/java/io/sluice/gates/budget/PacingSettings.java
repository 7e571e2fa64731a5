package io.sluice.gates.budget;

/**
 * How prices move; the law is {@link Pacer}'s.
 *
 * @param mostPrice where the price of one class is clipped; above 0
 * @param smoothingSeconds τ: the time over which spending is smoothed; above 0
 * @param reachSeconds θ: the time in which spending twice the budget raises the price by a factor
 *     of e of 1 + p; above 0
 */
public record PacingSettings(double mostPrice, double smoothingSeconds, double reachSeconds) {
    private static final double LEAST = 1e-6;

    public static final PacingSettings DEFAULT = new PacingSettings(5, .25, 1);

    public PacingSettings {
        require("most-price", mostPrice, mostPrice > 0, "above 0");
        require("smoothing", smoothingSeconds, smoothingSeconds >= LEAST, "at least 1 us");
        require("reach", reachSeconds, reachSeconds >= LEAST, "at least 1 us");
    }

    private static void require(String name, double value, boolean holds, String form) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "pacing's " + name + " is finite and " + form + ", not " + value);
        }
    }
}
