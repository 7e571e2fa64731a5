package io.sluice.operators.sensors;

import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
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
import java.util.OptionalLong;

/**
 * Samples of the test bundle's devices, each its own tenant, a second apart, under {@link
 * SensorTestPolicy}.
 */
final class Samples {
    static final Bundle BUNDLE = SensorTestBundle.roads().open();
    static final int CAMERA = 1;
    static final int RADAR = 2;
    static final int LIDAR = 4;
    static final int ALL = 7;
    static final int LABEL = 3;
    static final int DARK = SensorTestPolicy.DARK;

    private Samples() {}

    static PolicyEpoch epoch() {
        return epoch(Prices.NONE);
    }

    static PolicyEpoch epoch(double pressure) {
        return epoch(Prices.of(List.of(new Price(Resource.JOULES, "job", pressure))));
    }

    private static PolicyEpoch epoch(Prices prices) {
        return epoch(SensorTestPolicy.of("test", BUNDLE.hash()), prices);
    }

    /** An epoch under which the fused logits of the radar are infinite. */
    static PolicyEpoch overflowing() {
        return epoch(SensorTestPolicy.overflowing("test", BUNDLE.hash()), Prices.NONE);
    }

    private static PolicyEpoch epoch(Policy policy, Prices prices) {
        return PolicyEpoch.of(0, Long.MIN_VALUE, policy.document(), prices);
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
        return sample(key, second, on, present, darkness, epoch, LABEL);
    }

    /** A sample by day of which the camera sees the label, and the others see another class. */
    static AlignedSample split(String key, long second, PolicyEpoch epoch) {
        return sample(key, second, ALL, ALL, 0, epoch, LABEL + 1);
    }

    private static AlignedSample sample(
            String key,
            long second,
            int on,
            int present,
            int darkness,
            PolicyEpoch epoch,
            int seenByOthers) {
        byte[] device = key.getBytes(StandardCharsets.UTF_8);
        List<SensorFrame> frames = new ArrayList<>();
        List<ModalityStatus> statuses = new ArrayList<>();
        long[] ages = new long[Sensor.values().length];
        for (Sensor sensor : Sensor.values()) {
            int m = sensor.ordinal();
            boolean has = (present >> m & 1) != 0;
            boolean powered = (on >> m & 1) != 0;
            int seen = sensor == Sensor.CAMERA ? LABEL : seenByOthers;
            frames.add(has ? frame(device, second, sensor, darkness, seen) : null);
            statuses.add(
                    has
                            ? ModalityStatus.PRESENT
                            : powered ? ModalityStatus.MISSING : ModalityStatus.ASLEEP);
            ages[m] = has ? 0 : -1;
        }
        return new AlignedSample(
                device, second * 1000, frames, statuses, ages, on, epoch, second * 1_000_000);
    }

    private static SensorFrame frame(
            byte[] key, long second, Sensor sensor, int darkness, int seen) {
        byte[] row = SensorTestBundle.row(sensor, seen, 100);
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
                        List.of(
                                new Header("traceparent", new byte[] {1}),
                                new Header("tenant", key)));
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
