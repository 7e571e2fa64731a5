package io.sluice.gates.sensors;

import static io.sluice.gates.sensors.Weather.ALL;
import static io.sluice.gates.sensors.Weather.CAMERA;
import static io.sluice.gates.sensors.Weather.LIDAR;
import static io.sluice.gates.sensors.Weather.RADAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What runs where no gate decides, and what least where a budget does. */
class FullConfigurationTest {
    private static final SensorPolicy POLICY = Weather.policy(FixedPredictor.always(0, 5));

    @Test
    void itNeedsAllThatIsThereIfOneDoes() {
        FullConfiguration full = new FullConfiguration(Weather.STRUCTURE, POLICY);
        assertThat(full.of(ALL)).as("everything").isEqualTo(4);
        assertThat(full.of(RADAR | LIDAR)).as("radar-lidar").isEqualTo(3);
        assertThat(full.of(CAMERA | RADAR)).as("of camera and radar the better").isEqualTo(1);
        assertThat(full.of(LIDAR)).isEqualTo(2);
        assertThat(full.of(0)).isEqualTo(-1);
    }

    @Test
    void theCheapestSampleCountsTheStemsThatItNeeds() {
        SensorCosts costs =
                new SensorCosts(
                        new double[] {1, 1, 1},
                        new double[] {0, 0, 0},
                        new double[] {0, 0, 0},
                        new double[] {.5, .02, .02},
                        new double[] {.1, .3, .4, .2},
                        .01);
        CheapestSample cheapest = new CheapestSample(Weather.STRUCTURE, costs);
        assertThat(cheapest.of(ALL)).as("radar-lidar").isEqualTo(3);
        assertThat(cheapest.joules(3)).isCloseTo(.02 + .02 + .2, within(1e-12));
        assertThat(cheapest.joules(4)).isCloseTo(.54 + .1 + .2 + .01, within(1e-12));
        assertThat(cheapest.of(CAMERA | RADAR)).as("radar").isEqualTo(1);
        assertThat(cheapest.of(0)).isEqualTo(-1);
    }
}
