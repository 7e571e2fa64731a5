package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MotionFeaturesTest {
    /** Numbers of a signal's level, and of its movement. */
    private static final int LEVEL = 6;

    private static final int MOVEMENT = 8;
    private static final int FIRST_BAND = 2;

    private static float[][] wave(int cycles, double phase) {
        float[][] axes = new float[3][100];
        for (int i = 0; i < 100; i++) {
            axes[0][i] = 5 + (float) Math.sin(2 * Math.PI * cycles * i / 100);
            axes[1][i] = 3 * (float) Math.sin(2 * Math.PI * cycles * i / 100 + phase);
            axes[2][i] = 2;
        }
        return axes;
    }

    private static float movement(float[] features, int signal, int number) {
        return features[4 * LEVEL + signal * MOVEMENT + number];
    }

    @Test
    void aWindowGivesAsManyFiniteNumbersAsPromised() {
        float[] features = MotionFeatures.of(new float[3][100]);

        assertThat(features).hasSize(MotionFeatures.COUNT);
        for (float feature : features) {
            assertThat(feature).isFinite();
        }
    }

    @Test
    void meansAndDeviationsAreThoseOfTheAxes() {
        float[] features = MotionFeatures.of(wave(4, 0));

        assertThat(features[0]).isEqualTo(5, within(1e-4f));
        assertThat(features[2 * LEVEL]).isEqualTo(2);
        assertThat(movement(features, 0, 0))
                .isEqualTo((float) Math.log(Math.sqrt(.5) + .01), within(1e-4f));
    }

    /** A sine of so many cycles has n/4 of energy at them, n = 100. */
    @Test
    void theEnergyOfAWaveLiesInItsBand() {
        float[] features = MotionFeatures.of(wave(7, 0));

        for (int band = 0; band < 6; band++) {
            double energy = Math.exp(movement(features, 0, FIRST_BAND + band)) - .01;
            assertThat(energy).isEqualTo(band == 2 ? 25 : 0, within(1e-3));
        }
    }

    @Test
    void axesThatMoveTogetherCorrelate() {
        int first = MotionFeatures.COUNT - 3;

        assertThat(MotionFeatures.of(wave(4, 0))[first]).isEqualTo(1, within(.01f));
        assertThat(MotionFeatures.of(wave(4, Math.PI))[first]).isEqualTo(-1, within(.01f));
        assertThat(MotionFeatures.of(wave(4, Math.PI / 2))[first]).isEqualTo(0, within(.01f));
    }
}
