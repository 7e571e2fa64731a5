package io.sluice.gates.sensors.fit;

import io.sluice.gates.Softmax;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.FullConfiguration;
import io.sluice.gates.sensors.PatternSets;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.SensorEvaluation.ContextOutcome;
import io.sluice.gates.sensors.fit.SensorEvaluation.Coverage;
import io.sluice.gates.sensors.fit.SensorEvaluation.Curve;
import io.sluice.gates.sensors.fit.SensorEvaluation.Interval;
import io.sluice.gates.sensors.fit.SensorEvaluation.Outcome;
import io.sluice.gates.sensors.fit.SensorEvaluation.Point;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges gates and what they are compared with on the rows of a replay. */
public final class SensorJudge {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    private final SensorReplay replay;
    private final SensorStructure structure;
    private final RecordedSamples samples;
    private final SensorStrategy chosen;
    private final List<SensorStrategy> strategies;
    private final Bootstrap bootstrap;
    private final SampleUnits units;
    private final SensorPolicy policy;
    private final Replayed allSensors;
    private final List<Replayed> fixed = new ArrayList<>();
    private final RandomConfigurations random;

    /**
     * @param replay the rows that everything is judged on
     * @param chosen the gates as they are to run
     * @param strategies what to sweep λ of, besides the oracle
     * @param allSensors the configuration that stands for all sensors
     */
    public SensorJudge(
            SensorReplay replay,
            SensorStrategy chosen,
            List<SensorStrategy> strategies,
            int allSensors,
            Bootstrap bootstrap) {
        this.replay = replay;
        this.structure = replay.recorded().structure();
        this.samples = replay.recorded().samples();
        this.chosen = chosen;
        this.strategies = new ArrayList<>(strategies);
        this.strategies.add(oracle(chosen));
        this.bootstrap = bootstrap;
        this.units = SampleUnits.of(samples, replay.rows());
        this.policy = chosen.policy();
        this.allSensors = fixed(allSensors, structure.allModalities());
        for (int k = 0; k < structure.configurations().size(); k++) {
            fixed.add(fixed(k, structure.modalitiesOf(k)));
        }
        this.random = new RandomConfigurations(fixed);
    }

    /** The configuration that stands for all sensors. */
    public static int allSensors(SensorStructure structure, SensorPolicy policy) {
        return new FullConfiguration(structure, policy).of(structure.allModalities());
    }

    private static SensorStrategy oracle(SensorStrategy chosen) {
        return new SensorStrategy("oracle", chosen.policy(), Knowledge.ORACLE, 0);
    }

    private Replayed fixed(int configuration, int on) {
        return replay.fixed(configuration, on, policy.costs(), policy.periodMillis());
    }

    public SensorEvaluation evaluate() {
        Replayed gated = replay.run(chosen);
        double lambda = policy.gate().selection().lambda();
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(outcome("policy (" + chosen.name() + ")", lambda, gated));
        outcomes.add(outcome("all sensors", null, allSensors));
        for (int k = 0; k < fixed.size(); k++) {
            String name = structure.configurations().get(k).name();
            outcomes.add(outcome("only " + name, null, fixed.get(k)));
        }
        outcomes.add(outcome("oracle", lambda, replay.run(oracle(chosen))));
        List<Curve> curves = new ArrayList<>();
        for (SensorStrategy strategy : strategies) {
            curves.add(curve(strategy, true));
        }
        for (SensorStrategy strategy : strategies) {
            curves.add(curve(strategy, false));
        }
        return new SensorEvaluation(
                replay.rows().length,
                keys(),
                units.toString(),
                structure.modalities(),
                outcomes,
                curves,
                policy.predictionSets().map(sets -> coverage(sets, gated)).orElse(List.of()));
    }

    private int keys() {
        int[] rows = replay.rows();
        int keys = 0;
        for (int at = 0; at < rows.length; at++) {
            keys += samples.continues(rows, at) ? 0 : 1;
        }
        return keys;
    }

    private Outcome outcome(String name, Double lambda, Replayed replayed) {
        double hours = replayed.size() * policy.periodMillis() / MILLIS_PER_HOUR;
        double contexts = replayed.contextAccuracy();
        return new Outcome(
                name,
                lambda,
                replayed.meanJoules(),
                replayed.meanJoules() / allSensors.meanJoules(),
                replayed.meanLoss(),
                replayed.error(),
                replayed.macroF1(),
                difference(replayed, Replayed.Measure.LOSS),
                difference(replayed, Replayed.Measure.ERROR),
                Arrays.stream(replayed.onShares(structure.modalities().size())).boxed().toList(),
                replayed.switches() / hours,
                Double.isNaN(contexts) ? null : contexts,
                byContext(replayed));
    }

    private Interval difference(Replayed replayed, Replayed.Measure measure) {
        Bootstrap.Interval interval = units.difference(replayed, allSensors, measure, bootstrap);
        return new Interval(interval.estimate(), interval.lower(), interval.upper());
    }

    private List<ContextOutcome> byContext(Replayed replayed) {
        List<ContextOutcome> contexts = new ArrayList<>();
        for (int c = 0; c < samples.contexts().size(); c++) {
            int context = c;
            int rows = 0;
            for (int at = 0; at < replayed.size(); at++) {
                rows += samples.context()[replayed.row(at)] == context ? 1 : 0;
            }
            if (rows > 0) {
                contexts.add(
                        new ContextOutcome(
                                samples.contexts().get(c),
                                rows,
                                mean(replayed, context, Replayed.Measure.JOULES),
                                mean(replayed, context, Replayed.Measure.LOSS),
                                mean(replayed, context, Replayed.Measure.ERROR)));
            }
        }
        return contexts;
    }

    private double mean(Replayed replayed, int context, Replayed.Measure measure) {
        return replayed.mean(at -> samples.context()[replayed.row(at)] == context, measure);
    }

    private Curve curve(SensorStrategy strategy, boolean sensors) {
        int on = sensors ? 0 : structure.allModalities();
        SensorStrategy swept =
                new SensorStrategy(strategy.name(), strategy.policy(), strategy.knowledge(), on);
        List<Point> points = new ArrayList<>();
        for (double lambda : LambdaChoice.grid()) {
            points.add(point(lambda, replay.run(swept.withLambda(lambda))));
        }
        return new Curve(strategy.name(), sensors, points);
    }

    private Point point(double lambda, Replayed replayed) {
        double predicted = 0;
        double compute = 0;
        for (int at = 0; at < replayed.size(); at++) {
            predicted += replayed.predictedLoss(at) / replayed.size();
            if (replayed.configuration(at) >= 0) {
                ConfigurationShape ran = structure.configurations().get(replayed.configuration(at));
                compute += policy.costs().configurationJoules(ran) / replayed.size();
            }
        }
        return new Point(
                lambda,
                replayed.meanJoules(),
                replayed.meanLoss(),
                replayed.error(),
                replayed.macroF1(),
                predicted,
                compute,
                random.loss(replayed.meanJoules()),
                random.error(replayed.meanJoules()),
                byContext(replayed));
    }

    /** Of the patterns that the gates made, and of those that sensors which fail would make. */
    private List<Coverage> coverage(PatternSets sets, Replayed gated) {
        List<Coverage> coverage = new ArrayList<>(coverage(sets, gated, false));
        for (int pattern : sets.patterns()) {
            SensorStrategy left =
                    new SensorStrategy(chosen.name(), policy, chosen.knowledge(), pattern);
            if (pattern != 0 && pattern != structure.allModalities()) {
                coverage.addAll(coverage(sets, replay.run(left), true));
            }
        }
        return coverage;
    }

    private List<Coverage> coverage(PatternSets sets, Replayed replayed, boolean failed) {
        Map<Integer, double[]> byPattern = new TreeMap<>();
        RecordedSensors recorded = replay.recorded();
        float[][] logits = recorded.newLogits();
        float[] fused = new float[recorded.classes()];
        Softmax softmax = new Softmax();
        for (int at = 0; at < replayed.size(); at++) {
            if (replayed.configuration(at) < 0) {
                continue;
            }
            recorded.readLogits(replayed.row(at), logits);
            policy.fusion().fuse(replayed.configuration(at), logits, fused);
            softmax.read(fused, 0, fused.length);
            double[] sums = byPattern.computeIfAbsent(replayed.present(at), p -> new double[3]);
            sums[0]++;
            int label = samples.labels()[replayed.row(at)];
            int[] set = sets.set(replayed.present(at), softmax);
            sums[1] += Arrays.binarySearch(set, label) >= 0 ? 1 : 0;
            sums[2] += set.length;
        }
        List<Coverage> coverage = new ArrayList<>();
        byPattern.forEach(
                (pattern, sums) ->
                        coverage.add(
                                new Coverage(
                                        structure.names(pattern),
                                        failed,
                                        (int) sums[0],
                                        sums[1] / sums[0],
                                        sums[2] / sums[0])));
        return coverage;
    }
}
