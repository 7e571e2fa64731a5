package io.sluice.benchmarks.micro;

import io.sluice.gates.Prices;
import io.sluice.gates.experts.Candidates;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertChoice;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.ExpertWorkspace;
import io.sluice.gates.experts.FleetChoice;
import io.sluice.gates.experts.FleetSettings;
import io.sluice.gates.experts.FleetView;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Price;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.List;
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
    private static final long NOW = 1_000_000;
    private static final double LEFT_MILLIS = 45;

    @Param({"32", "64"})
    public int features;

    @Param({"1", "2", "3"})
    public int mostAsked;

    private final FleetView fleet = new FleetView(FleetSettings.DEFAULT);
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
        Random random = new Random(1);
        List<ExpertSpec> experts = new ArrayList<>();
        for (int n = 0; n < EXPERTS; n++) {
            String name = "expert-" + n;
            float[] vector = gaussian(random, features + 1);
            experts.add(new ExpertSpec(name, "", vector, 1, 10, 2, 0));
            hear(name, random);
        }
        for (int i = 0; i < ROWS; i++) {
            rows[i] = gaussian(random, features);
        }
        policy =
                new ExpertPolicy(
                        features,
                        experts,
                        .1,
                        .3,
                        .01,
                        1,
                        Double.POSITIVE_INFINITY,
                        List.of(new ExpertCategory("all", 50, Double.POSITIVE_INFINITY, mostAsked)),
                        rows,
                        new int[ROWS]);
        gate = new ExpertGate(policy);
        replicas = new FleetChoice(policy, fleet);
    }

    private void hear(String expert, Random random) {
        long p95 = 1_000 + random.nextInt(50_000);
        double joules = .05 + random.nextDouble();
        HostedExpert hosted =
                new HostedExpert(
                        expert, "", true, 0, p95, p95, p95, joules, Provenance.MEASURED, 0);
        fleet.heard(
                new ExpertTelemetry(
                        "device-" + expert,
                        1,
                        1,
                        "requests",
                        "",
                        List.of(hosted),
                        0,
                        0,
                        Double.NaN,
                        Double.NaN,
                        0),
                NOW);
    }

    /** Of a spread that leaves predicted losses away from 0 and 1. */
    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        double spread = Math.pow(count, -.25);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }

    @Benchmark
    public long decide() {
        row = (row + 1) % ROWS;
        gate.predict(rows[row], 0, losses);
        replicas.candidates(policy.all(), LEFT_MILLIS, NOW, candidates);
        gate.choose(losses, candidates, policy.categories().get(0), prices, space, choice);
        gate.weights(losses, choice.mask(), weights);
        return choice.mask();
    }
}
