package io.sluice.cli.evaluate;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.sensors.SensorCostsFile;
import io.sluice.fitting.sensors.SensorRecorder;
import io.sluice.gates.Policy;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.RankingPredictor;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.ConfigurationLosses;
import io.sluice.gates.sensors.fit.ContextLosses;
import io.sluice.gates.sensors.fit.DeviceDelays;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.gates.sensors.fit.SensorEvaluation;
import io.sluice.gates.sensors.fit.SensorJudge;
import io.sluice.gates.sensors.fit.SensorReplay;
import io.sluice.gates.sensors.fit.SensorStrategy;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Judges the gates of a sensor bundle by replaying labelled sequences. What the policy does not
 * hold cannot be compared: beside its own gates there are those that follow from its losses by
 * context, and the oracle.
 */
final class SensorEvaluating {
    private static final double LEVEL = .95;

    private final Bundle bundle;
    private final SensorPolicy policy;
    private final Optional<SensorCostsFile> costs;
    private final boolean outsideContexts;
    private final Bootstrap bootstrap;

    /**
     * @param costs in place of those of the policy, if any; also how long commands take
     * @param outsideContexts whether the policy gets the recorded contexts as labels from outside
     */
    SensorEvaluating(
            Bundle bundle,
            Policy policy,
            Optional<SensorCostsFile> costs,
            boolean outsideContexts,
            long seed,
            int resamples) {
        this.bundle = bundle;
        this.costs = costs;
        this.outsideContexts = outsideContexts;
        this.bootstrap = new Bootstrap(seed, resamples, LEVEL);
        SensorPolicy own = policy.sensors().orElseThrow();
        this.policy = costs.map(file -> withCosts(own, file.costs(bundle.manifest()))).orElse(own);
    }

    private static SensorPolicy withCosts(SensorPolicy policy, SensorCosts costs) {
        return new SensorPolicy(
                policy.periodMillis(),
                costs,
                policy.predictor(),
                policy.selection(),
                policy.filter(),
                policy.contextLoss(),
                policy.gate(),
                policy.fusion(),
                policy.predictionSets());
    }

    SensorEvaluation evaluate(
            LabelledRows rows, KernelProvider provider, int threads, FitProgressListener listener) {
        RecordedSensors recorded =
                SensorRecorder.record(
                                bundle,
                                rows,
                                policy.periodMillis(),
                                policy.filter().contexts(),
                                provider,
                                threads,
                                listener)
                        .sensors();
        SensorStructure structure = recorded.structure();
        DeviceDelays delays =
                costs.map(file -> file.delays(bundle.manifest(), policy.periodMillis()))
                        .orElseGet(() -> DeviceDelays.least(structure.modalities().size()));
        SensorReplay replay =
                new SensorReplay(
                        recorded,
                        ConfigurationLosses.of(recorded, policy.fusion()),
                        delays,
                        IntStream.range(0, recorded.rows()).toArray());
        return new SensorJudge(
                        replay,
                        own(),
                        List.of(ranking(), context(), own()),
                        SensorJudge.allSensors(structure, policy),
                        bootstrap)
                .evaluate();
    }

    private SensorStrategy own() {
        boolean told = outsideContexts || policy.predictor() instanceof RankingPredictor;
        return new SensorStrategy(
                "its own", policy, told ? Knowledge.OUTSIDE : Knowledge.SENSORS, 0);
    }

    private SensorStrategy ranking() {
        int[][] rankings = ContextLosses.rankings(policy.contextLoss());
        return new SensorStrategy(
                "ranking",
                SensorStrategy.withPredictor(policy, new RankingPredictor(rankings)),
                Knowledge.OUTSIDE,
                0);
    }

    private SensorStrategy context() {
        return new SensorStrategy(
                "context",
                SensorStrategy.withPredictor(
                        policy, new ContextLossPredictor(policy.contextLoss())),
                own().knowledge(),
                0);
    }
}
