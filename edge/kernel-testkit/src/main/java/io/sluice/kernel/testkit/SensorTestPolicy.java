package io.sluice.kernel.testkit;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import java.util.List;
import java.util.Optional;

/**
 * Gates for {@link SensorTestBundle}, as if fitted, for a sample a second.
 *
 * <p>There are two contexts. In the dark the first value of the camera's row is {@link #DARK}, and
 * only the camera says which it is. By day the camera is as good as all sensors; in the dark the
 * radar is. So by day the gates choose the configuration {@code camera} and in the dark {@code
 * radar}, and a price of joules of 500 buys {@code camera} in the dark too.
 */
public final class SensorTestPolicy {
    /** The first value of the camera's row in the dark; 0 by day. */
    public static final int DARK = 200;

    public static final long PERIOD_MILLIS = 1_000;

    /** Two windows of a second. */
    public static final long DWELL_MILLIS = 2_000;

    public static final long PROBE_MILLIS = 10_000;

    public static final SensorCosts COSTS =
            new SensorCosts(
                    new double[] {2, 6, 10},
                    new double[] {0, 0, 1},
                    new double[] {.1, .1, .1},
                    new double[] {.01, .02, .03},
                    new double[] {.1, .2, .3, .4},
                    .5);

    private static final float[][] LOSSES = {
        {.1f, .5f, .1f, .1f, .1f},
        {2f, .3f, 1f, 1f, .3f},
    };

    private SensorTestPolicy() {}

    /** The policy of a version, for the bundle with the hash. */
    public static Policy of(String version, String bundleHash) {
        return of(version, bundleHash, 1);
    }

    /** The same under which the fused logits of the radar are infinite. */
    public static Policy overflowing(String version, String bundleHash) {
        return of(version, bundleHash, Float.MAX_VALUE / 2);
    }

    private static Policy of(String version, String bundleHash, float radarWeight) {
        return new Policy(version, bundleHash, FixedExit.full()).with(sensors(radarWeight));
    }

    private static SensorPolicy sensors(float radarWeight) {
        JointSelection selection = new JointSelection(.3, .4, 0);
        ContextFilter filter =
                new ContextFilter(
                        List.of("day", "dark"),
                        new double[] {.5, .5},
                        new double[][] {{.95, .05}, {.05, .95}},
                        List.of(
                                // The camera's summary: the mean of its row, and its first value.
                                new Emission(new float[][] {{0, -.1f, 10}, {0, .1f, -10}}, 1),
                                Emission.NONE,
                                Emission.NONE),
                        new double[0][]);
        return new SensorPolicy(
                PERIOD_MILLIS,
                COSTS,
                new ContextLossPredictor(LOSSES),
                selection,
                filter,
                LOSSES,
                new SensorGate.Settings(DWELL_MILLIS / 2, 2, PROBE_MILLIS, 3_000, 0, 0, selection),
                new LateFusion(
                        new float[][] {
                            {1, 0, 0, 0},
                            {0, radarWeight, 0, 0},
                            {0, 0, 0, 1},
                            {1, 0, 1, 0},
                            {0, 0, 1, 1}
                        }),
                Optional.empty());
    }
}
