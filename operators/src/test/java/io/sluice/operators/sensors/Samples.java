package io.sluice.operators.sensors;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Header;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Samples of the test bundle's devices, a second apart, and gates for them.
 *
 * <p>There are two contexts. In the dark the camera's first value is {@link #DARK}, and only the
 * camera says which it is. By day the camera is as good as all sensors; in the dark the radar is.
 */
final class Samples {
    static final Bundle BUNDLE = SensorTestBundle.roads().open();
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int LIDAR = 4;
    static final int ALL = 7;
    static final int LABEL = 3;
    static final int DARK = 200;

    /** Two windows of a second. */
    static final long DWELL = 2_000;

    static final long PROBE = 10_000;

    static final SensorCosts COSTS =
            new SensorCosts(
                    new double[] {2, 6, 10},
                    new double[] {0, 0, 1},
                    new double[] {.1, .1, .1},
                    new double[] {.01, .02, .03},
                    new double[] {.1, .2, .3, .4},
                    .5);

    private static final float[][] LOSSES = {
        {.1f, .5f, .1f, .1f, .05f},
        {2f, .3f, 1f, 1f, .3f},
    };

    private Samples() {}

    static PolicyEpoch epoch() {
        return epoch(Prices.NONE);
    }

    static PolicyEpoch epoch(double pressure) {
        return epoch(Prices.of(List.of(new Price(Resource.JOULES, "job", pressure))));
    }

    private static PolicyEpoch epoch(Prices prices) {
        return epoch(prices, 1);
    }

    /** An epoch under which the fused logits of the radar are infinite. */
    static PolicyEpoch overflowing() {
        return epoch(Prices.NONE, Float.MAX_VALUE);
    }

    private static PolicyEpoch epoch(Prices prices, float radarWeight) {
        Policy policy =
                new Policy("test", BUNDLE.hash(), FixedExit.full()).with(sensors(radarWeight));
        return PolicyEpoch.of(0, Long.MIN_VALUE, policy.document(), prices);
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
                1000,
                COSTS,
                new ContextLossPredictor(LOSSES),
                selection,
                filter,
                LOSSES,
                new SensorGate.Settings(1000, 2, PROBE, 3_000, 0, 0, selection),
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

    /** A sample with all sensors on that are in the mask, by day. */
    static AlignedSample day(String key, long second, int on) {
        return sample(key, second, on, on, 0, epoch());
    }

    static AlignedSample dark(String key, long second, int on) {
        return sample(key, second, on, on, DARK, epoch());
    }

    /**
     * A sample.
     *
     * @param on the sensors that are acknowledged to be on
     * @param present those that are heard
     * @param darkness the camera's first value
     */
    static AlignedSample sample(
            String key, long second, int on, int present, int darkness, PolicyEpoch epoch) {
        byte[] device = key.getBytes(StandardCharsets.UTF_8);
        List<SensorFrame> frames = new ArrayList<>();
        List<ModalityStatus> statuses = new ArrayList<>();
        long[] ages = new long[Sensor.values().length];
        for (Sensor sensor : Sensor.values()) {
            int m = sensor.ordinal();
            boolean has = (present >> m & 1) != 0;
            boolean powered = (on >> m & 1) != 0;
            frames.add(has ? frame(device, second, sensor, darkness) : null);
            statuses.add(
                    has
                            ? ModalityStatus.PRESENT
                            : powered ? ModalityStatus.MISSING : ModalityStatus.ASLEEP);
            ages[m] = has ? 0 : -1;
        }
        return new AlignedSample(
                device, second * 1000, frames, statuses, ages, on, epoch, second * 1_000_000);
    }

    private static SensorFrame frame(byte[] key, long second, Sensor sensor, int darkness) {
        byte[] row = SensorTestBundle.row(sensor, LABEL, 100);
        if (sensor == Sensor.CAMERA) {
            row[0] = (byte) darkness;
        }
        Tensor tensor =
                Tensor.slice(
                        sensor.dtype(), new int[] {SensorTestBundle.CLASSES}, row, 0, row.length);
        Event event =
                new Event(
                        sensor.modality() + second,
                        key,
                        second * 1000,
                        List.of(new NamedTensor(sensor.input(), tensor)),
                        OptionalLong.of(LABEL),
                        OptionalLong.empty());
        SourceRecord origin =
                new SourceRecord(
                        sensor.modality(),
                        0,
                        second,
                        second * 1000,
                        key,
                        row,
                        List.of(new Header("traceparent", new byte[] {1})));
        return new SensorFrame(event, 1 << sensor.ordinal(), 0, null, origin, second * 1_000_000);
    }

    static String names(int mask) {
        return Arrays.stream(Sensor.values())
                .filter(sensor -> (mask >> sensor.ordinal() & 1) != 0)
                .map(Sensor::modality)
                .toList()
                .toString();
    }
}
