package io.sluice.gates.risk;

import java.util.Arrays;

/**
 * An interval for the probability p of a yes that holds at all times at once: with probability at
 * least 1 − missRate it contains p after every observation, so that it may be looked at after each
 * one and acted upon at any time.
 *
 * <p>Robbins' mixture with Jeffreys' prior: of S yeses in t observations the ratio
 *
 * <pre>M_t(p) = B(½ + S, ½ + t − S) / B(½, ½) / (p^S (1−p)^(t−S))</pre>
 *
 * is a martingale that starts at 1 when every observation is a yes with probability p given those
 * before; it ever reaches 1/missRate with probability at most missRate (Ville). The interval holds
 * the p with a lesser ratio, which is convex in p on the log scale: two roots, found by bisection.
 *
 * <p>It describes a p that does not change. For "the rate was within a bound all the time", see
 * {@link DriftAlarm}.
 *
 * <p><b>Owned state:</b> two counts. <b>Threading:</b> one thread.
 */
public final class ConfidenceSequence {
    private static final double PRIOR = 0.5;
    private static final double LOG_PRIOR = LogGamma.beta(PRIOR, PRIOR);
    private static final int HALVINGS = 60;

    private final double logGoal;
    private long yes;
    private long no;

    /**
     * Nothing observed yet.
     *
     * @param missRate above 0 and below 1
     */
    public ConfidenceSequence(double missRate) {
        if (!(missRate > 0 && missRate < 1)) {
            throw new IllegalArgumentException(
                    "a miss rate is above 0 and below 1, not " + missRate);
        }
        this.logGoal = -Math.log(missRate);
    }

    /**
     * Goes on from a {@link #state()}.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public ConfidenceSequence(double missRate, double[] state) {
        this(missRate);
        if (state.length != 2 || !(state[0] >= 0) || !(state[1] >= 0)) {
            throw new IllegalArgumentException(
                    "the state of a confidence sequence is two counts, not "
                            + Arrays.toString(state));
        }
        yes = (long) state[0];
        no = (long) state[1];
    }

    /** Counts one observation. */
    public void observe(boolean isYes) {
        if (isYes) {
            yes++;
        } else {
            no++;
        }
    }

    /** The number of observations. */
    public long count() {
        return yes + no;
    }

    /** The share of yeses; NaN before the first observation. */
    public double mean() {
        return (double) yes / count();
    }

    /** Whether p is in the interval. Cheaper than its ends. */
    public boolean contains(double p) {
        return logRatio(p) < logGoal;
    }

    /** The lower end, 0 as long as there is no yes. */
    public double lower() {
        return yes == 0 ? 0 : root(0);
    }

    /** The upper end, 1 as long as there is no no. */
    public double upper() {
        return no == 0 ? 1 : root(1);
    }

    private double root(double outside) {
        double in = mean();
        double out = outside;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (in + out) / 2;
            if (contains(middle)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        // Of the two the one that does not cut anything off.
        return out;
    }

    private double logRatio(double p) {
        double yeses = yes == 0 ? 0 : yes * Math.log(p);
        double noes = no == 0 ? 0 : no * Math.log1p(-p);
        return LogGamma.beta(PRIOR + yes, PRIOR + no) - LOG_PRIOR - yeses - noes;
    }

    /** The counts of yeses and noes: all that a restore needs. */
    public double[] state() {
        return new double[] {yes, no};
    }
}
