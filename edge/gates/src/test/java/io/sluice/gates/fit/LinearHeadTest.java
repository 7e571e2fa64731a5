package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearHeadTest {
    private static final long SEED = 51;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 63, 515, 1030})
    void blocksOfRowsGiveWhatOneRowGives(int width) {
        SyntheticSample features =
                new SyntheticSample(SEED, 301, 3, new double[] {1, 1}, width, width);
        Random random = new Random(SEED);
        float[] weights = new float[3 * width];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        LinearHead head = new LinearHead(3, width, weights, new float[] {1, 2, 3});
        int[] rows = IntStream.range(0, 301).map(i -> 300 - i).toArray();
        float[] logits = HeadForward.logits(head, features, 1, rows);
        float[] row = new float[width];
        float[] expected = new float[3];
        for (int i = 0; i < rows.length; i++) {
            features.read(1, rows[i], row, 0);
            head.logits(row, 0, expected, 0);
            for (int c = 0; c < 3; c++) {
                assertThat(logits[3 * i + c])
                        .isCloseTo(expected[c], within((float) (1e-5 * Math.sqrt(width) * 30)));
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new LinearHead(2, 3, new float[5], new float[2]))
                .hasMessage("a head of 2 classes and 3 features has 5 weights and 2 biases");
        float[] nan = {0, 0, 0, Float.NaN, 0, 0};
        assertThatThrownBy(() -> new LinearHead(2, 3, nan, new float[2]))
                .hasMessage("a head has NaN; expected finite numbers");
    }

    @Test
    void aTemperatureIsFoldedIn() {
        LinearHead head = new LinearHead(2, 1, new float[] {2, 4}, new float[] {6, 8});
        LinearHead cooled = head.cooled(2);
        assertThat(cooled.weights()).containsExactly(1, 2);
        assertThat(cooled.bias()).containsExactly(3, 4);
    }

    @Test
    void theTemperatureThatMadeTheLabelsIsFoundBothWays() {
        Random random = new Random(SEED);
        int rows = 40_000;
        float[] logits = new float[rows * 2];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            float z = (float) (4 * random.nextGaussian());
            logits[2 * row + 1] = z;
            labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-z / 2.5)) ? 1 : 0;
        }
        double[] equal = new double[rows];
        Arrays.fill(equal, 1);
        assertThat(Temperature.of(logits, labels, 2)).isCloseTo(2.5, within(.1));
        assertThat(Temperature.matching(logits, labels, 2, equal)).isCloseTo(2.5, within(.1));
    }

    @Test
    void theRowsThatCountAreAsSureAsTheyAreRight() {
        Random random = new Random(SEED);
        int rows = 3000;
        float[] logits = new float[rows * 3];
        int[] labels = new int[rows];
        double[] weights = new double[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(3);
            weights[row] = row % 2;
            // The answer is the label in three of four rows that count, whatever the others say.
            boolean right = row % 8 != 1;
            int answer = right ? labels[row] : (labels[row] + 1) % 3;
            logits[row * 3 + answer] = 3 + random.nextFloat();
        }
        double temperature = Temperature.matching(logits, labels, 3, weights);
        double sure = 0;
        for (int row = 1; row < rows; row += 2) {
            double z =
                    Math.max(logits[row * 3], Math.max(logits[row * 3 + 1], logits[row * 3 + 2]));
            sure += 1 / (1 + 2 * Math.exp(-z / temperature));
        }
        assertThat(sure / (rows / 2)).isCloseTo(.75, within(.001));
    }
}
