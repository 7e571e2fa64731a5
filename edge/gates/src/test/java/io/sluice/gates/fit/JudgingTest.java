package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calibration error and bootstrap intervals. */
class JudgingTest {
    @Test
    void calibrationErrorIsTheGapOfEveryBin() {
        float[] confidences = new float[30];
        boolean[] right = new boolean[30];
        for (int i = 0; i < 30; i++) {
            // Two rows a bin: .5 with one right, but .9 with none right in the last three bins.
            confidences[i] = i < 24 ? .5f : .9f;
            right[i] = i < 24 && i % 2 == 0;
        }
        assertThat(CalibrationError.of(confidences, right)).isCloseTo(3 * .9 / 15, within(1e-7));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void calibrationErrorOfHonestProbabilitiesIsNoise(long seed) {
        Random random = new Random(seed);
        float[] confidences = new float[30_000];
        boolean[] right = new boolean[confidences.length];
        boolean[] overconfident = new boolean[confidences.length];
        for (int i = 0; i < confidences.length; i++) {
            confidences[i] = .5f + random.nextFloat() / 2;
            right[i] = random.nextFloat() < confidences[i];
            overconfident[i] = random.nextFloat() < confidences[i] - .1f;
        }
        assertThat(CalibrationError.of(confidences, right)).as("seed %d", seed).isLessThan(.015);
        assertThat(CalibrationError.of(confidences, overconfident))
                .as("seed %d", seed)
                .isBetween(.09, .11);
    }

    /** The interval of 95 % holds the truth in 95 of 100 samples, give or take. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = 3)
    void bootstrapIntervalsHoldTheTruthAsOftenAsTheySay(long seed) {
        int held = 0;
        for (int i = 0; i < 300; i++) {
            Random random = new Random(seed * 1000 + i);
            double[] values = new double[400];
            for (int row = 0; row < values.length; row++) {
                values[row] = random.nextDouble() < .2 ? 1 : 0;
            }
            Bootstrap.Interval interval = new Bootstrap(seed + i, 1000, .95).mean(values);
            held += interval.contains(.2) ? 1 : 0;
        }
        assertThat(held).as("seed %d", seed).isBetween(273, 296);
    }

    @Test
    void pairedDifferencesAreNarrowerThanTheirParts() {
        Random random = new Random(4);
        double[] first = new double[5000];
        double[] second = new double[5000];
        for (int row = 0; row < first.length; row++) {
            second[row] = random.nextInt(2);
            first[row] = row % 100 == 0 ? 1 : second[row];
        }
        Bootstrap bootstrap = new Bootstrap(5, 2000, .95);
        Bootstrap.Interval difference = bootstrap.difference(first, second);
        assertThat(difference.estimate()).isCloseTo(.005, within(.002));
        assertThat(difference.lower()).isGreaterThan(0);
        Bootstrap.Interval mean = bootstrap.mean(first);
        assertThat(mean.upper() - mean.lower())
                .isGreaterThan(4 * (difference.upper() - difference.lower()));
        assertThat(bootstrap.mean(first)).isEqualTo(mean);
        assertThat(new Bootstrap(6, 2000, .95).mean(first)).isNotEqualTo(mean);
    }

    @Test
    void tenThousandResamplesOfTenThousandRowsTakeAboutASecond() {
        LadderLogits ladder = SyntheticLadder.of(10_000, 6);
        Outcomes outcomes = Outcomes.of(SyntheticLadder.gates(), ladder);
        long start = System.nanoTime();
        Bootstrap.Interval interval = new Bootstrap(7, 10_000, .95).accuracy(outcomes);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("10,000 resamples of 10,000 rows: %.2f s%n", seconds);
        assertThat(interval.estimate()).isEqualTo(outcomes.accuracy(), within(1e-12));
        double error = Math.sqrt(interval.estimate() * (1 - interval.estimate()) / 10_000);
        assertThat(interval.upper() - interval.lower()).isCloseTo(3.92 * error, within(error / 5));
        assertThat(seconds).isLessThan(15);
    }

    @Test
    void refusesWhatCannotBeJudged() {
        assertThatThrownBy(() -> CalibrationError.of(new float[0], new boolean[0]))
                .hasMessageContaining("0 probabilities");
        assertThatThrownBy(() -> new Bootstrap(1, 1000, .95).mean())
                .hasMessageContaining("no rows");
        assertThatThrownBy(() -> new Bootstrap(1, 1000, 95)).hasMessageContaining("not 95");
        assertThatThrownBy(
                        () -> new Bootstrap(1, 1000, .9).difference(new double[2], new double[3]))
                .hasMessageContaining("2 and 3 rows");
    }
}
