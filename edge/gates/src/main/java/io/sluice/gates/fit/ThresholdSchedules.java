package io.sluice.gates.fit;

import io.sluice.gates.Certainty;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import io.sluice.gates.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Thresholds on how sure an exit is, chosen so that a geometric share of the events leaves at each
 * (methods.md 1.6): of all events the share at exit l is to be proportional to q^l, for q = p/20
 * and p = 1 … 39. The threshold is the quantile that does this on the rows that have not left yet.
 */
public final class ThresholdSchedules {
    private static final int LAST_P = 39;

    /** Above every certainty: nobody leaves. */
    private static final float NEVER = 2;

    private ThresholdSchedules() {}

    /**
     * A rule for every q, from the most to the least that leave early.
     *
     * @param ladder rows that neither heads nor gates were fitted on; labels are not used
     */
    public static RuleFamily family(Certainty certainty, LadderLogits ladder) {
        float[][] certainties = certainties(certainty, ladder);
        List<ExitRule> rules = new ArrayList<>();
        for (int p = 1; p <= LAST_P; p++) {
            rules.add(new CertaintyThreshold(certainty, thresholds(certainties, p / 20.0)));
        }
        return new RuleFamily(certainty.name().toLowerCase(Locale.ROOT), rules);
    }

    private static float[][] certainties(Certainty certainty, LadderLogits ladder) {
        float[][] certainties = new float[ladder.exits()][ladder.rows()];
        Softmax softmax = new Softmax();
        for (int exit = 0; exit < ladder.exits() - 1; exit++) {
            for (int row = 0; row < ladder.rows(); row++) {
                ladder.read(exit, row, softmax);
                certainties[exit][row] = certainty.of(softmax);
            }
        }
        return certainties;
    }

    private static float[] thresholds(float[][] certainties, double q) {
        int exits = certainties.length;
        int rows = certainties[0].length;
        double sum = 0;
        for (int l = 0; l < exits; l++) {
            sum += Math.pow(q, l);
        }
        boolean[] gone = new boolean[rows];
        float[] thresholds = new float[exits - 1];
        int left = rows;
        double owed = 0;
        for (int l = 0; l < exits - 1; l++) {
            owed += rows * Math.pow(q, l) / sum;
            int leave = Math.min(left, (int) Math.round(owed) - (rows - left));
            thresholds[l] = quantile(certainties[l], gone, leave);
            for (int row = 0; row < rows; row++) {
                if (!gone[row] && certainties[l][row] >= thresholds[l]) {
                    gone[row] = true;
                    left--;
                }
            }
        }
        return thresholds;
    }

    /** The certainty that so many of those who are still there reach. */
    private static float quantile(float[] certainties, boolean[] gone, int leave) {
        float[] there = new float[certainties.length];
        int count = 0;
        for (int row = 0; row < gone.length; row++) {
            if (!gone[row]) {
                there[count++] = certainties[row];
            }
        }
        if (leave <= 0 || count == 0) {
            return NEVER;
        }
        Arrays.sort(there, 0, count);
        return there[count - Math.min(leave, count)];
    }
}
