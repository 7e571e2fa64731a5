package io.sluice.gates.risk;

/** The lower tail of a binomial distribution, summed exactly. */
final class BinomialTail {
    private static final double NEGLIGIBLE = 1e-17;

    private BinomialTail() {}

    /**
     * P(X ≤ successes) for X of {@code trials} trials with probability p each.
     *
     * @param p above 0 and below 1
     */
    static double atMost(long successes, long trials, double p) {
        if (successes >= trials) {
            return 1;
        }
        double odds = (1 - p) / p;
        double term = mass(successes, trials, p);
        double sum = term;
        for (long k = successes; k > 0; k--) {
            term *= k * odds / (trials - k + 1);
            sum += term;
            // Beyond the mode the terms rise before they fall, so a small one proves nothing there.
            if (k < trials * p && term < NEGLIGIBLE * sum) {
                break;
            }
        }
        return Math.min(1, sum);
    }

    private static double mass(long successes, long trials, double p) {
        double failures = trials - successes;
        return Math.exp(
                LogGamma.choose(trials, successes)
                        + successes * Math.log(p)
                        + failures * Math.log1p(-p));
    }
}
