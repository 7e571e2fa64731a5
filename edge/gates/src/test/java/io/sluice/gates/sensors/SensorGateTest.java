package io.sluice.gates.sensors;

import static io.sluice.gates.sensors.Weather.ALL;
import static io.sluice.gates.sensors.Weather.CAMERA;
import static io.sluice.gates.sensors.Weather.CLEAR;
import static io.sluice.gates.sensors.Weather.FOG;
import static io.sluice.gates.sensors.Weather.LIDAR;
import static io.sluice.gates.sensors.Weather.RADAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.Prices;
import io.sluice.gates.sensors.SensorGate.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorGateTest {
    private static final double[] CLEAR_SKY = {1, 0, 0};
    private static final double[] THICK_FOG = {0, 1, 0};

    @Test
    void startsWithAllAndKeepsWhatTheContextNeedsFromTheNextWindowOn() {
        Device device = device(.2, 0);
        device.runUntil(3000, CLEAR_SKY);
        assertThat(device.changes)
                .containsExactly(
                        new Device.Change(0, ALL, Reason.START),
                        new Device.Change(1000, CAMERA, Reason.SWITCH));
    }

    @Test
    void aGateThatRestsWantsAllAndRemembersWhatIsDead() {
        Device device = device(.2, 0);
        device.runUntil(3000, CLEAR_SKY);
        assertThat(device.gate.wanted(device.state)).isEqualTo(CAMERA);
        for (long time = 3000; time < 10_000; time += Weather.PERIOD) {
            device.gate.rest(device.state, time, ALL, ALL & ~RADAR, 0);
            assertThat(device.gate.wanted(device.state)).isEqualTo(ALL);
        }
        assertThat(device.state.dead).isEqualTo(RADAR);
        assertThat(device.state.heard[0]).isGreaterThan(9000);
        device.acknowledged = ALL;
        device.time = 10_000;
        device.runUntil(17_000, CLEAR_SKY);
        assertThat(device.wanted).isEqualTo(CAMERA);
    }

    @Test
    void whatIsShedIsTheCheapestThatLivesAndStaysForADwell() {
        Device device = device(0, 0);
        device.runUntil(3000, THICK_FOG);
        assertThat(device.wanted).isEqualTo(RADAR | LIDAR);
        device.gate.shed(device.state, device.time, device.decision());
        int cheapest = device.gate.cheapestSet(device.state);
        assertThat(device.decision().reason()).isEqualTo(Reason.BUDGET);
        assertThat(device.decision().wanted()).isEqualTo(cheapest).isEqualTo(CAMERA);
        long shed = device.time;
        device.runUntil(10_000, THICK_FOG);
        assertThat(device.changesFor(Reason.SWITCH).stream().map(Device.Change::time).toList())
                .filteredOn(time -> time >= shed)
                .allMatch(time -> time >= shed + device.gate.dwellMillis())
                .hasSize(1);

        device.state.dead = CAMERA;
        device.gate.shed(device.state, device.time, device.decision());
        assertThat(device.decision().wanted() & CAMERA).isZero();
        device.state.dead = ALL;
        device.gate.shed(device.state, device.time, device.decision());
        assertThat(device.decision().wanted()).as("as it was").isNotZero();
    }

    @Test
    void whenOnlyLossCountsItTakesTheLeastLoss() {
        Device device = device(0, 0);
        device.runUntil(3000, THICK_FOG);
        assertThat(device.wanted).isEqualTo(RADAR | LIDAR);
        Device clear = device(0, 0);
        clear.runUntil(3000, CLEAR_SKY);
        assertThat(clear.wanted).isEqualTo(ALL);
    }

    @Test
    void theSensorsThatAreAlwaysOnStayOn() {
        SensorGate.Settings settings =
                new SensorGate.Settings(1000, 1, 0, 2000, 0, LIDAR, new JointSelection(.5, 10, 10));
        Device device = new Device(Weather.gate(settings, 0), 0);
        device.runUntil(3000, .4, .3, .3);
        assertThat(device.wanted & LIDAR).isEqualTo(LIDAR);
        assertThat(device.wanted).isNotEqualTo(ALL);
    }

    @Test
    void probesEveryPeriodForAWindow() {
        Device device = device(.2, 0);
        device.runUntil(100_000, CLEAR_SKY);
        assertThat(device.changesFor(Reason.PROBE).stream().map(Device.Change::time))
                .containsExactly(30_000L, 60_000L, 90_000L);
        assertThat(device.changesFor(Reason.PROBE_END).stream().map(Device.Change::time))
                .containsExactly(31_000L, 61_000L, 91_000L);
        assertThat(device.changesFor(Reason.SWITCH)).hasSize(1);
    }

    @Test
    void aProbeWaitsUntilTheDeviceHasWokenAllSensors() {
        Device device = new Device(Weather.gate(Weather.settings(.2), .1), 14);
        device.runUntil(40_000, CLEAR_SKY);
        // Told at 30 s, awake 1.5 s later, and then a window to its end.
        assertThat(device.changesFor(Reason.PROBE_END).get(0).time()).isEqualTo(32_000L);
    }

    @Test
    void aProbeDoesNotWaitForeverForADeviceThatDoesNotObey() {
        Device device = device(.2, 0);
        device.runUntil(29_000, CLEAR_SKY);
        Device deaf = new Device(device.gate, Integer.MAX_VALUE);
        deaf.state = device.state;
        deaf.acknowledged = CAMERA;
        deaf.time = device.time;
        deaf.runUntil(40_000, CLEAR_SKY);
        assertThat(deaf.changes)
                .contains(
                        new Device.Change(30_000, ALL, Reason.PROBE),
                        new Device.Change(32_000, CAMERA, Reason.PROBE_END));
    }

    @Test
    void looksEarlierWhileUncertainButOnceADwell() {
        Device device = device(.2, 0);
        device.runUntil(10_000, CLEAR_SKY);
        device.runUntil(29_000, .4, .3, .3);
        assertThat(device.changesFor(Reason.PROBE).stream().map(Device.Change::time))
                .containsExactly(10_000L, 15_000L, 20_000L, 25_000L);
    }

    @Test
    void anAlertedGateSwitchesOnlyWhenTheDwellIsOver() {
        Device device = device(.2, 0);
        device.runUntil(2000, CLEAR_SKY);
        device.runUntil(20_000, THICK_FOG);
        assertThat(device.changesFor(Reason.SWITCH))
                .containsExactly(
                        new Device.Change(1000, CAMERA, Reason.SWITCH),
                        new Device.Change(6000, RADAR, Reason.SWITCH));
    }

    @Test
    void aSwitchMustGainMoreInADwellThanWakingCosts() {
        // From camera to radar in fog gains (1 − λ)·0.6 less λ times the energy a sample, with 50
        // samples a dwell; waking the radar costs λ·J/E_max.
        int switched = 0;
        for (double wake = 1; wake < 100_000; wake *= 1.5) {
            Device device = new Device(Weather.gate(Weather.settings(.2), wake), 0);
            device.runUntil(10_000, CLEAR_SKY);
            device.runUntil(20_000, THICK_FOG);
            SensorCosts costs = Weather.costs(wake);
            double most = costs.sampleJoules(ALL, ALL, configuration(4), .1);
            double camera = costs.sampleJoules(CAMERA, CAMERA, configuration(0), .1);
            double radar = costs.sampleJoules(RADAR, RADAR, configuration(1), .1);
            double gain = 50 * (.8 * (.9 - .3) + .2 * (camera - radar) / most);
            boolean pays = gain > .2 * wake / most;
            assertThat(device.wanted).isEqualTo(pays ? RADAR : CAMERA);
            switched += pays ? 1 : 0;
        }
        assertThat(switched).isBetween(5, 20);
    }

    private static ConfigurationShape configuration(int index) {
        return Weather.STRUCTURE.configurations().get(index);
    }

    @Test
    void opensWhenTheOnlySensorThatIsOnFallsSilentAndThenDoesWithoutIt() {
        Device device = device(.2, 0);
        device.runUntil(8_050, CLEAR_SKY);
        device.broken = CAMERA;
        device.runUntil(60_000, CLEAR_SKY);
        // Last heard at 8.0 s, stale two seconds later, in the middle of nothing.
        Device.Change open = device.changesFor(Reason.FAIL_OPEN).get(0);
        assertThat(open).isEqualTo(new Device.Change(10_000, ALL, Reason.FAIL_OPEN));
        Device.Change after = device.changesFor(Reason.SWITCH).get(1);
        assertThat(after).isEqualTo(new Device.Change(15_000, LIDAR, Reason.SWITCH));
        assertThat(device.changesFor(Reason.SWITCH)).hasSize(2);
        device.broken = 0;
        device.runUntil(100_000, CLEAR_SKY);
        assertThat(device.wanted).as("heard in a probe, and back").isEqualTo(CAMERA);
    }

    @Test
    void staysOpenWhileNothingIsHeardOfAnySensor() {
        Device device = device(.2, 0);
        device.runUntil(8_000, CLEAR_SKY);
        device.broken = ALL;
        device.runUntil(100_000, CLEAR_SKY);
        assertThat(device.wanted).isEqualTo(ALL);
        assertThat(device.decision().reason()).isEqualTo(Reason.FAIL_OPEN);
        device.broken = 0;
        device.runUntil(102_000, CLEAR_SKY);
        assertThat(device.wanted).isEqualTo(CAMERA);
    }

    @Test
    void aSensorAsleepIsNotDead() {
        Device device = device(.2, 0);
        device.runUntil(25_000, CLEAR_SKY);
        assertThat(device.state.dead).isZero();
        device.runUntil(28_000, THICK_FOG);
        assertThat(device.wanted).isEqualTo(RADAR);
        assertThat(device.changesFor(Reason.FAIL_OPEN)).isEmpty();
    }

    @Test
    void anUnusableTableOpensTheGate() {
        double[] none = {Double.NaN, Double.NaN, Double.NaN};
        Device device = device(.2, 0);
        device.runUntil(5_000, none);
        assertThat(device.wanted).isEqualTo(ALL);
        assertThat(device.changesFor(Reason.FAIL_OPEN)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aHigherPriceNeverKeepsMoreEnergyOn(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            double[] belief = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double sum = belief[0] + belief[1] + belief[2];
            for (int c = 0; c < 3; c++) {
                belief[c] /= sum;
            }
            double lambda = random.nextDouble();
            double before = Double.POSITIVE_INFINITY;
            for (double pressure = 0; pressure < 12; pressure += .5) {
                Device device = device(lambda, 0);
                Prices prices = Weather.pressure(pressure);
                for (int i = 0; i < 12; i++) {
                    device.sample(belief, prices);
                }
                double joules = Weather.costs(.1).sensorJoules(device.wanted, .1);
                assertThat(joules).isLessThanOrEqualTo(before);
                before = joules;
            }
        }
    }

    /** Fog comes while the camera is on: seen at once. It lifts while the camera sleeps: probed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void afterAChangeOfContextTheRightSensorsAreOnInTime(long seed) {
        Random random = new Random(seed);
        SensorGate.Settings settings =
                new SensorGate.Settings(
                        1000, 2, 10_000, 2000, 0, 0, new JointSelection(.2, 10, 10));
        Device device = new Device(Weather.gate(settings, .1), 1);
        ContextFilter filter = Weather.filter();
        double[] belief = filter.start();
        Workspace space = new Workspace();
        int weather = CLEAR;
        long changed = 0;
        for (int change = 0; change < 40; change++) {
            long stay = 15_000 + 100L * random.nextInt(200);
            boolean blind = (device.wanted & CAMERA) == 0;
            long limit = blind ? 10_000 + 1000 : 2 * 1000;
            int right = weather == CLEAR ? CAMERA : RADAR;
            boolean inTime = false;
            while (device.time < changed + stay) {
                float seen = (weather == FOG ? 1 : 0) + (float) (.1 * random.nextGaussian());
                float[][] summaries = {{seen}, {0}, {(float) (.1 * random.nextGaussian())}};
                filter.step(belief, summaries, device.acknowledged, -1, 1, space);
                device.sample(belief, Prices.NONE);
                boolean on = (device.wanted & right) == right;
                inTime |= on && device.time <= changed + limit;
                if (device.time > changed + limit) {
                    assertThat(on).as("right sensors at %d", device.time).isTrue();
                }
            }
            assertThat(inTime).isTrue();
            assertThat(device.wanted == right || device.state.probing).isTrue();
            weather = weather == CLEAR ? FOG : CLEAR;
            changed = device.time;
        }
    }

    @Test
    void restoredInTheMiddleOfADwellItGoesOnAsBefore() {
        for (long cut = 100; cut < 40_000; cut += 700) {
            Device whole = device(.2, 2);
            Device first = device(.2, 2);
            weather(whole, 0, 60_000);
            weather(first, 0, cut);
            first.state = copy(first.state);
            weather(first, cut, 60_000);
            assertThat(first.changes).isEqualTo(whole.changes);
        }
    }

    /** Fog from 12.3 s to 33.3 s. */
    private static void weather(Device device, long from, long to) {
        device.runUntil(Math.min(to, Math.max(from, 12_300)), CLEAR_SKY);
        device.runUntil(Math.min(to, Math.max(from, 33_300)), THICK_FOG);
        device.runUntil(to, CLEAR_SKY);
    }

    private static SensorGate.State copy(SensorGate.State from) {
        SensorGate.State to = new SensorGate.State(from.heard.length);
        to.started = from.started;
        to.decidedMillis = from.decidedMillis;
        to.steady = from.steady;
        to.steadySince = from.steadySince;
        to.probing = from.probing;
        to.probedAt = from.probedAt;
        to.probeSeenMillis = from.probeSeenMillis;
        to.acknowledged = from.acknowledged;
        to.dead = from.dead;
        System.arraycopy(from.heard, 0, to.heard, 0, to.heard.length);
        return to;
    }

    @Test
    void refusesSettingsOutOfRange() {
        JointSelection any = new JointSelection(0, 0, 0);
        assertThatThrownBy(() -> new SensorGate.Settings(0, 1, 0, 1, 0, 0, any))
                .hasMessageContaining("window-millis is at least 1, not 0");
        assertThatThrownBy(() -> new SensorGate.Settings(1, 1, 0, 1, Double.NaN, 0, any))
                .hasMessageContaining("uncertain-below is from 0 to 1, not NaN");
    }

    private static Device device(double lambda, int delay) {
        return new Device(Weather.gate(Weather.settings(lambda), .1), delay);
    }
}
