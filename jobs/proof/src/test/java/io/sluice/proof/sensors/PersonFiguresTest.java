package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.ConfigurationLosses;
import io.sluice.gates.sensors.fit.DeviceDelays;
import io.sluice.gates.sensors.fit.RecordedSamples;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.gates.sensors.fit.Replayed;
import io.sluice.gates.sensors.fit.SensorReplay;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Two people with two windows of each of two classes; a good sensor, and one that says 0. */
class PersonFiguresTest {
    private static final Offset<Double> NEAR = within(1e-9);
    private static final int[] LABELS = {0, 0, 1, 1, 0, 0, 1, 1};

    /** The good sensor is wrong once, about the first person. */
    private static final int[] GOOD = {0, 0, 1, 0, 0, 0, 1, 1};

    private static final PersonStreams STREAMS =
            new PersonStreams(
                    List.of(1600, 1604),
                    new int[] {0, 0, 0, 0, 1, 1, 1, 1},
                    new long[] {0, 1, 2, 3, 0, 1, 2, 3},
                    LABELS,
                    new int[] {0, 1, 2, 3, 4, 5, 6, 7});

    private final SensorReplay replay = replay();

    private static SensorReplay replay() {
        SensorStructure structure =
                new SensorStructure(
                        List.of("good", "dull"),
                        List.of(1, 1),
                        List.of(new BranchShape("good", 1), new BranchShape("dull", 2)),
                        List.of(
                                new ConfigurationShape("good", 1),
                                new ConfigurationShape("dull", 2)));
        float[][] logits = new float[2][16];
        for (int row = 0; row < 8; row++) {
            logits[0][2 * row + GOOD[row]] = 5;
            logits[1][2 * row] = 5;
        }
        RecordedSamples samples =
                new RecordedSamples(
                        List.of("1600", "1604"),
                        STREAMS.person(),
                        STREAMS.tick(),
                        List.of("any"),
                        new int[8],
                        2,
                        LABELS,
                        new int[] {3, 3, 3, 3, 3, 3, 3, 3});
        RecordedSensors recorded = new RecordedSensors(structure, samples, new float[2][8], logits);
        LateFusion fusion = new LateFusion(new float[][] {{1, 0}, {0, 1}});
        return new SensorReplay(
                recorded,
                ConfigurationLosses.of(recorded, fusion),
                DeviceDelays.least(2),
                new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    }

    private Replayed fixed(int configuration, int on) {
        double[] none = new double[2];
        SensorCosts costs = new SensorCosts(new double[] {1, 1}, none, none, none, none, 0);
        return replay.fixed(configuration, on, costs, GatePlan.PERIOD_MILLIS);
    }

    private static PersonFigures figures() {
        return new PersonFigures(STREAMS, 2, 2);
    }

    @Test
    void macroF1IsOfEachPerson() {
        PersonFigures good = figures().add(fixed(0, 1));

        double first = (4 / 5.0 + 2 / 3.0) / 2;
        assertThat(good.macroF1()).containsExactly(new double[] {first, 1}, NEAR);
        assertThat(good.meanF1()).isEqualTo((first + 1) / 2, NEAR);
        assertThat(good.accuracy()).isEqualTo(7 / 8.0, NEAR);
        assertThat(good.f1(1)).isEqualTo(6 / 7.0, NEAR);
    }

    @Test
    void sensorsOnAreCountedWhetherUsedOrNot() {
        PersonFigures both = figures().add(fixed(0, 3));

        assertThat(both.sensorsOn()).isEqualTo(2, NEAR);
        assertThat(both.sensorsOnByPerson()).containsExactly(2, 2);
        assertThat(both.on(0, 1)).isEqualTo(1, NEAR);
    }

    /** Half the answers of each: of class 1 three quarters of the first person's are lost. */
    @Test
    void aMixtureHasExpectedAnswers() {
        PersonFigures mixture = figures();
        mixture.addMixture(List.of(fixed(0, 1), fixed(1, 2)), new double[] {.5, .5});

        double first = (2 * 2 / (2 + 3.5) + 2 * .5 / (2 + .5)) / 2;
        assertThat(mixture.macroF1()[0]).isEqualTo(first, NEAR);
        assertThat(mixture.sensorsOn()).isEqualTo(1, NEAR);
        assertThat(mixture.accuracy()).isEqualTo((7 + 4) / 16.0, NEAR);
    }
}
