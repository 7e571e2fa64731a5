package io.sluice.simulator;

import static io.sluice.simulator.Example.CAMERA;
import static io.sluice.simulator.Example.LIDAR;
import static io.sluice.simulator.Example.RADAR;
import static io.sluice.simulator.Example.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorViewTest {
    private static final byte[] SCENE = Example.squares().pixels()[5];
    private static final int SEEDS = 300;

    @ParameterizedTest
    @ValueSource(strings = {"camera", "radar", "lidar"})
    void dependsOnImageContextAndSeedAlone(String name) {
        SensorView view = SETTINGS.sensors().get(SETTINGS.sensor(name)).view();
        Tensor first = view.of(SCENE, 0, 11);

        assertThat(first.dtype()).isEqualTo(view.dtype());
        assertThat(first.shape()).isEqualTo(view.shape());
        assertThat(view.of(SCENE.clone(), 0, 11)).isEqualTo(first);
        assertThat(view.of(SCENE, 0, 12)).isNotEqualTo(first);
        assertThat(view.of(Example.squares().pixels()[0], 0, 11)).isNotEqualTo(first);
    }

    @Test
    void radarIsTheSameInEveryWeather() {
        SensorView radar = view(RADAR);
        Tensor clear = radar.of(SCENE, 0, 3);
        for (int context = 1; context < SETTINGS.contexts().size(); context++) {
            assertThat(radar.of(SCENE, context, 3)).isEqualTo(clear);
        }
    }

    /** Speckle has mean 1 and a relative spread of 1 / √looks: 4 looks in the example. */
    @Test
    void radarSpeckle() {
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < 20 * SEEDS; seed++) {
            // Cell 16 lies within the square.
            double echo = view(RADAR).of(SCENE, 0, seed).floatAt(16);
            sum += echo;
            squares += echo * echo;
        }
        double mean = sum / (20 * SEEDS);
        double spread = Math.sqrt(squares / (20 * SEEDS) - mean * mean);

        assertThat(mean).isCloseTo(200 / 255.0 + 0.03, within(0.02));
        assertThat(spread / mean).isCloseTo(0.5, within(0.02));
    }

    /** How far the square stands out of its noise, in standard deviations of a pixel. */
    @Test
    void cameraIsRuinedByNightAndFogAndMildlyHurtByRainAndSnow() {
        assertThat(contrast("clear")).isGreaterThan(30);
        assertThat(contrast("night")).isLessThan(1);
        assertThat(contrast("fog")).isLessThan(1);
        assertThat(contrast("rain")).isBetween(2.0, 15.0);
        assertThat(contrast("snow")).isBetween(2.0, 15.0);
    }

    @Test
    void fogIsBrightAndNightIsDark() {
        assertThat(mean("night")).isLessThan(30);
        assertThat(mean("fog")).isGreaterThan(150);
    }

    @Test
    void lidarHasTheDropoutsAndFalseReturnsOfItsContext() {
        assertThat(dropouts("clear")).isCloseTo(0.01, within(0.002));
        assertThat(dropouts("night")).isCloseTo(0.01, within(0.002));
        assertThat(dropouts("fog")).isCloseTo(0.04, within(0.004));
        assertThat(dropouts("rain")).isCloseTo(0.40, within(0.01));
        assertThat(dropouts("snow")).isCloseTo(0.35, within(0.01));
        // Of 65 % of beams that come back, 55 % do so early; at a wall nearly all of them show.
        assertThat(earlyFromWall("snow")).isCloseTo(0.65 * 0.55, within(0.03));
        assertThat(earlyFromWall("night")).isLessThan(0.001);
    }

    private static SensorView view(int sensor) {
        return SETTINGS.sensors().get(sensor).view();
    }

    private static double contrast(String context) {
        double[] inside = moments(context, 10 * SensorView.SCENE + 10);
        double[] outside = moments(context, 25 * SensorView.SCENE + 25);
        return (inside[0] - outside[0]) / Math.max(inside[1], outside[1]);
    }

    private static double mean(String context) {
        return moments(context, 25 * SensorView.SCENE + 25)[0];
    }

    /** Mean and standard deviation of a camera's pixel. */
    private static double[] moments(String context, int pixel) {
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Tensor picture = view(CAMERA).of(SCENE, Example.context(context), seed);
            double grey = picture.array()[picture.offset() + pixel] & 0xff;
            sum += grey;
            squares += grey * grey;
        }
        double mean = sum / SEEDS;
        return new double[] {mean, Math.sqrt(squares / SEEDS - mean * mean)};
    }

    private static double dropouts(String context) {
        int dropouts = 0;
        int beams = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            for (float range : view(LIDAR).of(SCENE, Example.context(context), seed).toFloats()) {
                dropouts += range == 0 ? 1 : 0;
                beams++;
            }
        }
        return dropouts / (double) beams;
    }

    private static double earlyFromWall(String context) {
        int early = 0;
        for (int seed = 0; seed < 10 * SEEDS; seed++) {
            float range = view(LIDAR).of(SCENE, Example.context(context), seed).floatAt(195);
            early += range > 0 && range < 0.9 ? 1 : 0;
        }
        // A tenth of the early returns come from the last tenth before the wall.
        return early / (0.9 * 10 * SEEDS);
    }
}
