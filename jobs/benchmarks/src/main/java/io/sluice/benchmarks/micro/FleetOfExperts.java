package io.sluice.benchmarks.micro;

import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.FleetChoice;
import io.sluice.gates.experts.FleetSettings;
import io.sluice.gates.experts.FleetView;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Experts of random vectors, each on a device of its own that has been heard of; the slower ones
 * take more energy.
 */
final class FleetOfExperts {
    static final long NOW_MICROS = 1_000_000;
    static final int LATENCY_MILLIS = 50;

    private final Random random;
    private final int features;
    private final FleetView fleet = new FleetView(FleetSettings.DEFAULT);
    private final List<ExpertSpec> experts = new ArrayList<>();
    private double watts;

    FleetOfExperts(long seed, int count, int features) {
        this.random = new Random(seed);
        this.features = features;
        for (int n = 0; n < count; n++) {
            add("expert-" + n);
        }
    }

    private void add(String name) {
        double size = random.nextDouble();
        double standby = 1 + 10 * size + 5 * random.nextDouble();
        watts += standby;
        experts.add(new ExpertSpec(name, "", gaussian(features + 1), 1, 10, standby, 0));
        long p95 = Math.round(2_000 + 50_000 * size);
        double joules = .05 + size * size + .1 * random.nextDouble();
        HostedExpert hosted =
                new HostedExpert(name, "", true, 0, p95, p95, p95, joules, Provenance.MEASURED, 0);
        fleet.heard(
                new ExpertTelemetry(
                        "device-" + name,
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
                NOW_MICROS);
    }

    /** One row of features. */
    float[] row() {
        return gaussian(features);
    }

    /** Of a spread that leaves predicted losses away from 0 and 1. */
    private float[] gaussian(int count) {
        float[] values = new float[count];
        double spread = Math.pow(count, -.25);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }

    /** A policy under which the experts may draw a share of what all of them would. */
    ExpertPolicy policy(int rows, int mostAsked, double joules, double shareOfWatts) {
        float[][] sample = new float[rows][];
        for (int row = 0; row < rows; row++) {
            sample[row] = row();
        }
        return new ExpertPolicy(
                features,
                experts,
                .1,
                .3,
                .01,
                1,
                shareOfWatts * watts,
                List.of(new ExpertCategory("all", LATENCY_MILLIS, joules, mostAsked)),
                sample,
                new int[rows]);
    }

    /** The policy on these devices. */
    FleetChoice choice(ExpertPolicy policy) {
        return new FleetChoice(policy, fleet);
    }
}
