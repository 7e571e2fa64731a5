package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.Prices;
import io.sluice.gates.sensors.SensorGate.Reason;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens outside, the gate keeps its own pace. */
class SensorGateFlappingTest {
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void switchesAreADwellApartAndProbesAsRareAsSettled(long seed) {
        Random random = new Random(seed);
        int dwellWindows = 1 + random.nextInt(8);
        long probeEvery = 10_000 + 1000L * random.nextInt(50);
        int alwaysOn = random.nextInt(3) == 0 ? Weather.RADAR : 0;
        SensorGate.Settings settings =
                new SensorGate.Settings(
                        1000,
                        dwellWindows,
                        probeEvery,
                        500 + random.nextInt(4000),
                        random.nextDouble(),
                        alwaysOn,
                        new JointSelection(random.nextDouble(), random.nextDouble(), 5));
        Device device = new Device(Weather.gate(settings, random.nextDouble()), random.nextInt(20));
        double[] belief = new double[3];
        int before = Weather.ALL;
        while (device.time < HOUR) {
            if (random.nextInt(5) == 0) {
                redraw(belief, random);
            }
            if (random.nextInt(50) == 0) {
                int sensors = random.nextInt(8);
                device.broken = sensors & random.nextInt(8);
            }
            Prices prices =
                    random.nextInt(3) == 0
                            ? Weather.pressure(8 * random.nextDouble())
                            : Prices.NONE;
            device.sample(belief, prices);
            if (device.decision().reason() == Reason.KEEP) {
                assertThat(device.wanted).as("kept at %d", device.time).isEqualTo(before);
            }
            assertThat(device.wanted & alwaysOn).isEqualTo(alwaysOn);
            before = device.wanted;
        }
        long dwell = 1000L * dwellWindows;
        apart(device, dwell, Reason.SWITCH);
        assertThat(device.changesFor(Reason.SWITCH)).hasSizeBetween(1, (int) (HOUR / dwell) + 1);
        apart(device, Math.min(probeEvery, dwell), Reason.PROBE);
        // Out of the open state, too, only a switch leads, a dwell after it began.
        int leavings = device.changesFor(Reason.SWITCH).size();
        assertThat(entries(device, Reason.FAIL_OPEN)).isLessThanOrEqualTo(leavings + 1);
    }

    private static void redraw(double[] belief, Random random) {
        double sum = 0;
        for (int c = 0; c < belief.length; c++) {
            belief[c] = Math.pow(random.nextDouble(), 8);
            sum += belief[c];
        }
        for (int c = 0; c < belief.length; c++) {
            belief[c] /= sum;
        }
    }

    private static void apart(Device device, long least, Reason reason) {
        long last = Long.MIN_VALUE / 2;
        for (Device.Change change : device.changesFor(reason)) {
            assertThat(change.time() - last).isGreaterThanOrEqualTo(least);
            last = change.time();
        }
    }

    /** How often sensors went on because of a reason. */
    private static long entries(Device device, Reason reason) {
        long count = 0;
        int before = Weather.ALL;
        for (Device.Change change : device.changes) {
            if (change.reason() == reason && change.wanted() != before) {
                count++;
            }
            before = change.wanted();
        }
        return count;
    }
}
