package io.sluice.benchmarks.micro;

import io.sluice.gates.experts.CoarseChoice;
import io.sluice.gates.experts.CoarseProblem;
import io.sluice.gates.experts.CoarseResult;
import io.sluice.gates.experts.ExpertPolicy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The coarse choice, to the proven optimum: 512 rows, k = 2, standby power for a third of the
 * experts, eight problems in turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpertsInPlay {
    private static final int FEATURES = 32;
    private static final int ROWS = 512;
    private static final int PROBLEMS = 8;

    @Param({"16", "24", "40"})
    public int experts;

    private final CoarseProblem[] problems = new CoarseProblem[PROBLEMS];
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < PROBLEMS; i++) {
            FleetOfExperts fleet = new FleetOfExperts(i, experts, FEATURES);
            ExpertPolicy policy = fleet.policy(ROWS, 2, 1.2, 1 / 3.);
            problems[i] = fleet.choice(policy).problem(0, 2, 0, FleetOfExperts.NOW_MICROS);
        }
    }

    @Benchmark
    public CoarseResult solve() {
        next = (next + 1) % PROBLEMS;
        return CoarseChoice.solve(problems[next], () -> false);
    }
}
