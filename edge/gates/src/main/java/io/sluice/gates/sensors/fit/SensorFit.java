package io.sluice.gates.sensors.fit;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.Splits;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.LossPredictor;
import io.sluice.gates.sensors.RankingPredictor;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.SensorFitSettings.Identification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fits all gates of a sensor bundle to a recording. Which rows serve what: fusion weights come from
 * <em>gates</em>; context filter, losses by context and learned gates from <em>fit</em>, their
 * trust and epoch from <em>gates</em>; λ and prediction sets from <em>calibration</em>. The test
 * rows are not read.
 */
public final class SensorFit {
    private static final double LEVEL = .95;

    /** Losses count at most so many times that of an answer that knows nothing. */
    private static final float MOST_LOSS = 2;

    private final RecordedSensors recorded;
    private final Splits splits;
    private final SensorFitSettings settings;
    private final Bootstrap bootstrap;

    private SensorFit(RecordedSensors recorded, Splits splits, SensorFitSettings settings) {
        this.recorded = recorded;
        this.splits = splits;
        this.settings = settings;
        this.bootstrap = new Bootstrap(settings.seed(), settings.resamples(), LEVEL);
    }

    /**
     * Fits.
     *
     * @throws IllegalArgumentException when no λ reaches the goal, a configuration has no rows to
     *     be fitted on, or costs or rankings do not fit the structure
     */
    public static FittedSensors fit(
            RecordedSensors recorded, Splits splits, SensorFitSettings settings) {
        return new SensorFit(recorded, splits, settings).fit();
    }

    private FittedSensors fit() {
        settings.costs().requireFits(recorded.structure());
        LateFusion fusion = fusion();
        ConfigurationLosses losses = ConfigurationLosses.of(recorded, fusion);
        float most = MOST_LOSS * losses.uninformed();
        float[][] table = ContextLosses.table(recorded.samples(), losses, splits.fit(), most);
        ContextFilter filter =
                ContextFit.fit(recorded, splits.fit(), splits.gates(), settings.outsideAccuracy());
        Map<Identification, LossPredictor> predictors = predictors(losses, table, most);
        List<SensorStrategy> strategies = new ArrayList<>();
        predictors.forEach(
                (by, predictor) ->
                        strategies.add(strategy(by, policy(predictor, filter, table, fusion))));
        SensorStrategy own = strategies.get(settings.identification().ordinal());
        int allSensors = SensorJudge.allSensors(recorded.structure(), own.policy());
        SensorReplay replay =
                new SensorReplay(recorded, losses, settings.delays(), splits.calibration());
        Replayed all =
                replay.fixed(
                        allSensors,
                        recorded.structure().allModalities(),
                        settings.costs(),
                        settings.periodMillis());
        LambdaChoice choice = LambdaChoice.of(settings.goal(), own, replay, all, bootstrap);
        SensorStrategy chosen = own.withLambda(choice.lambda());
        if (settings.missRate().isPresent()) {
            chosen = withSets(chosen, replay, settings.missRate().getAsDouble());
        }
        return new FittedSensors(chosen, strategies, losses, allSensors, replay, bootstrap);
    }

    private static SensorStrategy withSets(
            SensorStrategy strategy, SensorReplay replay, double missRate) {
        SensorPolicy policy = strategy.policy();
        SensorPolicy answering =
                new SensorPolicy(
                        policy.periodMillis(),
                        policy.costs(),
                        policy.predictor(),
                        policy.selection(),
                        policy.filter(),
                        policy.contextLoss(),
                        policy.gate(),
                        policy.fusion(),
                        Optional.of(SetFit.fit(replay, strategy, missRate)));
        return new SensorStrategy(strategy.name(), answering, strategy.knowledge(), strategy.on());
    }

    private LateFusion fusion() {
        SensorStructure structure = recorded.structure();
        float[][] weights = new float[recorded.configurations()][structure.branches().size()];
        for (int k = 0; k < weights.length; k++) {
            ConfigurationShape configuration = structure.configurations().get(k);
            int[] rows = rowsWith(structure.modalitiesOf(k), configuration.name());
            float[] fitted = new FusionWeights(recorded, rows).fit(configuration.branches());
            for (int b = 0, at = 0; b < weights[k].length; b++) {
                if ((configuration.branches() >> b & 1) != 0) {
                    weights[k][b] = fitted[at++];
                }
            }
        }
        return new LateFusion(weights);
    }

    private int[] rowsWith(int modalities, String configuration) {
        int[] rows =
                Arrays.stream(splits.gates())
                        .filter(row -> (modalities & ~recorded.samples().present()[row]) == 0)
                        .toArray();
        if (rows.length == 0) {
            throw new IllegalArgumentException(
                    "configuration '"
                            + configuration
                            + "' needs "
                            + String.join(", ", recorded.structure().names(modalities))
                            + ", which no row of the part gates has together");
        }
        return rows;
    }

    private Map<Identification, LossPredictor> predictors(
            ConfigurationLosses losses, float[][] table, float most) {
        Map<Identification, LossPredictor> predictors = new EnumMap<>(Identification.class);
        predictors.put(
                Identification.RANKING,
                new RankingPredictor(
                        settings.rankings().orElseGet(() -> ContextLosses.rankings(table))));
        predictors.put(Identification.CONTEXT, new ContextLossPredictor(table));
        predictors.put(Identification.LINEAR, learned(PredictorFit.Kind.LINEAR, losses, most));
        predictors.put(
                Identification.ATTENTION, learned(PredictorFit.Kind.ATTENTION, losses, most));
        int contexts = recorded.samples().contexts().size();
        predictors.values().forEach(p -> p.requireFits(recorded.structure(), contexts));
        return predictors;
    }

    private LossPredictor learned(PredictorFit.Kind kind, ConfigurationLosses losses, float most) {
        return PredictorFit.fit(
                kind,
                recorded,
                losses,
                most,
                splits.fit(),
                splits.gates(),
                settings.training().withSeed(settings.seed()));
    }

    private SensorPolicy policy(
            LossPredictor predictor, ContextFilter filter, float[][] table, LateFusion fusion) {
        return new SensorPolicy(
                settings.periodMillis(),
                settings.costs(),
                predictor,
                settings.selection(),
                filter,
                table,
                settings.gate(),
                fusion,
                Optional.empty());
    }

    private SensorStrategy strategy(Identification by, SensorPolicy policy) {
        return new SensorStrategy(
                by.name().toLowerCase(java.util.Locale.ROOT), policy, settings.knowledge(by), 0);
    }
}
