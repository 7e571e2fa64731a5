package io.sluice.proof.sensors;

import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.LambdaChoice;
import io.sluice.gates.sensors.fit.RandomConfigurations;
import io.sluice.gates.sensors.fit.Replayed;
import io.sluice.gates.sensors.fit.SensorFitSettings.Identification;
import io.sluice.gates.sensors.fit.SensorReplay;
import io.sluice.gates.sensors.fit.SensorStrategy;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every way of gating on every person, each judged once by gates that others were fitted to. */
final class MotionGates {
    private final MotionStudy study;
    private final SensorStructure structure;
    private final List<FoldGates> folds;

    final Bootstrap bootstrap = new Bootstrap(GatePlan.SEED, GatePlan.RESAMPLES, .95);
    final double[] lambdas = LambdaChoice.grid();
    final PersonFigures gate;
    final PersonFigures oracle;
    final PersonFigures allSensors;
    final PersonFigures random;
    final PersonFigures fixedByTheSameRule;
    final PersonFigures bestFixedForNoMoreEnergy;
    final List<PersonFigures> fixed = new ArrayList<>();
    final Map<Identification, List<PersonFigures>> curves = new EnumMap<>(Identification.class);
    final List<PersonFigures> told = new ArrayList<>();
    final List<PersonFigures> oracles = new ArrayList<>();
    final List<PersonFigures> randoms = new ArrayList<>();

    MotionGates(MotionStudy study) {
        this.study = study;
        this.structure = study.branches().structure();
        this.folds =
                IntStream.range(0, PeopleFolds.FOLDS)
                        .parallel()
                        .mapToObj(test -> FoldGates.fit(study, test))
                        .toList();
        gate = figures();
        oracle = figures();
        allSensors = figures();
        random = figures();
        fixedByTheSameRule = figures();
        bestFixedForNoMoreEnergy = figures();
        for (int k = 0; k < structure.configurations().size(); k++) {
            fixed.add(figures());
        }
        for (Identification by : Identification.values()) {
            curves.put(by, listOfFigures());
        }
        told.addAll(listOfFigures());
        oracles.addAll(listOfFigures());
        randoms.addAll(listOfFigures());
        folds.forEach(this::judge);
    }

    private PersonFigures figures() {
        return new PersonFigures(
                study.streams(), study.activities().size(), structure.modalities().size());
    }

    private List<PersonFigures> listOfFigures() {
        return Arrays.stream(lambdas).mapToObj(lambda -> figures()).toList();
    }

    private void judge(FoldGates fold) {
        SensorReplay test = fold.test();
        List<Replayed> configurations = fold.fixed(test);
        for (int k = 0; k < configurations.size(); k++) {
            fixed.get(k).add(configurations.get(k));
        }
        allSensors.add(fold.allSensors(test));
        fixedByTheSameRule.add(configurations.get(fold.fixedByTheSameRule()));
        bestFixedForNoMoreEnergy.add(configurations.get(fold.bestFixedForNoMoreEnergy()));
        Replayed gated = test.run(fold.chosen());
        gate.add(gated);
        addRandom(random, configurations, gated);
        SensorStrategy own = fold.strategy(Identification.LINEAR);
        oracle.add(test.run(knowing(fold.chosen(), Knowledge.ORACLE)));
        for (int i = 0; i < lambdas.length; i++) {
            for (Identification by : Identification.values()) {
                Replayed replayed = test.run(fold.strategy(by).withLambda(lambdas[i]));
                curves.get(by).get(i).add(replayed);
                if (by == Identification.LINEAR) {
                    addRandom(randoms.get(i), configurations, replayed);
                }
            }
            SensorStrategy ranking = fold.strategy(Identification.RANKING).withLambda(lambdas[i]);
            told.get(i).add(test.run(knowing(ranking, Knowledge.OUTSIDE)));
            SensorStrategy swept = own.withLambda(lambdas[i]);
            oracles.get(i).add(test.run(knowing(swept, Knowledge.ORACLE)));
        }
    }

    private static SensorStrategy knowing(SensorStrategy strategy, Knowledge knowledge) {
        return new SensorStrategy(strategy.name(), strategy.policy(), knowledge, 0);
    }

    private static void addRandom(
            PersonFigures figures, List<Replayed> configurations, Replayed ofEqualEnergy) {
        RandomConfigurations all = new RandomConfigurations(configurations);
        figures.addMixture(configurations, all.shares(ofEqualEnergy.meanJoules()));
    }

    SensorStructure structure() {
        return structure;
    }

    List<FoldGates> folds() {
        return folds;
    }

    MotionStudy study() {
        return study;
    }
}
