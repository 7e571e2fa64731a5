package io.sluice.benchmarks.micro;

import io.sluice.gates.experts.CoarseChoice;
import io.sluice.gates.experts.CoarseProblem;
import io.sluice.gates.experts.CoarseResult;
import java.util.Random;
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
 * The coarse choice, to the proven optimum: experts that are good at some of eight topics, larger
 * ones at more of them and dearer; 512 rows, k = 2, standby power for a third of the experts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpertsInPlay {
    private static final int TOPICS = 8;
    private static final int ROWS = 512;
    private static final int PROBLEMS = 8;

    @Param({"16", "24", "40"})
    public int experts;

    private final CoarseProblem[] problems = new CoarseProblem[PROBLEMS];
    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < PROBLEMS; i++) {
            problems[i] = problem(new Random(i));
        }
    }

    private CoarseProblem problem(Random random) {
        double[][] skill = new double[experts][TOPICS];
        double[] millis = new double[experts];
        double[] joules = new double[experts];
        double[] watts = new double[experts];
        double sum = 0;
        for (int n = 0; n < experts; n++) {
            double size = random.nextDouble();
            for (int t = 0; t < TOPICS; t++) {
                skill[n][t] = size + 2 * random.nextGaussian();
            }
            millis[n] = 5 + 40 * size;
            joules[n] = .05 + size * size + .1 * random.nextDouble();
            watts[n] = 1 + 10 * size + 5 * random.nextDouble();
            sum += watts[n];
        }
        float[][] losses = new float[ROWS][experts];
        for (float[] row : losses) {
            int topic = random.nextInt(TOPICS);
            for (int n = 0; n < experts; n++) {
                double score = skill[n][topic] + .5 * random.nextGaussian();
                row[n] = (float) (1 / (1 + Math.exp(score)));
            }
        }
        return new CoarseProblem(losses, millis, joules, watts, 2, 50, 1.2, sum / 3);
    }

    @Benchmark
    public CoarseResult solve() {
        next = (next + 1) % PROBLEMS;
        return CoarseChoice.solve(problems[next], () -> false);
    }
}
