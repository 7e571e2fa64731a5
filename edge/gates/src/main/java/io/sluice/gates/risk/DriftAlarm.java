package io.sluice.gates.risk;

import java.util.Arrays;

/**
 * Raises an alarm when a stream of losses stops keeping a bound ε on its mean, however long it kept
 * it before. As long as every loss has, given those before it, a mean of at most ε, an alarm is
 * ever raised with probability at most {@code missRate}, though it is checked after each loss.
 *
 * <p>From every time k on, a stake w_k is bet on "the mean is above ε" with each of eight bets λ in
 * (0, 1/ε); their capital after loss d_t is
 *
 * <pre>
 * M_t = (M_{t−1} + w_t) · (1 + λ (d_t − ε)),     w_t = R_{t−1} − R_t,     R_t = 1 / (1 + ln(1 + t))
 * </pre>
 *
 * with R_t the stakes that are still to come, R_0 = 1. The alarm is raised at the first t with A_t
 * = mean over λ of M_t, plus R_t, at least 1/missRate.
 *
 * <p><b>Why.</b> A factor 1 + λ(d − ε) is not negative, and its mean given the past is at most 1
 * under the bound. So the mean of A_t given the past is at most (mean of M_{t−1}) + w_t + R_t =
 * A_{t−1}: A is a supermartingale that is not negative and starts at A_0 = R_0 = 1. By Ville's
 * inequality P(A_t ≥ 1/missRate for any t) ≤ missRate. A martingale with a single start loses its
 * capital in good times and is slow to win it back; a start at k loses none before k, and the
 * stakes fall so slowly that one at k costs only ln k + 2 ln ln k more in log capital.
 *
 * <p><b>Owned state:</b> {@link #state()}, ten numbers. <b>Threading:</b> one thread.
 */
public final class DriftAlarm {
    private static final int BETS = 8;

    /** What a loss-free observation takes from the capital of the boldest bet. */
    private static final double BOLDEST = 0.5;

    private static final double MOST_TIMID = 0.1;

    /** Far above any 1/missRate; the capital stops here rather than overflow. */
    private static final double ENOUGH = 1e300;

    private final double bound;
    private final double goal;
    private final double[] bets = new double[BETS];
    private final double[] capital = new double[BETS];
    private double count;
    private double evidence = 1;
    private double most = 1;

    /**
     * Nothing observed yet.
     *
     * @param bound ε, above 0 and below 1
     * @param missRate the probability of ever raising a false alarm, above 0 and below 1
     */
    public DriftAlarm(double bound, double missRate) {
        if (!(bound > 0 && bound < 1) || !(missRate > 0 && missRate < 1)) {
            throw new IllegalArgumentException(
                    "a bound and a miss rate are above 0 and below 1, not "
                            + bound
                            + " and "
                            + missRate);
        }
        this.bound = bound;
        this.goal = 1 / missRate;
        // λ = s/ε wins most when the mean is ε + s(1 − ε): from half as much again to about half.
        double least = Math.min(MOST_TIMID, bound / 2);
        for (int i = 0; i < BETS; i++) {
            bets[i] = least * Math.pow(BOLDEST / least, i / (BETS - 1.0)) / bound;
        }
    }

    /**
     * Goes on from a {@link #state()}.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public DriftAlarm(double bound, double missRate, double[] state) {
        this(bound, missRate);
        if (state.length != BETS + 2 || Arrays.stream(state).anyMatch(x -> !(x >= 0))) {
            throw new IllegalArgumentException(
                    "the state of a drift alarm is "
                            + (BETS + 2)
                            + " numbers of at least 0, not "
                            + Arrays.toString(state));
        }
        count = state[0];
        most = state[1];
        System.arraycopy(state, 2, capital, 0, BETS);
        evidence = count == 0 ? 1 : total();
    }

    /**
     * Takes one loss into account.
     *
     * @param loss from 0 to 1
     * @throws IllegalArgumentException when it is not
     */
    public void observe(double loss) {
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("a loss is from 0 to 1, not " + loss);
        }
        double stake = toCome(count) - toCome(count + 1);
        count++;
        for (int i = 0; i < BETS; i++) {
            double grown = (capital[i] + stake) * (1 + bets[i] * (loss - bound));
            capital[i] = Math.min(ENOUGH, grown);
        }
        evidence = total();
        most = Math.max(most, evidence);
    }

    private static double toCome(double count) {
        return 1 / (1 + Math.log1p(count));
    }

    private double total() {
        double sum = 0;
        for (double one : capital) {
            sum += one;
        }
        return sum / BETS + toCome(count);
    }

    /** Whether the alarm was raised; once raised it stays so. */
    public boolean isRaised() {
        return most >= goal;
    }

    /** A_t: the evidence against the bound now, 1 at first. */
    public double evidence() {
        return evidence;
    }

    /** The evidence at which the alarm is raised: 1/missRate. */
    public double goal() {
        return goal;
    }

    /** The number of losses observed. */
    public long count() {
        return (long) count;
    }

    /** Count, greatest evidence and the capital of each bet: all that a restore needs. */
    public double[] state() {
        double[] state = new double[BETS + 2];
        state[0] = count;
        state[1] = most;
        System.arraycopy(capital, 0, state, 2, BETS);
        return state;
    }
}
