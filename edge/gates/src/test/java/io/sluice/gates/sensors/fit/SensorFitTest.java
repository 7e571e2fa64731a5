package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.gates.sensors.PatternSets;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.Workspace;
import io.sluice.gates.sensors.fit.SensorEvaluation.Curve;
import io.sluice.gates.sensors.fit.SensorEvaluation.Outcome;
import io.sluice.gates.sensors.fit.SensorEvaluation.Point;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorFitTest {
    private static final RecordedSensors RECORDED = SyntheticSensors.recording(40, 250, 11);
    private static final Splits SPLITS =
            SequenceSplits.byKey(RECORDED.samples(), new SplitShares(.3, .2, .25, .25), 1);
    private static final FittedSensors FITTED =
            SensorFit.fit(
                    RECORDED,
                    SPLITS,
                    SyntheticSensors.settings(new SensorGoal.NoWorse(.05, Replayed.Measure.LOSS)));
    private static final SensorEvaluation EVALUATION = FITTED.evaluate(SPLITS.test());

    @Test
    void alongLambdaPredictedEnergyFallsAndPredictedLossRises() {
        List<Curve> compute =
                EVALUATION.curves().stream().filter(curve -> !curve.sensors()).toList();

        assertThat(compute)
                .extracting(Curve::strategy)
                .containsExactly("ranking", "context", "linear", "attention", "oracle");
        for (Curve curve : compute) {
            for (int i = 1; i < curve.points().size(); i++) {
                Point less = curve.points().get(i - 1);
                Point more = curve.points().get(i);
                assertThat(more.computeJoules())
                        .as(curve.strategy())
                        .isLessThanOrEqualTo(less.computeJoules() + 1e-12);
                assertThat(more.predictedLoss())
                        .as(curve.strategy())
                        .isGreaterThanOrEqualTo(less.predictedLoss() - 1e-9);
            }
        }
    }

    @Test
    void lambdaZeroIsTheLeastPredictedLoss() {
        SensorPolicy policy = SensorStrategy.withLambda(FITTED.policy(), 0);
        Replayed replayed =
                FITTED.calibration()
                        .run(
                                new SensorStrategy(
                                        "all on",
                                        policy,
                                        Knowledge.SENSORS,
                                        SyntheticSensors.BOTH));
        float[][] summaries = RECORDED.newSummaries();
        float[] predicted = new float[3];
        for (int at = 0; at < replayed.size(); at++) {
            RECORDED.readSummaries(replayed.row(at), summaries);
            policy.predictor()
                    .predict(
                            summaries,
                            SyntheticSensors.BOTH,
                            new double[] {.5, .5},
                            predicted,
                            new Workspace());
            for (float other : predicted) {
                assertThat(predicted[replayed.configuration(at)]).isLessThanOrEqualTo(other);
            }
        }
    }

    @Test
    void theChosenGatesSaveEnergyWithinTheMargin() {
        Outcome policy = EVALUATION.outcomes().get(0);
        Outcome all = EVALUATION.outcomes().get(1);
        SampleUnits units = SampleUnits.of(RECORDED.samples(), FITTED.calibration().rows());
        Replayed gated = FITTED.calibration().run(FITTED.chosen());
        Replayed everything =
                FITTED.calibration()
                        .fixed(
                                FITTED.allSensors(),
                                SyntheticSensors.BOTH,
                                SyntheticSensors.COSTS,
                                SyntheticSensors.PERIOD);

        assertThat(
                        units.difference(
                                        gated,
                                        everything,
                                        Replayed.Measure.LOSS,
                                        FITTED.bootstrap())
                                .upper())
                .isLessThan(.05);
        assertThat(policy.joules()).isLessThan(.95 * all.joules());
        assertThat(policy.joulesOfAll()).isEqualTo(policy.joules() / all.joules());
        assertThat(all.lossDifference().value()).isZero();
        assertThat(all.on()).containsExactly(1.0, 1.0);
        assertThat(policy.contexts()).hasSize(2);
        assertThat(policy.contextAccuracy()).isGreaterThan(.8);
    }

    @Test
    void noGateBeatsTheOracle() {
        double oracle = loss("oracle");

        assertThat(EVALUATION.curves())
                .filteredOn(Curve::sensors)
                .allSatisfy(
                        curve ->
                                assertThat(curve.points().get(0).loss())
                                        .isGreaterThanOrEqualTo(oracle));
    }

    private static double loss(String strategy) {
        return EVALUATION.curves().stream()
                .filter(curve -> curve.sensors() && curve.strategy().equals(strategy))
                .mapToDouble(curve -> curve.points().get(0).loss())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMaximalEnergyIsKeptOnTheCalibrationRows() {
        FittedSensors fitted =
                SensorFit.fit(
                        RECORDED, SPLITS, SyntheticSensors.settings(new SensorGoal.MaxEnergy(3)));

        assertThat(fitted.calibration().run(fitted.chosen()).meanJoules()).isLessThanOrEqualTo(3);
    }

    @Test
    void aGoalOutOfReachIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> fit(new SensorGoal.MaxEnergy(.2)))
                .hasMessageContaining("no lambda spends at most 0.2000 J")
                .hasMessageContaining("the least is");
        assertThatThrownBy(() -> fit(new SensorGoal.NoWorse(1e-9, Replayed.Measure.ERROR)))
                .hasMessageContaining("by a margin of 1.000e-09")
                .hasMessageContaining("10 keys");
    }

    private static FittedSensors fit(SensorGoal goal) {
        return SensorFit.fit(RECORDED, SPLITS, SyntheticSensors.settings(goal));
    }

    @Test
    void theSameRequestGivesTheSameGates() {
        SensorFitSettings settings =
                SyntheticSensors.settings(new SensorGoal.NoWorse(.05, Replayed.Measure.LOSS));
        SensorEvaluation again = SensorFit.fit(RECORDED, SPLITS, settings).evaluate(SPLITS.test());

        assertThat(again).isEqualTo(EVALUATION);
    }

    /** Patterns are met by sensors that fail in any context. */
    @Test
    void setsHoldTheClassForEveryPatternAndWiden() {
        RecordedSensors recorded = SyntheticSensors.recording(60, 200, 12);
        int[] rows = SyntheticSensors.all(recorded);
        int[] calibration = Arrays.copyOf(rows, 6000);
        int[] test = Arrays.copyOfRange(rows, 6000, 12000);
        ConfigurationLosses losses = ConfigurationLosses.of(recorded, FITTED.policy().fusion());
        SensorReplay replay =
                new SensorReplay(recorded, losses, DeviceDelays.least(2), calibration);
        SensorPolicy policy = SensorStrategy.withLambda(FITTED.policy(), 0);
        SensorStrategy whole =
                new SensorStrategy("whole", policy, Knowledge.SENSORS, SyntheticSensors.BOTH);
        PatternSets sets = SetFit.fit(replay, whole, .1);

        assertThat(sets.patterns()).containsExactly(1, 2, 3);
        for (int pattern = 1; pattern <= 3; pattern++) {
            Replayed replayed =
                    replay.of(test)
                            .run(new SensorStrategy("failed", policy, Knowledge.SENSORS, pattern));
            double covered = 0;
            for (int at = 0; at < replayed.size(); at++) {
                boolean in = SetFit.score(replayed.loss(at)) <= sets.quantile(pattern);
                covered += in ? 1.0 / replayed.size() : 0;
            }
            // Binomial errors of calibration and of the count, four of them.
            double error = Math.sqrt(.1 * .9 * 2 / 6000);
            assertThat(covered).as("pattern %d", pattern).isBetween(.9 - 4 * error, .9 + 4 * error);
        }
        assertThat(sets.quantile(1)).isGreaterThanOrEqualTo(sets.quantile(3));
    }

    @Test
    void coverageIsReportedByPattern() {
        assertThat(EVALUATION.coverage()).isNotEmpty();
        int rows =
                EVALUATION.coverage().stream()
                        .filter(c -> !c.failed())
                        .mapToInt(c -> c.rows())
                        .sum();
        assertThat(EVALUATION.coverage()).anyMatch(c -> c.failed());
        assertThat(EVALUATION.curves().get(0).points().get(0).contexts()).hasSizeGreaterThan(1);
        assertThat(rows).isEqualTo(SPLITS.test().length);
        assertThat(EVALUATION.coverage())
                .filteredOn(c -> c.rows() > 100)
                .allSatisfy(c -> assertThat(c.covered()).isGreaterThan(.85));
    }

    @Test
    void aRandomConfigurationOfTheSameEnergyHasThatEnergy() {
        SensorReplay replay = FITTED.calibration();
        List<Replayed> fixed =
                List.of(
                        replay.fixed(0, 1, SyntheticSensors.COSTS, 1000),
                        replay.fixed(1, 2, SyntheticSensors.COSTS, 1000),
                        replay.fixed(2, 3, SyntheticSensors.COSTS, 1000));
        RandomConfigurations random = new RandomConfigurations(fixed);
        double[] shares = random.shares(3);
        double energy = 0;
        for (int k = 0; k < 3; k++) {
            energy += shares[k] * fixed.get(k).meanJoules();
        }

        assertThat(energy).isCloseTo(3, within(1e-6));
        assertThat(random.loss(fixed.get(0).meanJoules()))
                .isCloseTo(fixed.get(0).meanLoss(), within(1e-6));
    }
}
