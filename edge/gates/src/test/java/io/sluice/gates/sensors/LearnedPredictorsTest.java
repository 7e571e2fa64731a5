package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learned predictors against their definitions, written down without any care for speed. */
class LearnedPredictorsTest {
    private static final int[] WIDTHS = {3, 5, 1, 4};
    private static final int CONFIGURATIONS = 6;
    private static final int INPUTS = 13 + 4;

    private final Workspace space = new Workspace();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void linear(long seed) {
        Random random = new Random(seed);
        float[][] hidden = matrix(random, 7, INPUTS + 1);
        float[][] deep = matrix(random, CONFIGURATIONS, 8);
        float[][] flat = matrix(random, CONFIGURATIONS, INPUTS + 1);
        for (int present = 0; present < 16; present++) {
            float[][] summaries = summaries(random, present);
            double[] inputs = inputs(summaries, present);
            double[] units = apply(hidden, inputs);
            for (int i = 0; i < units.length; i++) {
                units[i] = Math.max(0, units[i]);
            }
            check(
                    new LinearPredictor(WIDTHS, hidden, deep),
                    summaries,
                    present,
                    apply(deep, units));
            check(
                    new LinearPredictor(WIDTHS, new float[0][], flat),
                    summaries,
                    present,
                    apply(flat, inputs));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void attention(long seed) {
        Random random = new Random(seed);
        Attention a = new Attention(random);
        for (float residual : new float[] {0, .7f, -2}) {
            for (int present = 0; present < 16; present++) {
                float[][] summaries = summaries(random, present);
                check(
                        a.predictor(residual),
                        summaries,
                        present,
                        a.expected(summaries, present, residual));
            }
        }
    }

    @Test
    void fixedLossesAreAlwaysTheSame() {
        float[] losses = new float[3];
        FixedPredictor.always(1, 3).predict(null, 0, null, losses, space);
        assertThat(losses).containsExactly(1, 0, 1);
    }

    @Test
    void lossesByContextAreWeighedByTheBelief() {
        float[] losses = new float[5];
        new ContextLossPredictor(Weather.LOSS)
                .predict(null, 0, new double[] {.5, .25, .25}, losses, space);
        assertThat(losses[0]).isCloseTo(.5f * .1f + .25f * .9f + .25f * .6f, within(1e-6f));
        assertThat(losses[3]).isCloseTo(.5f * .18f + .25f * .28f + .25f * .34f, within(1e-6f));
    }

    @Test
    void aSummaryWithANumberThatIsNoneMasksItsModalityAlone() {
        float[][] summaries = {{1, 2}, {Float.NaN}, {3, Float.POSITIVE_INFINITY}, {4}};
        assertThat(Summaries.usable(summaries, 15)).isEqualTo(1 | 8);
        assertThat(Summaries.usable(summaries, 4 | 8)).isEqualTo(8);
        assertThat(Summaries.usable(new float[][] {null, {1}}, 2)).isEqualTo(2);
    }

    @Test
    void saysWhatDoesNotFit() {
        SensorStructure other =
                new SensorStructure(
                        List.of("a", "b", "c", "d"),
                        List.of(3, 5, 2, 4),
                        List.of(new BranchShape("x", 15)),
                        List.of(new ConfigurationShape("x", 1)));
        LossPredictor linear =
                new LinearPredictor(
                        WIDTHS, new float[0][], matrix(new Random(1), CONFIGURATIONS, INPUTS + 1));
        assertThatThrownBy(() -> linear.requireFits(other, 3))
                .hasMessage(
                        "the predictor's summaries have width 1 for modality c, but its summary has 2 features");
        assertThatThrownBy(() -> linear.requireFits(Weather.STRUCTURE, 3))
                .hasMessageContaining(
                        "are for 4 modalities, but there are 3: camera, radar, lidar");
        assertThatThrownBy(
                        () -> new LinearPredictor(WIDTHS, new float[0][], new float[][] {{1, 2}}))
                .hasMessageContaining("output weights have a row of 2 numbers; expected 18");
        assertThatThrownBy(() -> new FixedPredictor(1, 2).requireFits(other, 3))
                .hasMessageContaining("fixed losses are for 2 configurations, but there are 1: x");
        assertThatThrownBy(() -> new FixedPredictor(1, Float.NaN))
                .hasMessageContaining("NaN; expected finite numbers");
    }

    private void check(
            LossPredictor predictor, float[][] summaries, int present, double[] expected) {
        float[] losses = new float[CONFIGURATIONS];
        predictor.predict(summaries, present, null, losses, space);
        for (int k = 0; k < CONFIGURATIONS; k++) {
            assertThat((double) losses[k])
                    .isCloseTo(expected[k], within(1e-4 * (1 + Math.abs(expected[k]))));
        }
    }

    private static double[] inputs(float[][] summaries, int present) {
        double[] inputs = new double[INPUTS];
        int at = 0;
        for (int m = 0; m < 4; m++) {
            for (int i = 0; i < WIDTHS[m]; i++, at++) {
                inputs[at] = (present >> m & 1) != 0 ? summaries[m][i] : 0;
            }
            inputs[13 + m] = present >> m & 1;
        }
        return inputs;
    }

    /** Those of absent modalities are NaN: nobody may read them. */
    private static float[][] summaries(Random random, int present) {
        float[][] summaries = new float[4][];
        for (int m = 0; m < 4; m++) {
            summaries[m] = matrix(random, 1, WIDTHS[m])[0];
            if ((present >> m & 1) == 0) {
                Arrays.fill(summaries[m], Float.NaN);
            }
        }
        return summaries;
    }

    private static float[][] matrix(Random random, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }

    private static double[] apply(float[][] rows, double[] inputs) {
        double[] outputs = new double[rows.length];
        for (int o = 0; o < rows.length; o++) {
            outputs[o] = rows[o][inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                outputs[o] += rows[o][i] * inputs[i];
            }
        }
        return outputs;
    }

    private static final class Attention {
        private final float[][][] tokens = new float[4][][];
        private final float[][] query;
        private final float[][] key;
        private final float[][] value;
        private final float[][] output;

        Attention(Random random) {
            for (int m = 0; m < 4; m++) {
                tokens[m] = matrix(random, 6, WIDTHS[m] + 1);
            }
            query = matrix(random, 2, 7);
            key = matrix(random, 2, 7);
            value = matrix(random, 6, 7);
            output = matrix(random, CONFIGURATIONS, 4 * 6 + 4 + 1);
        }

        AttentionPredictor predictor(float residual) {
            return new AttentionPredictor(tokens, query, key, value, residual, output);
        }

        double[] expected(float[][] summaries, int present, float residual) {
            double[][] token = new double[4][6];
            for (int m = 0; m < 4; m++) {
                if ((present >> m & 1) != 0) {
                    double[] features = new double[WIDTHS[m]];
                    for (int i = 0; i < features.length; i++) {
                        features[i] = summaries[m][i];
                    }
                    token[m] = apply(tokens[m], features);
                    for (int i = 0; i < 6; i++) {
                        token[m][i] = Math.max(0, token[m][i]);
                    }
                }
            }
            double[] flat = new double[4 * 6 + 4];
            for (int m = 0; m < 4; m++) {
                if ((present >> m & 1) != 0) {
                    double[] heard = heard(token, m, present);
                    for (int i = 0; i < 6; i++) {
                        flat[m * 6 + i] = token[m][i] + residual * heard[i];
                    }
                    flat[24 + m] = 1;
                }
            }
            return apply(output, flat);
        }

        private double[] heard(double[][] token, int m, int present) {
            double[] q = apply(query, token[m]);
            double[] heard = new double[6];
            double total = 0;
            for (int j = 0; j < 4; j++) {
                if ((present >> j & 1) != 0) {
                    double[] k = apply(key, token[j]);
                    double weight = Math.exp((q[0] * k[0] + q[1] * k[1]) / Math.sqrt(2));
                    total += weight;
                    double[] v = apply(value, token[j]);
                    for (int i = 0; i < 6; i++) {
                        heard[i] += weight * v[i];
                    }
                }
            }
            for (int i = 0; i < 6; i++) {
                heard[i] /= total;
            }
            return heard;
        }
    }
}
