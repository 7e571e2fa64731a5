package io.sluice.gates.fit;

import io.sluice.gates.ExitDecision;
import io.sluice.gates.ExitRule;
import io.sluice.gates.Prices;
import io.sluice.gates.Softmax;

/** What a rule makes of recorded samples: who leaves where, with which answer. Immutable. */
public final class Outcomes {
    private final LadderLogits ladder;
    private final int[] exits;
    private final int[] predicted;
    private final float[] confidences;
    private final boolean[] ties;

    private Outcomes(
            LadderLogits ladder,
            int[] exits,
            int[] predicted,
            float[] confidences,
            boolean[] ties) {
        this.ladder = ladder;
        this.exits = exits;
        this.predicted = predicted;
        this.confidences = confidences;
        this.ties = ties;
    }

    /** Runs a rule without prices. */
    public static Outcomes of(ExitRule rule, LadderLogits ladder) {
        return of(rule, ladder, Prices.NONE);
    }

    /** Runs a rule on every row, as the cascade does. */
    public static Outcomes of(ExitRule rule, LadderLogits ladder, Prices prices) {
        return of(rule, ladder, prices, ladder.exits() - 1);
    }

    /**
     * Runs a rule under a cap on depth.
     *
     * @param deepest the 0-based exit at which every row leaves at the latest
     */
    public static Outcomes of(ExitRule rule, LadderLogits ladder, Prices prices, int deepest) {
        rule.requireExits(ladder.exits());
        int rows = ladder.rows();
        int[] exits = new int[rows];
        int[] predicted = new int[rows];
        float[] confidences = new float[rows];
        boolean[] ties = new boolean[rows];
        Softmax softmax = new Softmax();
        ExitDecision decision = new ExitDecision();
        for (int row = 0; row < rows; row++) {
            float state = rule.initialState();
            int exit = 0;
            for (; ; exit++) {
                ladder.read(exit, row, softmax);
                if (exit == deepest) {
                    break;
                }
                rule.decide(exit, softmax, state, prices, decision);
                ties[row] |= decision.isTie();
                if (decision.exits()) {
                    break;
                }
                state = decision.state();
            }
            exits[row] = exit;
            predicted[row] = softmax.argmax();
            confidences[row] = softmax.maxProbability();
        }
        return new Outcomes(ladder, exits, predicted, confidences, ties);
    }

    public int rows() {
        return exits.length;
    }

    /** The samples that the rule was run on. */
    public LadderLogits ladder() {
        return ladder;
    }

    /** The 0-based exit at which a row left. */
    public int exit(int row) {
        return exits[row];
    }

    /** The class that a row was given. */
    public int predicted(int row) {
        return predicted[row];
    }

    /** The greatest probability of the exit at which a row left. */
    public float confidence(int row) {
        return confidences[row];
    }

    /** Whether some decision about a row was within 1e-5 of its threshold. */
    public boolean isTie(int row) {
        return ties[row];
    }

    /** The number of rows of which some decision was within 1e-5 of its threshold. */
    public int ties() {
        int count = 0;
        for (boolean tie : ties) {
            count += tie ? 1 : 0;
        }
        return count;
    }

    /** What a row cost, as a share of the full model's cost. */
    public double cost(int row) {
        return ladder.cost(exits[row]);
    }

    /** Whether a row was given its label. */
    public boolean isRight(int row) {
        return predicted[row] == ladder.label(row);
    }

    /** Whether a row was given another class than the last exit gives it. */
    public boolean disagrees(int row) {
        return predicted[row] != ladder.predicted(ladder.exits() - 1, row);
    }

    /** Mean cost as a share of the full model's. */
    public double meanCost() {
        double[] shares = exitShares();
        double sum = 0;
        for (int exit = 0; exit < shares.length; exit++) {
            sum += shares[exit] * ladder.cost(exit);
        }
        return sum;
    }

    /** The share of rows that were given their label. */
    public double accuracy() {
        int right = 0;
        for (int row = 0; row < exits.length; row++) {
            right += isRight(row) ? 1 : 0;
        }
        return (double) right / exits.length;
    }

    /** The share of rows that were given another class than the last exit gives them. */
    public double disagreement() {
        int disagreeing = 0;
        for (int row = 0; row < exits.length; row++) {
            disagreeing += disagrees(row) ? 1 : 0;
        }
        return (double) disagreeing / exits.length;
    }

    /** The share of rows that left at each exit. */
    public double[] exitShares() {
        double[] shares = new double[ladder.exits()];
        for (int exit : exits) {
            shares[exit]++;
        }
        for (int exit = 0; exit < shares.length; exit++) {
            shares[exit] /= exits.length;
        }
        return shares;
    }
}
