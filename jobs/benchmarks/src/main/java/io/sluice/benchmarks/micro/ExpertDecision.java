package io.sluice.benchmarks.micro;

import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertWorkspace;
import io.sluice.gates.experts.FleetChoice;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
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
 * Everything that is decided for one request among sixteen experts on sixteen devices: predicted
 * losses, who can make the deadline, which to ask, and the weights. Under a price of joules that
 * makes it a trade.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpertDecision {
    private static final int EXPERTS = 16;
    private static final int ROWS = 64;
    private static final double LEFT_MILLIS = 45;

    @Param({"32", "64"})
    public int features;

    @Param({"1", "2", "3"})
    public int mostAsked;

    private final Candidates candidates = new Candidates();
    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice choice = new ExpertChoice();
    private final float[] losses = new float[EXPERTS];
    private final float[] weights = new float[EXPERTS];
    private final Prices prices =
            Prices.of(
                    List.of(
                            new Price(Resource.JOULES, "job", .05),
                            new Price(Resource.MILLISECONDS, "job", .02)));
    private final float[][] rows = new float[ROWS][];
    private ExpertPolicy policy;
    private ExpertGate gate;
    private FleetChoice replicas;
    private int row;

    @Setup
    public void fill() {
        FleetOfExperts fleet = new FleetOfExperts(1, EXPERTS, features);
        policy = fleet.policy(1, mostAsked, Double.POSITIVE_INFINITY, 1);
        gate = new ExpertGate(policy);
        replicas = fleet.choice(policy);
        for (int i = 0; i < ROWS; i++) {
            rows[i] = fleet.row();
        }
    }

    @Benchmark
    public long decide() {
        row = (row + 1) % ROWS;
        gate.predict(rows[row], 0, losses);
        replicas.candidates(policy.all(), LEFT_MILLIS, FleetOfExperts.NOW_MICROS, candidates);
        gate.choose(losses, candidates, policy.categories().get(0), prices, space, choice);
        gate.weights(losses, choice.mask(), weights);
        return choice.mask();
    }
}
