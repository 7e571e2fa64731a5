package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxTest {
    private final Softmax softmax = new Softmax();

    /** methods.md 6, vector 2. */
    @Test
    void agreesWithTheDerivedVector() {
        softmax.read(new float[] {9, 2, 1, 0, -1}, 1, 4);
        assertThat(softmax.argmax()).isZero();
        assertThat(softmax.maxProbability()).isCloseTo(.643914f, within(1e-6f));
        assertThat(softmax.entropy()).isCloseTo(.947537f, within(1e-6f));
        assertThat(softmax.margin()).isCloseTo(.407031f, within(1e-6f));
        assertThat(softmax.sharpenedEntropy()).isCloseTo(.455429f, within(1e-6f));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithTheDefinition(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int classes = 2 + random.nextInt(60);
            float[] logits = new float[classes];
            for (int i = 0; i < classes; i++) {
                logits[i] = (float) (random.nextGaussian() * 5);
            }
            softmax.read(logits, 0, classes);
            checkAgainstDefinition(logits);
        }
    }

    private void checkAgainstDefinition(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double entropy = 0;
        double squares = 0;
        double first = 0;
        double second = 0;
        for (float logit : logits) {
            double p = Math.exp(logit) / sum;
            entropy -= p * Math.log(p);
            squares += p * p;
            second = Math.max(second, Math.min(first, p));
            first = Math.max(first, p);
        }
        double sharpened = 0;
        for (float logit : logits) {
            double q = Math.pow(Math.exp(logit) / sum, 2) / squares;
            sharpened -= q > 0 ? q * Math.log(q) : 0;
        }
        assertThat((double) softmax.maxProbability()).isCloseTo(first, within(1e-6));
        assertThat((double) softmax.margin()).isCloseTo(first - second, within(2e-6));
        assertThat((double) softmax.entropy()).isCloseTo(entropy, within(1e-5));
        assertThat((double) softmax.sharpenedEntropy()).isCloseTo(sharpened, within(1e-5));
        assertThat(softmax.probability(softmax.argmax())).isEqualTo(softmax.maxProbability());
    }

    @Test
    void largeLogitsDoNotOverflow() {
        softmax.read(new float[] {1e30f, -1e30f}, 0, 2);
        assertThat(softmax.maxProbability()).isEqualTo(1f);
        assertThat(softmax.entropy()).isZero();
        assertThat(softmax.margin()).isEqualTo(1f);
    }

    @Test
    void refusesWhatIsNotFinite() {
        assertThatThrownBy(() -> softmax.read(new float[] {1, Float.NaN}, 0, 2))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> softmax.read(new float[] {1, Float.POSITIVE_INFINITY}, 0, 2))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> softmax.read(new float[] {}, 0, 0)).hasMessageContaining("finite");
    }
}
