package io.sluice.cli.evaluate;

import io.sluice.cli.evaluate.Evaluation.Curve;
import io.sluice.cli.evaluate.Evaluation.Interval;
import io.sluice.cli.evaluate.Evaluation.Point;
import io.sluice.cli.evaluate.Evaluation.ReliabilityBin;
import io.sluice.cli.evaluate.Evaluation.RuleResult;
import io.sluice.cli.evaluate.Evaluation.StageCost;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PredictionSets;
import io.sluice.gates.Prices;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.Baselines;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.CalibrationError;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.fit.RuleFamily;
import io.sluice.gates.fit.SetCoverage;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.bundle.StageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Judges a policy and the baselines on recorded logits. Baselines choose their thresholds on one
 * part of the rows; every figure is of the other.
 */
final class Evaluator {
    private static final double LEVEL = .95;

    private final List<StageSpec> stages;
    private final double[] seconds;
    private final Policy policy;
    private final Optional<Double> watts;
    private final Bootstrap bootstrap;
    private final LadderLogits test;
    private final LadderLogits fitting;
    private final LadderLogits validation;
    private final double[] fullIsRight;

    /**
     * @param stages the bundle's
     * @param seconds measured per row of each stage
     * @param watts the power that joules are estimated by, if any
     * @param all what every exit said about every row, all with labels
     * @param tuning the share of rows on which baselines choose their thresholds
     */
    Evaluator(
            List<StageSpec> stages,
            double[] seconds,
            Policy policy,
            Optional<Double> watts,
            LadderLogits all,
            double tuning,
            long seed,
            int resamples) {
        this.stages = stages;
        this.seconds = seconds;
        this.policy = policy;
        this.watts = watts;
        this.bootstrap = new Bootstrap(seed, resamples, LEVEL);
        int[] labels = IntStream.range(0, all.rows()).map(all::label).toArray();
        SplitShares shares = new SplitShares(tuning / 4, tuning / 4, tuning / 2, 1 - tuning);
        Splits splits = Splits.stratified(labels, all.classes(), shares, seed);
        int[] learning = Arrays.copyOf(splits.fit(), splits.fit().length + splits.gates().length);
        System.arraycopy(splits.gates(), 0, learning, splits.fit().length, splits.gates().length);
        this.fitting = all.rows(learning);
        this.validation = all.rows(splits.calibration());
        this.test = all.rows(splits.test());
        this.fullIsRight = right(Outcomes.of(FixedExit.full(), test));
    }

    Evaluation evaluate(String bundle, String data, List<String> notes) {
        List<RuleFamily> families = new ArrayList<>();
        if (policy.exitRule() instanceof RemainingMass gates) {
            families.add(Baselines.gates(gates));
        }
        families.addAll(Baselines.families(fitting, validation));
        Outcomes ours =
                Outcomes.of(policy.ruleAt(0), test, Prices.NONE, deepest(policy.maxMultiplyAdds()));
        List<RuleResult> rules = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        rules.add(result("policy " + policy.version(), policy.exitRule(), ours));
        for (RuleFamily family : families) {
            List<Outcomes> outcomes =
                    family.rules().stream().map(rule -> Outcomes.of(rule, test)).toList();
            if (family.rules().size() > 1) {
                curves.add(curve(family, outcomes));
            }
            addResults(rules, family, outcomes, ours.meanCost());
        }
        return new Evaluation(
                bundle,
                data,
                fitting.rows() + validation.rows(),
                test.rows(),
                bootstrap.seed(),
                bootstrap.resamples(),
                stageCosts(),
                rules,
                curves,
                reliability(ours),
                notes);
    }

    /** The last exit that a cap leaves to an event; the first when it does not even allow that. */
    private int deepest(long cap) {
        long sum = 0;
        int deepest = 0;
        for (int exit = 0; exit < stages.size(); exit++) {
            sum += stages.get(exit).multiplyAdds();
            deepest = sum <= cap ? exit : deepest;
        }
        return deepest;
    }

    /** All fixed exits, and of each other family the rule whose cost is nearest to the policy's. */
    private void addResults(
            List<RuleResult> rules, RuleFamily family, List<Outcomes> outcomes, double cost) {
        if (family.rules().stream().allMatch(FixedExit.class::isInstance)) {
            for (int i = 0; i < outcomes.size(); i++) {
                FixedExit rule = (FixedExit) family.rules().get(i);
                if (rule.index() < stages.size() - 1) {
                    String exit = stages.get(rule.index()).exit();
                    rules.add(result("always " + exit, rule, outcomes.get(i)));
                } else if (rule.index() == FixedExit.LAST) {
                    rules.add(result("full model", rule, outcomes.get(i)));
                }
            }
            return;
        }
        int nearest =
                IntStream.range(0, outcomes.size())
                        .boxed()
                        .min(
                                Comparator.comparingDouble(
                                        i -> Math.abs(outcomes.get(i).meanCost() - cost)))
                        .orElseThrow();
        rules.add(result(family.name(), family.rules().get(nearest), outcomes.get(nearest)));
    }

    private RuleResult result(String name, ExitRule rule, Outcomes outcomes) {
        double[] isRight = right(outcomes);
        double[] disagrees = new double[outcomes.rows()];
        double micros = 0;
        double[] upTo = cumulative(seconds);
        for (int row = 0; row < disagrees.length; row++) {
            disagrees[row] = outcomes.disagrees(row) ? 1 : 0;
            micros += 1e6 * upTo[outcomes.exit(row)] / disagrees.length;
        }
        double[] shares = outcomes.exitShares();
        double expected = 0;
        long sum = 0;
        for (int exit = 0; exit < shares.length; exit++) {
            sum += stages.get(exit).multiplyAdds();
            expected += shares[exit] * sum;
        }
        double power = watts.orElse(0.0);
        Optional<SetCoverage> sets = rule == policy.exitRule() ? sets(outcomes) : Optional.empty();
        return new RuleResult(
                name,
                rule.toString(),
                interval(bootstrap.mean(isRight)),
                interval(bootstrap.difference(isRight, fullIsRight)),
                interval(bootstrap.mean(disagrees)),
                outcomes.meanCost(),
                Math.round(expected),
                micros,
                watts.isEmpty() ? null : 1e-6 * micros * power,
                CalibrationError.of(outcomes),
                sets.map(SetCoverage::coverage).orElse(null),
                sets.map(SetCoverage::meanSize).orElse(null),
                Arrays.stream(shares).boxed().toList(),
                outcomes.ties());
    }

    private Optional<SetCoverage> sets(Outcomes outcomes) {
        Optional<PredictionSets> sets = policy.predictionSets();
        return sets.map(some -> SetCoverage.of(some, outcomes));
    }

    private Curve curve(RuleFamily family, List<Outcomes> outcomes) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcomes one = outcomes.get(i);
            points.add(
                    new Point(
                            one.meanCost(),
                            one.accuracy(),
                            one.disagreement(),
                            family.rules().get(i).toString()));
        }
        points.sort(Comparator.comparingDouble(Point::cost));
        return new Curve(family.name(), points);
    }

    private List<StageCost> stageCosts() {
        long full = stages.stream().mapToLong(StageSpec::multiplyAdds).sum();
        List<StageCost> costs = new ArrayList<>();
        long sum = 0;
        for (int exit = 0; exit < stages.size(); exit++) {
            StageSpec stage = stages.get(exit);
            sum += stage.multiplyAdds();
            Outcomes here = Outcomes.of(new FixedExit(exit), test);
            costs.add(
                    new StageCost(
                            stage.name(),
                            stage.exit(),
                            stage.multiplyAdds(),
                            full == 0 ? 1 : (double) sum / full,
                            1e6 * seconds[exit],
                            here.accuracy(),
                            CalibrationError.of(here)));
        }
        return costs;
    }

    private static List<ReliabilityBin> reliability(Outcomes outcomes) {
        return CalibrationError.bins(outcomes).stream()
                .map(bin -> new ReliabilityBin(bin.rows(), bin.confidence(), bin.accuracy()))
                .collect(Collectors.toList());
    }

    private static double[] right(Outcomes outcomes) {
        double[] right = new double[outcomes.rows()];
        for (int row = 0; row < right.length; row++) {
            right[row] = outcomes.isRight(row) ? 1 : 0;
        }
        return right;
    }

    private static double[] cumulative(double[] values) {
        double[] sums = values.clone();
        for (int i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        return sums;
    }

    private static Interval interval(Bootstrap.Interval interval) {
        return new Interval(interval.estimate(), interval.lower(), interval.upper());
    }
}
