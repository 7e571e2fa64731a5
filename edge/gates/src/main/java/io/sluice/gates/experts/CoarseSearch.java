package io.sluice.gates.experts;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Branch and bound for the best set of experts, the sub-problem of the lowest bound first, so that
 * what is proven when it is stopped is the most that could be.
 *
 * <p>A sub-problem holds some experts fixed and some free. Only two things are asked of the
 * problem: more experts never raise the loss, and never meet a limit better. So where fixed and
 * free together are allowed they are the best of the sub-problem, and their loss bounds it
 * otherwise; the bound of {@link LagrangeBound} is used beside. A free expert that cannot join the
 * fixed ones is dropped. Branches are made of the free expert of the most joules while these are
 * too many (as in methods.md 3.4), else of the one that the knapsack of standby power takes in
 * part.
 */
final class CoarseSearch {
    private static final double EXACT = 1e-9;
    private static final int ROOT_STEPS = 150;
    private static final int STEPS = 12;
    private static final int MOST_OPEN = 1_000_000;

    private record Node(long fixed, long free, double bound, int branch) {}

    private final CoarseProblem problem;
    private final CoarseLimits limits;
    private final SampleLosses losses;
    private final LagrangeBound lagrange;
    private final float[] scratch;
    private final PriorityQueue<Node> open =
            new PriorityQueue<>(Comparator.comparingDouble(Node::bound));
    private long bestSet;
    private double bestSum;
    private double bound;
    private long nodes;

    CoarseSearch(CoarseProblem problem, CoarseLimits limits) {
        this.problem = problem;
        this.limits = limits;
        losses = new SampleLosses(problem.losses());
        lagrange = new LagrangeBound(problem, losses);
        scratch = new float[losses.rows()];
        bestSum = Double.POSITIVE_INFINITY;
    }

    /** Finds the best set of some experts, each of which is allowed alone. */
    void run(long experts, BooleanSupplier stop) {
        greedy(experts);
        losses.best(bestSet, scratch);
        lagrange.start(scratch);
        open(0, experts, 0, ROOT_STEPS);
        lagrange.keep();
        bound = bestSum;
        while (!open.isEmpty()) {
            Node node = open.poll();
            if (node.bound() >= bestSum - EXACT) {
                return;
            }
            if (open.size() > MOST_OPEN || stop.getAsBoolean()) {
                bound = node.bound();
                return;
            }
            long expert = 1L << node.branch();
            long fixed = node.fixed() | expert;
            long free = node.free() & ~expert;
            open(fixed, limits.fitting(fixed, free), node.bound(), STEPS);
            open(node.fixed(), free, node.bound(), STEPS);
            bound = bestSum;
        }
    }

    /** Looks at a sub-problem, and keeps it where it may hold a better set. */
    private void open(long fixed, long free, double least, int steps) {
        nodes++;
        long all = fixed | free;
        double sum = losses.sum(all, scratch);
        if (sum >= bestSum - EXACT) {
            return;
        }
        boolean hasWatts = limits.allowWatts(all);
        boolean hasJoules = limits.allowJoules(all);
        if (hasWatts && hasJoules) {
            bestSet = all;
            bestSum = sum;
            return;
        }
        double lowest = Math.max(least, sum);
        int branch = -1;
        if (!hasWatts) {
            double left = problem.mostWatts() - limits.watts(fixed);
            lowest = Math.max(lowest, lagrange.solve(fixed, free, left, bestSum, steps));
            complete(fixed, free);
            branch = lagrange.critical();
        }
        if (!hasJoules) {
            branch = dearest(free);
        }
        if (lowest < bestSum - EXACT) {
            open.add(new Node(fixed, free, lowest, branch));
        }
    }

    private int dearest(long free) {
        int dearest = -1;
        for (long rest = free; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            if (dearest < 0 || problem.joules()[n] > problem.joules()[dearest]) {
                dearest = n;
            }
        }
        return dearest;
    }

    /** A set made of the fixed ones and, in the order of the knapsack, those that fit. */
    private void complete(long fixed, long free) {
        long set = fixed;
        for (int i = 0; i < Long.bitCount(free); i++) {
            long expert = 1L << lagrange.taken(i);
            if (limits.allow(set | expert)) {
                set |= expert;
            }
        }
        offer(set);
    }

    private void offer(long set) {
        double sum = losses.sum(set, scratch);
        if (sum < bestSum) {
            bestSet = set;
            bestSum = sum;
        }
    }

    /** Adds whoever lowers the loss the most, first in all, then by the watt. */
    private void greedy(long experts) {
        for (boolean isByTheWatt : new boolean[] {false, true}) {
            long set = 0;
            double sum = losses.rows();
            for (long fitting = experts;
                    fitting != 0;
                    fitting = limits.fitting(set, experts & ~set)) {
                long next = 0;
                double most = -1;
                double nextSum = sum;
                for (long rest = fitting; rest != 0; rest &= rest - 1) {
                    long expert = Long.lowestOneBit(rest);
                    double with = losses.sum(set | expert, scratch);
                    double watts = limits.watts(expert);
                    double gain = isByTheWatt && watts > 0 ? (sum - with) / watts : sum - with;
                    if (gain > most) {
                        most = gain;
                        next = expert;
                        nextSum = with;
                    }
                }
                set |= next;
                sum = nextSum;
            }
            offer(set);
        }
    }

    CoarseResult result() {
        double rows = losses.rows();
        boolean isExact = bound >= bestSum - EXACT;
        return new CoarseResult(
                bestSet,
                bestSum / rows,
                (isExact ? bestSum : bound) / rows,
                isExact,
                nodes,
                List.of());
    }
}
