package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Softmax;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LateFusionTest {
    private static final LateFusion FUSION = Weather.policy(FixedPredictor.always(0, 5)).fusion();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isTheNormalisedProductOfPowers(long seed) {
        Random random = new Random(seed);
        float[][] logits = logits(random);
        float[] weights = FUSION.weights()[4];
        double[] product = new double[6];
        double total = 0;
        for (int c = 0; c < 6; c++) {
            product[c] = 1;
            for (int b = 0; b < 4; b++) {
                product[c] *= Math.pow(probability(logits[b], c), weights[b]);
            }
            total += product[c];
        }
        Softmax fused = fuse(4, logits);
        double sum = 0;
        for (int c = 0; c < 6; c++) {
            assertThat((double) fused.probability(c)).isCloseTo(product[c] / total, within(1e-5));
            sum += fused.probability(c);
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    /** Log-linear pooling looks at differences of logits alone. */
    @Test
    void anOffsetOfABranchChangesNothing() {
        float[][] logits = logits(new Random(4));
        Softmax before = fuse(4, logits);
        float[] probabilities = {before.probability(0), before.probability(3)};
        for (int c = 0; c < 6; c++) {
            logits[0][c] += 3;
        }
        Softmax after = fuse(4, logits);
        assertThat(after.probability(0)).isCloseTo(probabilities[0], within(1e-5f));
        assertThat(after.probability(3)).isCloseTo(probabilities[1], within(1e-5f));
    }

    @Test
    void aSingleBranchIsScaledByItsTemperatureAndKeepsItsOrder() {
        float[][] logits = logits(new Random(5));
        logits[0] = null;
        logits[2] = null;
        logits[3] = null;
        float[] fused = new float[6];
        FUSION.fuse(1, logits, fused);
        for (int c = 0; c < 6; c++) {
            assertThat(fused[c]).isEqualTo(.7f * logits[1][c]);
        }
    }

    @Test
    void aBranchOfOnePatternThatIsNoNumberIsRefusedByTheSoftmax() {
        float[][] logits = logits(new Random(6));
        logits[0][2] = Float.NaN;
        assertThatThrownBy(() -> fuse(4, logits)).hasMessageContaining("logits must be finite");
        assertThat(fuse(3, logits).classes()).isEqualTo(6);
    }

    @Test
    void refusesWeightsThatFuseNothing() {
        assertThatThrownBy(() -> new LateFusion(new float[][] {{0, 0}}))
                .hasMessageContaining("configuration 0 are [0.0, 0.0]");
        assertThatThrownBy(() -> new LateFusion(new float[][] {{2, -1}}))
                .hasMessageContaining("expected none below 0");
        assertThatThrownBy(
                        () ->
                                new LateFusion(
                                                new float[][] {
                                                    {1, 0, 0, 0},
                                                    {0, 1, .5f, 0},
                                                    {0, 0, 1, 0},
                                                    {0, 0, 0, 1},
                                                    {1, 0, 0, 1}
                                                })
                                        .requireFits(Weather.STRUCTURE))
                .hasMessage(
                        "the fusion of configuration radar weighs branch scan, which is not in it");
    }

    private static Softmax fuse(int configuration, float[][] logits) {
        float[] fused = new float[6];
        FUSION.fuse(configuration, logits, fused);
        Softmax softmax = new Softmax();
        softmax.read(fused, 0, 6);
        return softmax;
    }

    private static double probability(float[] logits, int index) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.exp(logits[index]) / sum;
    }

    private static float[][] logits(Random random) {
        float[][] logits = new float[4][6];
        for (float[] row : logits) {
            for (int c = 0; c < 6; c++) {
                row[c] = (float) (2 * random.nextGaussian());
            }
        }
        return logits;
    }
}
