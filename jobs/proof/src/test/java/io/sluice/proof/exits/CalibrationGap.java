package io.sluice.proof.exits;

import io.sluice.gates.fit.Bootstrap.Interval;
import io.sluice.gates.fit.CalibrationError;
import io.sluice.gates.fit.Outcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * By how much the calibration error of gates is above that of thresholds, on average over points,
 * with an interval by resampling the rows, the same ones for both and for all points.
 */
final class CalibrationGap {
    private static final int RESAMPLES = 200;
    private static final long SEED = 1;
    private static final double TAIL = .025;

    /** What one rule answered. */
    private record Answers(float[] confidences, boolean[] right) {
        static Answers of(Outcomes outcomes) {
            float[] confidences = new float[outcomes.rows()];
            boolean[] right = new boolean[outcomes.rows()];
            for (int row = 0; row < right.length; row++) {
                confidences[row] = outcomes.confidence(row);
                right[row] = outcomes.isRight(row);
            }
            return new Answers(confidences, right);
        }

        double error(int[] rows) {
            float[] some = new float[rows.length];
            boolean[] theirs = new boolean[rows.length];
            for (int i = 0; i < rows.length; i++) {
                some[i] = confidences[rows[i]];
                theirs[i] = right[rows[i]];
            }
            return CalibrationError.of(some, theirs);
        }
    }

    private final List<Answers> gates = new ArrayList<>();
    private final List<Answers> thresholds = new ArrayList<>();

    /** Adds a point, on the same rows as all others. */
    void add(Outcomes ofGates, Outcomes ofThresholds) {
        gates.add(Answers.of(ofGates));
        thresholds.add(Answers.of(ofThresholds));
    }

    /** Gates − thresholds, with its 95 % interval. */
    Interval interval() {
        int rows = gates.get(0).right().length;
        int[] all = new int[rows];
        Arrays.setAll(all, row -> row);
        Random random = new Random(SEED);
        double[] gaps = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            gaps[i] = gap(random.ints(rows, 0, rows).toArray());
        }
        Arrays.sort(gaps);
        return new Interval(
                gap(all),
                gaps[(int) Math.floor(TAIL * (RESAMPLES - 1))],
                gaps[(int) Math.ceil((1 - TAIL) * (RESAMPLES - 1))]);
    }

    private double gap(int[] rows) {
        double gap = 0;
        for (int point = 0; point < gates.size(); point++) {
            gap += gates.get(point).error(rows) - thresholds.get(point).error(rows);
        }
        return gap / gates.size();
    }
}
