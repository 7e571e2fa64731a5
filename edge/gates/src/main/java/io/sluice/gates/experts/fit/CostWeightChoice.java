package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Finds λ0 for a goal on rows that nothing else was fitted on. */
final class CostWeightChoice {
    private static final int STEPS = 100;
    private static final double LEAST = 1e-4;
    private static final double MOST = 10;

    private final RecordedExperts recorded;
    private final int[] rows;
    private final ExpertPolicy policy;
    private final ExpertCategory category;

    /** A weight with what it comes to. */
    private record Tried(double lambda, double accuracy, double joules) {}

    CostWeightChoice(
            RecordedExperts recorded, int[] rows, ExpertPolicy policy, ExpertCategory category) {
        this.recorded = recorded;
        this.rows = rows;
        this.policy = policy;
        this.category = category;
    }

    /**
     * λ0.
     *
     * @throws IllegalArgumentException when none reaches the goal, saying what would
     */
    double find(ExpertGoal goal) {
        if (goal instanceof ExpertGoal.CostWeight given) {
            return given.lambda();
        }
        List<Tried> all = tried();
        if (goal instanceof ExpertGoal.MaxJoules most) {
            return within(all, most.joules());
        }
        double wanted = wanted(goal);
        return all.stream()
                .filter(reaches(wanted))
                .min(Comparator.comparingDouble(Tried::joules).thenComparingDouble(Tried::lambda))
                .map(Tried::lambda)
                .orElseThrow(() -> unreachable(all, wanted));
    }

    private static Predicate<Tried> reaches(double wanted) {
        return tried -> tried.accuracy() >= wanted - 1e-12;
    }

    private double wanted(ExpertGoal goal) {
        if (goal instanceof ExpertGoal.Keep keep) {
            return keep.share()
                    * ExpertReplay.fixed(recorded, rows, policy, policy.all()).accuracy();
        }
        int best = FeasibleExperts.best(recorded, rows, policy, category);
        return ((ExpertGoal.BestSingle) goal).margin()
                + ExpertReplay.fixed(recorded, rows, policy, 1L << best).accuracy();
    }

    private static double within(List<Tried> all, double joules) {
        return all.stream()
                .filter(tried -> tried.joules() <= joules)
                .max(
                        Comparator.comparingDouble(Tried::accuracy)
                                .thenComparing(
                                        Comparator.comparingDouble(Tried::joules).reversed()))
                .map(Tried::lambda)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        String.format(
                                                Locale.ROOT,
                                                "no choice takes at most %.4g J a request; the least"
                                                        + " is %.4g J",
                                                joules,
                                                all.get(all.size() - 1).joules())));
    }

    private static IllegalArgumentException unreachable(List<Tried> all, double wanted) {
        double best = all.stream().mapToDouble(Tried::accuracy).max().orElse(0);
        return new IllegalArgumentException(
                String.format(
                        Locale.ROOT,
                        "no choice reaches an accuracy of %.2f %% on the calibration rows; the best"
                                + " is %.2f %%: ask for less, let categories ask more experts, or give"
                                + " more rows",
                        100 * wanted,
                        100 * best));
    }

    /** λ = 0, and then from cheap energy to dear. */
    private List<Tried> tried() {
        List<Tried> all = new ArrayList<>();
        all.add(tried(0));
        for (int i = 0; i < STEPS; i++) {
            all.add(tried(LEAST * Math.pow(MOST / LEAST, i / (STEPS - 1.0))));
        }
        return all;
    }

    private Tried tried(double lambda) {
        ExpertReplay replay =
                ExpertReplay.choice(
                        recorded, rows, ExpertFit.withCostWeight(policy, lambda), category);
        return new Tried(lambda, replay.accuracy(), replay.meanJoules());
    }
}
