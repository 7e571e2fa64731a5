package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.ExpertEvaluation.Strategy;
import io.sluice.gates.fit.Bootstrap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges a policy on recorded requests. */
public final class ExpertJudge {
    private final RecordedExperts recorded;
    private final int[] rows;
    private final ExpertPolicy policy;
    private final double routerJoules;
    private final Bootstrap bootstrap;
    private final List<ExpertReplay> singles = new ArrayList<>();

    /**
     * A judge.
     *
     * @param rows those to judge on, at least one
     * @param routerJoules what the router takes for a request, J
     * @throws IllegalArgumentException when the policy is about other experts or features
     */
    public ExpertJudge(
            RecordedExperts recorded,
            int[] rows,
            ExpertPolicy policy,
            double routerJoules,
            Bootstrap bootstrap) {
        this.recorded = recorded;
        this.rows = rows.clone();
        this.policy = policy;
        this.routerJoules = routerJoules;
        this.bootstrap = bootstrap;
        for (int n = 0; n < recorded.experts(); n++) {
            singles.add(ExpertReplay.fixed(recorded, rows, policy, 1L << n));
        }
    }

    /** Every category of the policy. */
    public List<ExpertEvaluation> evaluate() {
        return policy.categories().stream().map(this::evaluate).toList();
    }

    /** Requests of one category. */
    public ExpertEvaluation evaluate(ExpertCategory category) {
        long feasible = FeasibleExperts.mask(policy, category);
        int best = FeasibleExperts.best(recorded, rows, policy, category);
        ExpertReplay reference = singles.get(best);
        ExpertReplay choice = ExpertReplay.choice(recorded, rows, policy, category);
        ExpertReplay all = ExpertReplay.fixed(recorded, rows, policy, policy.all());
        double joules = choice.meanJoules() + routerJoules;
        List<Strategy> strategies = new ArrayList<>();
        strategies.add(strategy(ExpertEvaluation.CHOICE, choice, reference, routerJoules));
        for (int n = 0; n < singles.size(); n++) {
            strategies.add(strategy(recorded.names().get(n), singles.get(n), reference, 0));
        }
        strategies.add(strategy(ExpertEvaluation.ALL, all, reference, routerJoules));
        strategies.add(
                strategy(
                        ExpertEvaluation.ALL_EQUAL,
                        ExpertReplay.unweighted(recorded, rows, policy, policy.all()),
                        reference,
                        0));
        strategies.add(
                strategy(
                        ExpertEvaluation.RANDOM_MIX,
                        RandomMix.of(singles, feasible, joules),
                        reference,
                        0));
        strategies.add(
                strategy(
                        ExpertEvaluation.ORACLE,
                        ExpertReplay.oracle(recorded, rows, policy, feasible),
                        reference,
                        0));
        return new ExpertEvaluation(
                category.name(),
                rows.length,
                recorded.names().get(best),
                atNoMoreThan(joules, feasible),
                choice.accuracy() / all.accuracy(),
                joules / (all.meanJoules() + routerJoules),
                strategies);
    }

    private String atNoMoreThan(double joules, long feasible) {
        int best = -1;
        for (long rest = feasible; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            if (policy.experts().get(n).joules() <= joules
                    && (best < 0 || singles.get(n).accuracy() > singles.get(best).accuracy())) {
                best = n;
            }
        }
        return best < 0 ? null : recorded.names().get(best);
    }

    private Strategy strategy(
            String name, ExpertReplay replay, ExpertReplay reference, double extraJoules) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int n = 0; n < policy.experts().size(); n++) {
            ExpertSpec expert = policy.experts().get(n);
            shares.put(expert.name(), replay.share(n));
        }
        return new Strategy(
                name,
                bootstrap.mean(replay.right()),
                bootstrap.difference(replay.right(), reference.right()),
                replay.meanJoules() + extraJoules,
                java.util.Arrays.stream(replay.millis()).average().orElse(0),
                replay.meanAsked(),
                shares);
    }
}
