package io.sluice.gates.experts;

import io.sluice.gates.experts.CoarseResult.Limit;
import io.sluice.gates.experts.CoarseResult.Shortage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The limits of a {@link CoarseProblem}. What breaks one breaks it with any expert more, too. */
final class CoarseLimits {
    private final CoarseProblem problem;
    private final double[] greatest;

    CoarseLimits(CoarseProblem problem) {
        this.problem = problem;
        this.greatest = new double[problem.mostAsked()];
    }

    /** Whether a set of experts meets all limits. */
    boolean allow(long set) {
        return allowWatts(set) && allowJoules(set) && allowMillis(set);
    }

    private boolean allowMillis(long set) {
        for (long rest = set; rest != 0; rest &= rest - 1) {
            if (!(problem.millis()[Long.numberOfTrailingZeros(rest)] <= problem.mostMillis())) {
                return false;
            }
        }
        return true;
    }

    boolean allowWatts(long set) {
        return watts(set) <= problem.mostWatts();
    }

    double watts(long set) {
        double sum = 0;
        for (long rest = set; rest != 0; rest &= rest - 1) {
            sum += problem.watts()[Long.numberOfTrailingZeros(rest)];
        }
        return sum;
    }

    /** Whether any k of the set can be asked together: the k that take the most can. */
    boolean allowJoules(long set) {
        return joules(set) <= problem.mostJoules();
    }

    private double joules(long set) {
        Arrays.fill(greatest, 0);
        for (long rest = set; rest != 0; rest &= rest - 1) {
            double value = problem.joules()[Long.numberOfTrailingZeros(rest)];
            for (int i = 0; i < greatest.length; i++) {
                if (value > greatest[i]) {
                    double smaller = greatest[i];
                    greatest[i] = value;
                    value = smaller;
                }
            }
        }
        double sum = 0;
        for (double value : greatest) {
            sum += value;
        }
        return sum;
    }

    /** Those of some experts that can join a set. */
    long fitting(long set, long experts) {
        long fitting = 0;
        for (long rest = experts; rest != 0; rest &= rest - 1) {
            long expert = Long.lowestOneBit(rest);
            if (allow(set | expert)) {
                fitting |= expert;
            }
        }
        return fitting;
    }

    /**
     * Why no expert is allowed: what the one lacks that needs the least more of what it lacks the
     * most, in proportion.
     */
    List<Shortage> shortages() {
        List<Shortage> least = List.of();
        double leastRatio = Double.POSITIVE_INFINITY;
        for (int n = 0; n < problem.experts(); n++) {
            List<Shortage> lacks = shortages(n);
            double ratio =
                    lacks.stream()
                            .mapToDouble(shortage -> shortage.needed() / shortage.given())
                            .max()
                            .orElse(0);
            if (ratio < leastRatio) {
                least = lacks;
                leastRatio = ratio;
            }
        }
        return least.isEmpty()
                ? List.of(new Shortage(Limit.REPLICAS, -1, 0, Double.POSITIVE_INFINITY))
                : least;
    }

    private List<Shortage> shortages(int expert) {
        List<Shortage> lacks = new ArrayList<>();
        add(lacks, Limit.LATENCY_MILLIS, expert, problem.mostMillis(), problem.millis()[expert]);
        add(
                lacks,
                Limit.JOULES_PER_REQUEST,
                expert,
                problem.mostJoules(),
                problem.joules()[expert]);
        add(lacks, Limit.STANDBY_WATTS, expert, problem.mostWatts(), problem.watts()[expert]);
        return lacks;
    }

    private static void add(
            List<Shortage> lacks, Limit limit, int expert, double given, double needed) {
        if (!(needed <= given)) {
            lacks.add(new Shortage(limit, expert, given, needed));
        }
    }
}
