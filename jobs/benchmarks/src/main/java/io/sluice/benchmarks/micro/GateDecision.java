package io.sluice.benchmarks.micro;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitDecision;
import io.sluice.gates.ExitRule;
import io.sluice.gates.Prices;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.Softmax;
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

/** Reading the logits of one event at one exit and deciding about it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GateDecision {
    private static final int ROWS = 64;

    @Param({"10", "57"})
    public int classes;

    @Param({"confidence", "remaining-mass"})
    public String kind;

    private final Softmax softmax = new Softmax();
    private final ExitDecision decision = new ExitDecision();
    private ExitRule rule;
    private float[] logits;
    private int row;

    @Setup
    public void fill() {
        rule =
                kind.equals("confidence")
                        ? CertaintyThreshold.confidence(.8f, .8f)
                        : new RemainingMass(
                                new float[][] {{2, -1, 1, -1, 0}, {2, -1, 1, -1, 0}}, .5f);
        Random random = new Random(1);
        logits = new float[ROWS * classes];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (3 * random.nextGaussian());
        }
    }

    @Benchmark
    public boolean decide() {
        row = (row + 1) % ROWS;
        softmax.read(logits, row * classes, classes);
        rule.decide(0, softmax, rule.initialState(), Prices.NONE, decision);
        return decision.exits();
    }
}
