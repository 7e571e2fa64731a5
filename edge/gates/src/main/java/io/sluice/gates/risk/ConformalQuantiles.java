package io.sluice.gates.risk;

import io.sluice.gates.ExitRule;
import io.sluice.gates.PredictionSets;
import io.sluice.gates.Prices;
import io.sluice.gates.Softmax;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import java.util.Arrays;

/**
 * Split conformal prediction per exit (methods.md 1.5). The score of a row is 1 − p of its label;
 * q̂ of an exit is the ⌈(n+1)(1−α)⌉-th least score of the n calibration rows that leave there under
 * the rule, and 1 (all classes) when there are fewer.
 *
 * <p>An exit at which no more than 20 rows leave, or fewer than the ⌈1/α⌉ − 1 that a quantile below
 * 1 needs, takes the scores of all rows at its inference module instead. Rows that leave early are
 * the easy ones, so that q̂ rests on harder rows than an early exit sees and on easier ones than
 * the last exit does.
 */
public final class ConformalQuantiles {
    private static final int TOO_FEW = 20;

    /** What (n+1)(1−α) may be off by, so that 95.000…1 is not rounded up to 96. */
    private static final double ROUNDING = 1e-9;

    private final PredictionSets sets;
    private final int[] leaving;
    private final boolean[] pooled;

    private ConformalQuantiles(PredictionSets sets, int[] leaving, boolean[] pooled) {
        this.sets = sets;
        this.leaving = leaving;
        this.pooled = pooled;
    }

    /**
     * Computes the quantiles for one rule without prices. Another κ or other prices need new ones.
     *
     * @param calibration labelled samples; rows without a label are passed over
     * @param missRate α, above 0 and below 1
     * @throws IllegalArgumentException when no row has a label
     */
    public static ConformalQuantiles of(ExitRule rule, LadderLogits calibration, double missRate) {
        if (!(missRate > 0 && missRate < 1)) {
            throw new IllegalArgumentException(
                    "a miss rate is above 0 and below 1, not " + missRate);
        }
        Outcomes outcomes = Outcomes.of(rule, calibration, Prices.NONE);
        int exits = calibration.exits();
        float[] quantiles = new float[exits];
        int[] leaving = new int[exits];
        boolean[] pooled = new boolean[exits];
        for (int exit = 0; exit < exits; exit++) {
            float[] scores = scores(outcomes, exit, false);
            leaving[exit] = scores.length;
            pooled[exit] = scores.length <= TOO_FEW || scores.length < Math.ceil(1 / missRate) - 1;
            quantiles[exit] =
                    quantile(pooled[exit] ? scores(outcomes, exit, true) : scores, missRate);
        }
        return new ConformalQuantiles(new PredictionSets(missRate, quantiles), leaving, pooled);
    }

    /** 1 − p of the label at an exit, of the rows that leave there or of all. */
    private static float[] scores(Outcomes outcomes, int exit, boolean all) {
        LadderLogits ladder = outcomes.ladder();
        Softmax softmax = new Softmax();
        float[] scores = new float[ladder.rows()];
        int size = 0;
        for (int row = 0; row < ladder.rows(); row++) {
            if (ladder.label(row) >= 0 && (all || outcomes.exit(row) == exit)) {
                ladder.read(exit, row, softmax);
                scores[size++] = 1 - softmax.probability(ladder.label(row));
            }
        }
        if (all && size == 0) {
            throw new IllegalArgumentException(
                    "none of the " + ladder.rows() + " calibration rows has a label");
        }
        return Arrays.copyOf(scores, size);
    }

    /**
     * The ⌈(n+1)(1−α)⌉-th least of n scores, and 1 when there are fewer.
     *
     * @param scores from 0 to 1; sorted here
     */
    public static float quantile(float[] scores, double missRate) {
        Arrays.sort(scores);
        double rank = Math.ceil((scores.length + 1) * (1 - missRate) - ROUNDING);
        return rank > scores.length ? 1f : Math.max(0f, scores[(int) rank - 1]);
    }

    /** The sets, with q̂ for every exit. */
    public PredictionSets sets() {
        return sets;
    }

    /** How many labelled calibration rows left at an exit. */
    public int leaving(int exit) {
        return leaving[exit];
    }

    /** Whether an exit's q̂ rests on all rows, because too few left there. */
    public boolean isPooled(int exit) {
        return pooled[exit];
    }
}
