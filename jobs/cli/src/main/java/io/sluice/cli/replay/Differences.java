package io.sluice.cli.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How two policies decide about the same events.
 *
 * @param events the events that both decided about
 * @param before what the first policy makes of them
 * @param after what the second makes of them
 * @param otherExit events that leave at another exit
 * @param otherClass events that are given another class
 * @param withinTie those of the events that leave elsewhere of which a decision was within 1e-5 of
 *     its threshold, under either policy
 * @param moved how many events went from which exit (row) to which (column)
 * @param corrected events that only the second policy gives their label; null without labels
 * @param spoilt events that only the first policy gives their label; null without labels
 * @param examples the first of the events that are given another class or leave elsewhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Differences(
        int events,
        Side before,
        Side after,
        int otherExit,
        int otherClass,
        int withinTie,
        List<List<Integer>> moved,
        Integer corrected,
        Integer spoilt,
        List<Example> examples) {

    /**
     * What one policy makes of the events.
     *
     * @param accuracy share of the labelled events that are given their label; null without labels
     * @param cost mean multiply-adds as a share of the full model's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Side(String policy, Double accuracy, double disagreement, double cost, int ties) {}

    /** One event about which the policies differ; the label is null when it is not known. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Example(
            String id, int exitBefore, int exitAfter, String before, String after, String label) {}

    /**
     * Compares.
     *
     * @param before and {@code after}: outcomes of the same rows
     * @param ids the events' ids, one per row
     * @param most how many examples to keep
     */
    static Differences of(
            String policyBefore,
            Outcomes before,
            String policyAfter,
            Outcomes after,
            List<String> ids,
            List<String> classes,
            int most) {
        LadderLogits ladder = before.ladder();
        int exits = ladder.exits();
        int[][] moved = new int[exits][exits];
        int otherExit = 0;
        int otherClass = 0;
        int withinTie = 0;
        int corrected = 0;
        int spoilt = 0;
        int labelled = 0;
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < before.rows(); row++) {
            moved[before.exit(row)][after.exit(row)]++;
            boolean leavesElsewhere = before.exit(row) != after.exit(row);
            boolean isOther = before.predicted(row) != after.predicted(row);
            otherExit += leavesElsewhere ? 1 : 0;
            otherClass += isOther ? 1 : 0;
            withinTie += leavesElsewhere && (before.isTie(row) || after.isTie(row)) ? 1 : 0;
            if (ladder.label(row) >= 0) {
                labelled++;
                corrected += after.isRight(row) && !before.isRight(row) ? 1 : 0;
                spoilt += before.isRight(row) && !after.isRight(row) ? 1 : 0;
            }
            if ((leavesElsewhere || isOther) && examples.size() < most) {
                examples.add(example(row, before, after, ids, classes));
            }
        }
        return new Differences(
                before.rows(),
                side(policyBefore, before, labelled),
                side(policyAfter, after, labelled),
                otherExit,
                otherClass,
                withinTie,
                rows(moved),
                labelled == 0 ? null : corrected,
                labelled == 0 ? null : spoilt,
                examples);
    }

    private static Side side(String policy, Outcomes outcomes, int labelled) {
        int right = 0;
        for (int row = 0; row < outcomes.rows(); row++) {
            right += outcomes.isRight(row) ? 1 : 0;
        }
        return new Side(
                policy,
                labelled == 0 ? null : (double) right / labelled,
                outcomes.disagreement(),
                outcomes.meanCost(),
                outcomes.ties());
    }

    private static Example example(
            int row, Outcomes before, Outcomes after, List<String> ids, List<String> classes) {
        int label = before.ladder().label(row);
        return new Example(
                ids.get(row),
                before.exit(row),
                after.exit(row),
                classes.get(before.predicted(row)),
                classes.get(after.predicted(row)),
                label < 0 ? null : classes.get(label));
    }

    private static List<List<Integer>> rows(int[][] counts) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int[] row : counts) {
            List<Integer> cells = new ArrayList<>();
            for (int cell : row) {
                cells.add(cell);
            }
            rows.add(Collections.unmodifiableList(cells));
        }
        return rows;
    }
}
