package io.sluice.gates.fit;

import io.sluice.gates.PredictionSets;
import io.sluice.gates.Softmax;

/**
 * How often prediction sets hold the true class, and how large they are, at the exits where rows
 * leave under a rule. Rows without a label are passed over. Immutable.
 */
public final class SetCoverage {
    private final long[] rows;
    private final long[] covered;
    private final long[] members;

    private SetCoverage(int exits) {
        rows = new long[exits];
        covered = new long[exits];
        members = new long[exits];
    }

    /** Makes the set of every labelled row. */
    public static SetCoverage of(PredictionSets sets, Outcomes outcomes) {
        LadderLogits ladder = outcomes.ladder();
        sets.requireExits(ladder.exits());
        SetCoverage coverage = new SetCoverage(ladder.exits());
        Softmax softmax = new Softmax();
        for (int row = 0; row < outcomes.rows(); row++) {
            if (ladder.label(row) >= 0) {
                int exit = outcomes.exit(row);
                ladder.read(exit, row, softmax);
                coverage.add(exit, sets, softmax, ladder.label(row));
            }
        }
        return coverage;
    }

    private void add(int exit, PredictionSets sets, Softmax softmax, int label) {
        rows[exit]++;
        covered[exit] += sets.contains(exit, softmax, label) ? 1 : 0;
        for (int c = 0; c < softmax.classes(); c++) {
            members[exit] += sets.contains(exit, softmax, c) ? 1 : 0;
        }
    }

    /** The number of labelled rows that left at an exit. */
    public long rows(int exit) {
        return rows[exit];
    }

    /** The share of an exit's rows whose set holds their class; NaN when none left there. */
    public double coverage(int exit) {
        return (double) covered[exit] / rows[exit];
    }

    /** The mean number of classes in an exit's sets; NaN when none left there. */
    public double meanSize(int exit) {
        return (double) members[exit] / rows[exit];
    }

    /** The share of all rows whose set holds their class. */
    public double coverage() {
        return sum(covered) / sum(rows);
    }

    /** The mean number of classes in a set. */
    public double meanSize() {
        return sum(members) / sum(rows);
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
