package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.FixedPredictor;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.fit.SensorStrategy.Knowledge;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Short sequences, worked out by hand. */
class SensorReplayTest {
    private static final int CAMERA = SyntheticSensors.CAMERA;
    private static final int BOTH = SyntheticSensors.BOTH;

    /** 5 W of sensors, both stems, the camera's branch. */
    private static final double ALL_ON = 5 + .03 + .1;

    /** The camera's watt, the sleeping radar, one stem, one branch. */
    private static final double CAMERA_ON = 1 + .2 + .01 + .1;

    private static final LateFusion FUSION = new LateFusion(new float[][] {{1, 0}, {0, 1}, {1, 1}});

    /** Windows of 2 s, a dwell of one, a probe every 8 s; the camera is always good enough. */
    private static SensorPolicy policy() {
        JointSelection selection = new JointSelection(.5, 10, 10);
        return new SensorPolicy(
                1000,
                SyntheticSensors.COSTS,
                FixedPredictor.always(0, 3),
                selection,
                new ContextFilter(
                        List.of("any"),
                        new double[] {1},
                        new double[][] {{1}},
                        List.of(Emission.NONE, Emission.NONE),
                        new double[0][]),
                new float[][] {{.1f, .5f, .09f}},
                new SensorGate.Settings(2000, 1, 8000, 5000, 0, 0, selection),
                FUSION,
                Optional.empty());
    }

    private static SensorStrategy gated() {
        return new SensorStrategy("test", policy(), Knowledge.SENSORS, 0);
    }

    /** One key of 12 ticks, without the camera at some. */
    private static RecordedSensors recording(int... withoutCamera) {
        int[] present = new int[12];
        Arrays.fill(present, BOTH);
        for (int tick : withoutCamera) {
            present[tick] &= ~CAMERA;
        }
        RecordedSamples samples =
                new RecordedSamples(
                        List.of("device"),
                        new int[12],
                        IntStream.range(0, 12).asLongStream().toArray(),
                        List.of("any"),
                        new int[12],
                        2,
                        new int[12],
                        present);
        float[] right = new float[24];
        for (int row = 0; row < 12; row++) {
            right[2 * row] = 1;
        }
        return new RecordedSensors(
                SyntheticSensors.STRUCTURE,
                samples,
                new float[2][24],
                new float[][] {right, right});
    }

    private static SensorReplay replay(RecordedSensors recorded, DeviceDelays delays) {
        return new SensorReplay(
                recorded,
                ConfigurationLosses.of(recorded, FUSION),
                delays,
                SyntheticSensors.all(recorded));
    }

    @Test
    void sensorsSwitchAfterTheFirstLookAndWakeForProbes() {
        Replayed replayed = replay(recording(), DeviceDelays.least(2)).run(gated());

        // START at 0, SWITCH at 2, PROBE at 8, PROBE_END at 10; each is obeyed one tick later.
        assertThat(on(replayed)).containsExactly(3, 3, 3, 1, 1, 1, 1, 1, 1, 3, 3, 1);
        assertThat(replayed.switches()).isEqualTo(3);
        assertThat(replayed.joules(2)).isCloseTo(ALL_ON, within(1e-9));
        assertThat(replayed.joules(3)).isCloseTo(CAMERA_ON, within(1e-9));
        assertThat(replayed.joules(9)).isCloseTo(ALL_ON + 1, within(1e-9));
        assertThat(replayed.meanJoules())
                .isCloseTo((5 * ALL_ON + 1 + 7 * CAMERA_ON) / 12, within(1e-9));
        assertThat(replayed.onShares(2)).containsExactly(new double[] {1, 5 / 12.0}, within(1e-9));
        assertThat(replayed.error()).isZero();
        assertThat(replayed.meanLoss()).isCloseTo(Math.log1p(Math.exp(-1)), within(1e-6));
    }

    @Test
    void aSensorThatWakesDrawsPowerBeforeItGivesAnything() {
        DeviceDelays delays = new DeviceDelays(1, new int[] {0, 2});
        Replayed replayed = replay(recording(), delays).run(gated());

        assertThat(on(replayed)).containsExactly(3, 3, 3, 1, 1, 1, 1, 1, 1, 3, 3, 1);
        assertThat(replayed.present(2)).isEqualTo(BOTH);
        assertThat(replayed.present(9)).isEqualTo(CAMERA);
        assertThat(replayed.joules(9)).isCloseTo(5 + 1 + .01 + .1, within(1e-9));
        assertThat(replayed.joules(10)).isCloseTo(5 + .01 + .1, within(1e-9));
    }

    @Test
    void commandsTakeTheirTime() {
        Replayed replayed = replay(recording(), new DeviceDelays(3, new int[] {0, 0})).run(gated());

        assertThat(on(replayed)).startsWith(3, 3, 3, 3, 3, 1);
    }

    @Test
    void whatASleepingSensorRecordedIsOutOfReach() {
        Replayed replayed = replay(recording(5, 6), DeviceDelays.least(2)).run(gated());

        assertThat(replayed.present(5)).isZero();
        assertThat(replayed.configuration(5)).isEqualTo(ConfigurationLosses.NONE);
        assertThat(replayed.loss(5)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(replayed.isWrong(5)).isTrue();
        assertThat(replayed.joules(5)).isCloseTo(1.2, within(1e-9));
        assertThat(replayed.error()).isCloseTo(2 / 12.0, within(1e-9));
    }

    @Test
    void keysBeginAnewWithAllSensorsOn() {
        RecordedSensors recorded = SyntheticSensors.recording(3, 6, 1);
        SensorPolicy two = SensorFit.fit(recorded, byTwo(), settings()).policy();
        Replayed replayed =
                replay(recorded, DeviceDelays.least(2))
                        .run(new SensorStrategy("fitted", two, Knowledge.SENSORS, 0));

        for (int key = 0; key < 3; key++) {
            assertThat(replayed.on(6 * key)).isEqualTo(BOTH);
        }
    }

    private static io.sluice.gates.fit.Splits byTwo() {
        return io.sluice.gates.fit.Splits.of(
                IntStream.range(0, 6).toArray(),
                IntStream.range(6, 12).toArray(),
                IntStream.range(12, 18).toArray(),
                new int[0]);
    }

    private static SensorFitSettings settings() {
        return SyntheticSensors.settings(new SensorGoal.Lambda(.5));
    }

    @Test
    void aFixedConfigurationPaysForWhatIsOn() {
        SensorReplay replay = replay(recording(), DeviceDelays.least(2));

        assertThat(replay.fixed(0, CAMERA, SyntheticSensors.COSTS, 1000).meanJoules())
                .isCloseTo(CAMERA_ON, within(1e-9));
        assertThat(replay.fixed(2, BOTH, SyntheticSensors.COSTS, 1000).meanJoules())
                .isCloseTo(5 + .03 + .2 + .05, within(1e-9));
        assertThat(replay.fixed(0, BOTH, SyntheticSensors.COSTS, 1000).meanJoules())
                .isCloseTo(5 + .01 + .1, within(1e-9));
    }

    @Test
    void macroF1IsThatOfTheConfusion() {
        RecordedSensors recorded = SyntheticSensors.recording(1, 400, 2);
        Replayed replayed =
                replay(recorded, DeviceDelays.least(2))
                        .fixed(2, BOTH, SyntheticSensors.COSTS, 1000);
        double sum = 0;
        for (int c = 0; c < SyntheticSensors.CLASSES; c++) {
            double right = 0;
            double wrong = 0;
            for (int at = 0; at < 400; at++) {
                boolean is = recorded.samples().labels()[at] == c;
                boolean said = replayed.answer(at) == c;
                right += is && said ? 1 : 0;
                wrong += is != said ? 1 : 0;
            }
            sum += 2 * right / (2 * right + wrong);
        }

        assertThat(replayed.macroF1()).isCloseTo(sum / SyntheticSensors.CLASSES, within(1e-9));
    }

    private static int[] on(Replayed replayed) {
        return IntStream.range(0, replayed.size()).map(replayed::on).toArray();
    }
}
