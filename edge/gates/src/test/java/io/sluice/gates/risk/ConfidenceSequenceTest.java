package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceSequenceTest {
    /** Looked at after every one of 4,000 observations, in 500 streams. */
    @ParameterizedTest(name = "p {0}, seed {1}")
    @CsvSource({".01, 1", ".1, 2", ".5, 3"})
    void holdsTheTruthAtAllTimesAtOnce(double p, long seed) {
        int missed = 0;
        for (int stream = 0; stream < 500; stream++) {
            Random random = new Random(seed * 1000 + stream);
            ConfidenceSequence sequence = new ConfidenceSequence(.1);
            boolean held = true;
            for (int t = 0; t < 4000 && held; t++) {
                sequence.observe(random.nextDouble() < p);
                held = sequence.contains(p);
            }
            missed += held ? 0 : 1;
        }
        System.out.printf(
                "p %s, seed %d: ever missed in %d of 500, at most 10 %%%n", p, seed, missed);
        assertThat(missed).as("seed %d", seed).isLessThanOrEqualTo(50);
    }

    /** Stopping as soon as p looks excluded is what breaks an interval for a fixed n. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 4)
    void aFixedIntervalLookedAtAllTheTimeBreaksItsPromise(long seed) {
        int missed = 0;
        for (int stream = 0; stream < 500; stream++) {
            Random random = new Random(seed * 1000 + stream);
            double sum = 0;
            boolean held = true;
            for (int t = 1; t <= 4000 && held; t++) {
                sum += random.nextInt(2);
                double halfWidth = 1.645 * .5 / Math.sqrt(t);
                held = t < 30 || Math.abs(sum / t - .5) <= halfWidth;
            }
            missed += held ? 0 : 1;
        }
        assertThat(missed).as("seed %d", seed).isGreaterThan(150);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 6})
    void itsEndsAreWhereTheRatioReachesItsGoal(long seed) {
        Random random = new Random(seed);
        ConfidenceSequence sequence = new ConfidenceSequence(.05);
        for (int t = 1; t <= 3000; t++) {
            sequence.observe(random.nextDouble() < .03);
            if (t % 300 == 0) {
                double lower = sequence.lower();
                double upper = sequence.upper();
                assertThat(sequence.mean()).isBetween(lower, upper);
                assertThat(sequence.contains(lower + 1e-9)).isTrue();
                assertThat(sequence.contains(lower - 1e-9)).isFalse();
                assertThat(sequence.contains(upper - 1e-9)).isTrue();
                assertThat(sequence.contains(upper + 1e-9)).isFalse();
            }
        }
        assertThat(sequence.upper() - sequence.lower()).isLessThan(.035);
    }

    @Test
    void knowsNothingAtFirstAndOneSideWhileAllAreEqual() {
        ConfidenceSequence sequence = new ConfidenceSequence(.05);
        assertThat(sequence.lower()).isZero();
        assertThat(sequence.upper()).isEqualTo(1);
        for (int i = 0; i < 1000; i++) {
            sequence.observe(false);
        }
        assertThat(sequence.lower()).isZero();
        // B(½, n + ½) / π ≈ 1 / √(π n): −ln(1 − p) = (3.0 + ½ ln(π n)) / n, less a little.
        assertThat(sequence.upper()).isCloseTo(.007, within(.0005));
    }

    @Test
    void goesOnFromItsState() {
        ConfidenceSequence one = new ConfidenceSequence(.05);
        for (int i = 0; i < 100; i++) {
            one.observe(i % 7 == 0);
        }
        ConfidenceSequence other = new ConfidenceSequence(.05, one.state());
        one.observe(true);
        other.observe(true);
        assertThat(other.lower()).isEqualTo(one.lower());
        assertThat(other.upper()).isEqualTo(one.upper());
        assertThatThrownBy(() -> new ConfidenceSequence(.05, new double[] {1, -1}))
                .hasMessageContaining("two counts, not [1.0, -1.0]");
    }
}
