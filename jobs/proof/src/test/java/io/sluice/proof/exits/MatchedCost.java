package io.sluice.proof.exits;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.CalibrationError;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.proof.data.ProofData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Gates against the best threshold rule at the same mean cost, row by row. Both have heads that
 * were fitted together with gates and heads that were fitted alone; which heads, and which
 * threshold rule, is decided on the calibration rows, at each cost anew. The test rows, the same
 * for all seeds, are only judged on.
 */
final class MatchedCost {
    /** Mean costs as shares of the full model's. */
    static final double[] COSTS = {.3, .4, .5, .6};

    static final int SEEDS = 5;

    private static final double MIDDLE = .45;
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 10_000, .95);

    /**
     * One cost of one seed.
     *
     * @param best the threshold rule that was best on the calibration rows
     */
    record Point(
            long seed,
            double cost,
            double gates,
            double thresholds,
            String best,
            double gatesError,
            double thresholdsError) {}

    /**
     * What came out.
     *
     * @param difference accuracy of gates − accuracy of thresholds, pooled over costs and seeds
     * @param alternation what the gates gain by heads that were fitted together with them, pooled
     *     likewise
     * @param calibration calibration error of gates − that of thresholds, on average
     * @param exits accuracy of each exit's own head on the test rows, mean over seeds
     * @param first the fit of the first seed, for further proofs
     */
    record Result(
            ProofData data,
            List<Point> points,
            Bootstrap.Interval difference,
            Bootstrap.Interval alternation,
            Bootstrap.Interval calibration,
            double[] exits,
            FittedSeed first) {
        double gatesError() {
            return points.stream().mapToDouble(Point::gatesError).average().orElseThrow();
        }

        double thresholdsError() {
            return points.stream().mapToDouble(Point::thresholdsError).average().orElseThrow();
        }
    }

    private final ProofData data;
    private final List<Point> points = new ArrayList<>();
    private final double[] exits;
    private final double[] differences;
    private final double[] alternation;
    private final CalibrationGap calibration = new CalibrationGap();

    private MatchedCost(ProofData data) {
        this.data = data;
        this.exits = new double[data.sample().exits()];
        int rows = data.splits().apply(1).test().length;
        this.differences = new double[rows];
        this.alternation = new double[rows];
    }

    static Result compare(ProofData data) {
        return new MatchedCost(data).compare();
    }

    private Result compare() {
        FittedSeed first = null;
        for (long seed = 1; seed <= SEEDS; seed++) {
            FittedSeed fitted = FittedSeed.fit(data, seed, MIDDLE);
            first = first == null ? fitted : first;
            compare(fitted, seed);
            exits(fitted);
        }
        return new Result(
                data,
                List.copyOf(points),
                BOOTSTRAP.mean(differences),
                BOOTSTRAP.mean(alternation),
                calibration.interval(),
                exits,
                first);
    }

    private void compare(FittedSeed fitted, long seed) {
        List<Contender> thresholds = fitted.thresholds();
        for (double cost : COSTS) {
            Contender joint = fitted.gates(cost);
            Contender plain = fitted.gatesOfPlainHeads(cost);
            Contender ours = Contender.best(List.of(joint, plain), cost);
            Contender theirs = Contender.best(thresholds, cost);
            add(ours, theirs, cost, differences);
            add(joint, plain, cost, alternation);
            calibration.add(ours.nearest(cost), theirs.nearest(cost));
            Point point =
                    new Point(
                            seed,
                            cost,
                            ours.judged().at(cost).accuracy(),
                            theirs.judged().at(cost).accuracy(),
                            theirs.name(),
                            CalibrationError.of(ours.nearest(cost)),
                            CalibrationError.of(theirs.nearest(cost)));
            points.add(point);
            System.out.printf(Locale.ROOT, "%s %s%n", data.name(), point);
        }
    }

    private static void add(Contender ours, Contender theirs, double cost, double[] sums) {
        double[] right = ours.judged().at(cost).right();
        double[] other = theirs.judged().at(cost).right();
        for (int row = 0; row < sums.length; row++) {
            sums[row] += (right[row] - other[row]) / (SEEDS * COSTS.length);
        }
    }

    private void exits(FittedSeed fitted) {
        LadderLogits test = fitted.said(fitted.alone(), fitted.splits().test());
        for (int exit = 0; exit < exits.length; exit++) {
            int right = 0;
            for (int row = 0; row < test.rows(); row++) {
                right += test.predicted(exit, row) == test.label(row) ? 1 : 0;
            }
            exits[exit] += (double) right / test.rows() / SEEDS;
        }
    }
}
