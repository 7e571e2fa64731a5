package io.sluice.proof.experts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The most mean reward that any choice of one expert a prompt can have at a mean cost, all rewards
 * being known and choices allowed to be random: a linear programme of multiple choice, solved
 * exactly. Each prompt's experts are reduced to their concave hull; its steps, of all prompts, are
 * taken in the order of reward per cost. No policy may be above it on the same prompts.
 */
public final class CostCeiling {
    /**
     * @param reward the most mean reward
     * @param price its dual: what a little more budget a prompt would gain, in reward per cost; 0
     *     where the budget does not bind
     */
    public record Ceiling(double reward, double price) {}

    private record Point(double cost, double reward) {
        double slopeTo(Point dearer) {
            return (dearer.reward - reward) / (dearer.cost - cost);
        }
    }

    private record Step(double cost, double reward) {
        double slope() {
            return reward / cost;
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final int prompts;
    private double leastCost;
    private double leastReward;

    /**
     * @param rewards {@code [prompts][experts]}
     * @param costs {@code [prompts][experts]}
     */
    public CostCeiling(double[][] rewards, double[][] costs) {
        prompts = rewards.length;
        for (int row = 0; row < prompts; row++) {
            List<Point> hull = hull(rewards[row], costs[row]);
            leastCost += hull.get(0).cost;
            leastReward += hull.get(0).reward;
            for (int i = 1; i < hull.size(); i++) {
                Point from = hull.get(i - 1);
                Point to = hull.get(i);
                steps.add(new Step(to.cost - from.cost, to.reward - from.reward));
            }
        }
        steps.sort(Comparator.comparingDouble(Step::slope).reversed());
    }

    /**
     * The ceiling at a budget.
     *
     * @param budget the mean cost of a prompt
     * @throws IllegalArgumentException when even the cheapest experts cost more
     */
    public Ceiling at(double budget) {
        double left = budget * prompts - leastCost;
        // Sums of costs in another order differ in their last digits.
        if (left < -1e-9 * Math.max(leastCost, budget)) {
            throw new IllegalArgumentException(
                    "a budget of "
                            + budget
                            + " a prompt; the cheapest experts cost "
                            + leastCost / prompts);
        }
        double reward = leastReward;
        for (Step step : steps) {
            if (step.cost > left) {
                reward += step.slope() * Math.max(0, left);
                return new Ceiling(reward / prompts, step.slope());
            }
            left -= step.cost;
            reward += step.reward;
        }
        return new Ceiling(reward / prompts, 0);
    }

    /** From the cheapest expert to the best, by falling reward per cost. */
    private static List<Point> hull(double[] rewards, double[] costs) {
        List<Point> points =
                IntStream.range(0, rewards.length)
                        .mapToObj(n -> new Point(costs[n], rewards[n]))
                        .sorted(
                                Comparator.comparingDouble(Point::cost)
                                        .thenComparing(
                                                Comparator.comparingDouble(Point::reward)
                                                        .reversed()))
                        .toList();
        List<Point> hull = new ArrayList<>();
        for (Point point : points) {
            if (!hull.isEmpty() && point.reward <= hull.get(hull.size() - 1).reward) {
                continue;
            }
            while (hull.size() > 1 && isBelow(hull, point)) {
                hull.remove(hull.size() - 1);
            }
            hull.add(point);
        }
        return hull;
    }

    private static boolean isBelow(List<Point> hull, Point next) {
        Point last = hull.get(hull.size() - 1);
        return hull.get(hull.size() - 2).slopeTo(last) <= last.slopeTo(next);
    }
}
