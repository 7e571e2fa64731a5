package io.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SplitMixTest {
    private static final int DRAWS = 200_000;

    /** The first numbers of the algorithm's authors for seed 1234567. */
    @Test
    void isSplitMix64() {
        SplitMix random = new SplitMix(1_234_567);

        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
    }

    @Test
    void gaussianHasMeanZeroAndVarianceOne() {
        SplitMix random = new SplitMix(1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            double value = random.gaussian();
            sum += value;
            squares += value * value;
        }

        assertThat(sum / DRAWS).isCloseTo(0, within(0.01));
        assertThat(squares / DRAWS).isCloseTo(1, within(0.02));
    }

    @Test
    void exponentialHasMeanOne() {
        SplitMix random = new SplitMix(2);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += random.exponential();
        }

        assertThat(sum / DRAWS).isCloseTo(1, within(0.01));
    }

    @Test
    void seedsOfASequenceDiffer() {
        assertThat(SplitMix.seed(7, 0)).isNotEqualTo(SplitMix.seed(7, 1));
        assertThat(SplitMix.seed(7, 0)).isNotEqualTo(SplitMix.seed(8, 0));
    }
}
