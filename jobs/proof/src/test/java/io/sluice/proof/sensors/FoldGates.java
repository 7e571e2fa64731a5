package io.sluice.proof.sensors;

import io.sluice.gates.fit.Splits;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.fit.ContextLosses;
import io.sluice.gates.sensors.fit.FittedSensors;
import io.sluice.gates.sensors.fit.LambdaChoice;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.gates.sensors.fit.Replayed;
import io.sluice.gates.sensors.fit.SensorFit;
import io.sluice.gates.sensors.fit.SensorFitSettings.Identification;
import io.sluice.gates.sensors.fit.SensorGoal;
import io.sluice.gates.sensors.fit.SensorReplay;
import io.sluice.gates.sensors.fit.SensorStrategy;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import java.util.ArrayList;
import java.util.List;

/**
 * The gates of one fold, fitted and chosen on other people than its own: of all groups, gates and λ
 * that are tried the least energy whose macro-F1 on the calibration people is at most a margin
 * below that of all sensors; where none is, the greatest macro-F1.
 */
final class FoldGates {
    /** Losses count at most so many nats in the profiles that activities are grouped by. */
    private static final float MOST_LOSS = 5;

    private final MotionStudy study;
    private final int test;
    private final Splits splits;
    private final SensorReplay calibration;
    private final int allSensors;
    private final List<SensorStrategy> strategies;
    private final SensorStrategy chosen;
    private final ActivityGroups groups;
    private final boolean isIntervalBelowMargin;

    private record Candidate(
            FittedSensors fitted,
            ActivityGroups groups,
            SensorStrategy strategy,
            SensorGate.Settings gate,
            double f1,
            double energy) {
        boolean isBetterThan(Candidate other, double least) {
            boolean reaches = f1 >= least;
            if (other == null || reaches != other.f1 >= least) {
                return other == null || reaches;
            }
            return reaches ? energy < other.energy : f1 > other.f1;
        }
    }

    private FoldGates(MotionStudy study, int test) {
        this.study = study;
        this.test = test;
        this.splits = study.folds().splits(test);
        Candidate best = best();
        this.calibration = best.fitted.calibration();
        this.allSensors = best.fitted.allSensors();
        this.groups = best.groups;
        this.strategies = best.fitted.strategies().stream().map(s -> with(s, best.gate)).toList();
        this.chosen = best.strategy;
        this.isIntervalBelowMargin = isIntervalBelowMargin(best);
    }

    static FoldGates fit(MotionStudy study, int test) {
        return new FoldGates(study, test);
    }

    private Candidate best() {
        FittedSensors each = fitted(ActivityGroups.each(study.activities()));
        double least = f1(allSensors(each)) - GatePlan.MARGIN;
        Candidate best = null;
        for (int count : GatePlan.GROUPS) {
            ActivityGroups grouped = groups(each, count);
            FittedSensors fitted = count == 0 ? each : fitted(grouped);
            for (SensorGate.Settings gate : GatePlan.gates()) {
                for (Identification by : GatePlan.IDENTIFICATIONS) {
                    for (double lambda : LambdaChoice.grid()) {
                        Candidate tried = tried(fitted, grouped, gate, by, lambda);
                        best = tried.isBetterThan(best, least) ? tried : best;
                    }
                }
            }
        }
        return best;
    }

    private Candidate tried(
            FittedSensors fitted,
            ActivityGroups grouped,
            SensorGate.Settings gate,
            Identification by,
            double lambda) {
        SensorStrategy strategy =
                with(fitted.strategies().get(by.ordinal()), gate).withLambda(lambda);
        Replayed replayed = fitted.calibration().run(strategy);
        return new Candidate(fitted, grouped, strategy, gate, f1(replayed), replayed.meanJoules());
    }

    private static Replayed allSensors(FittedSensors fitted) {
        SensorPolicy policy = fitted.policy();
        return fitted.calibration()
                .fixed(
                        fitted.allSensors(),
                        fitted.calibration().recorded().structure().allModalities(),
                        policy.costs(),
                        policy.periodMillis());
    }

    private FittedSensors fitted(ActivityGroups grouped) {
        RecordedSensors recorded = study.recorded(test, grouped.names(), grouped.groupOf());
        return SensorFit.fit(recorded, splits, GatePlan.settings(recorded.structure()));
    }

    private ActivityGroups groups(FittedSensors each, int count) {
        float[][] profiles =
                ContextLosses.table(
                        each.calibration().recorded().samples(),
                        each.losses(),
                        splits.fit(),
                        MOST_LOSS);
        return count == 0
                ? ActivityGroups.each(study.activities())
                : ActivityGroups.of(study.activities(), profiles, count);
    }

    /** No strategy is told the context, not even the rule. */
    private static SensorStrategy with(SensorStrategy strategy, SensorGate.Settings gate) {
        SensorPolicy policy = strategy.policy();
        return new SensorStrategy(
                strategy.name(),
                new SensorPolicy(
                        policy.periodMillis(),
                        policy.costs(),
                        policy.predictor(),
                        gate.selection(),
                        policy.filter(),
                        policy.contextLoss(),
                        gate,
                        policy.fusion(),
                        policy.predictionSets()),
                Knowledge.SENSORS,
                0);
    }

    private double f1(Replayed replayed) {
        return figures().add(replayed).meanF1();
    }

    PersonFigures figures() {
        return new PersonFigures(
                study.streams(), study.activities().size(), WisdmWindows.SENSORS.size());
    }

    /** Whether the command's own rule would find a λ: the interval of the error's difference. */
    private boolean isIntervalBelowMargin(Candidate best) {
        try {
            LambdaChoice.of(
                    new SensorGoal.NoWorse(GatePlan.MARGIN, Replayed.Measure.ERROR),
                    chosen,
                    calibration,
                    allSensors(best.fitted),
                    best.fitted.bootstrap());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean isIntervalBelowMargin() {
        return isIntervalBelowMargin;
    }

    SensorStrategy chosen() {
        return chosen;
    }

    ActivityGroups groups() {
        return groups;
    }

    double lambda() {
        return chosen.policy().gate().selection().lambda();
    }

    SensorStrategy strategy(Identification by) {
        return strategies.get(by.ordinal());
    }

    SensorReplay calibration() {
        return calibration;
    }

    SensorReplay test() {
        return calibration.of(splits.test());
    }

    /** All sensors on, and the best configuration that needs them. */
    Replayed allSensors(SensorReplay replay) {
        int all = replay.recorded().structure().allModalities();
        return replay.fixed(
                allSensors, all, chosen.policy().costs(), chosen.policy().periodMillis());
    }

    /** Every configuration with its own sensors. */
    List<Replayed> fixed(SensorReplay replay) {
        List<Replayed> fixed = new ArrayList<>();
        int[] needs = replay.recorded().structure().modalitiesOfAll();
        for (int k = 0; k < needs.length; k++) {
            fixed.add(
                    replay.fixed(
                            k, needs[k], chosen.policy().costs(), chosen.policy().periodMillis()));
        }
        return fixed;
    }

    /** The configuration that the rule of the gates would choose. */
    int fixedByTheSameRule() {
        double least = f1(allSensors(calibration)) - GatePlan.MARGIN;
        List<Replayed> fixed = fixed(calibration);
        int best = -1;
        for (int k = 0; k < fixed.size(); k++) {
            boolean reaches = f1(fixed.get(k)) >= least;
            if (best < 0
                    || isBetter(
                            fixed.get(k), fixed.get(best), reaches, f1(fixed.get(best)) >= least)) {
                best = k;
            }
        }
        return best;
    }

    private boolean isBetter(
            Replayed one, Replayed other, boolean oneReaches, boolean otherReaches) {
        if (oneReaches != otherReaches) {
            return oneReaches;
        }
        boolean isCheaper = one.meanJoules() < other.meanJoules();
        boolean isAsCheap = one.meanJoules() == other.meanJoules();
        return oneReaches && !isAsCheap ? isCheaper : f1(one) > f1(other);
    }

    /** The configuration of greatest macro-F1 that needs no more energy than the gates spend. */
    int bestFixedForNoMoreEnergy() {
        double most = calibration.run(chosen).meanJoules();
        List<Replayed> fixed = fixed(calibration);
        int best = -1;
        for (int k = 0; k < fixed.size(); k++) {
            if (fixed.get(k).meanJoules() <= most
                    && (best < 0 || f1(fixed.get(k)) > f1(fixed.get(best)))) {
                best = k;
            }
        }
        return best;
    }
}
