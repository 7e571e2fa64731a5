package io.sluice.gates.experts.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The vectors by which experts are chosen. */
class ExpertGateFitTest {
    private static final ExpertGateFit.Settings SETTINGS = ExpertGateFit.Settings.DEFAULT;

    private final RecordedExperts recorded = DrawnExperts.draw(4000, 1);
    private final int[] rows = DrawnExperts.all(recorded);

    @Test
    void theGradientIsThatOfTheLoss() {
        Random random = new Random(3);
        double[][] z = new double[20][3];
        double[][] losses = new double[2][20];
        double[][] truth = new double[2][20];
        for (int i = 0; i < 20; i++) {
            z[i] = new double[] {random.nextGaussian(), random.nextGaussian(), 1};
            for (int n = 0; n < 2; n++) {
                losses[n][i] = random.nextDouble();
                truth[n][i] = .01 + .9 * random.nextDouble();
            }
        }
        GateLoss loss = new GateLoss(z, losses, truth, .3, .7, .01);
        double[] point = random.doubles(6, -1, 1).toArray();
        double[] gradient = new double[6];
        loss.at(point, gradient);

        for (int k = 0; k < 6; k++) {
            double[] ahead = point.clone();
            double[] behind = point.clone();
            ahead[k] += 1e-5;
            behind[k] -= 1e-5;
            double slope = (loss.at(ahead, new double[6]) - loss.at(behind, new double[6])) / 2e-5;
            assertThat(gradient[k]).isCloseTo(slope, within(1e-7));
        }
    }

    /** The Rosenbrock function, whose only minimum is at (1, 1). */
    @Test
    void theMinimiserFindsTheEndOfACurvedValley() {
        double[] found =
                Minimiser.minimise(
                        (p, gradient) -> {
                            double u = 1 - p[0];
                            double v = p[1] - p[0] * p[0];
                            gradient[0] = -2 * u - 400 * p[0] * v;
                            gradient[1] = 200 * v;
                            return u * u + 100 * v * v;
                        },
                        new double[] {-1.2, 1},
                        500);

        assertThat(found[0]).isCloseTo(1, within(1e-3));
        assertThat(found[1]).isCloseTo(1, within(1e-3));
    }

    @Test
    void predictedLossesAreThoseThatOccur() {
        for (float[][] vectors :
                new float[][][] {
                    ExpertGateFit.alone(recorded, rows, SETTINGS),
                    ExpertGateFit.joint(recorded, rows, .1, SETTINGS)
                }) {
            for (int n = 0; n < recorded.experts(); n++) {
                double predicted = 0;
                for (int row : rows) {
                    predicted += loss(vectors[n], recorded.features()[row]) / rows.length;
                }
                double wrong = Arrays.stream(recorded.losses(n, rows)).average().orElseThrow();
                assertThat(predicted).isCloseTo(wrong, within(.02));
            }
            assertThat(loss(vectors[0], 1, 0, 0)).isLessThan(.12);
            assertThat(loss(vectors[0], 0, 1, 0)).isBetween(.4, .6);
        }
    }

    @Test
    void togetherTheyGiveABetterAnswerThanAlone() {
        float[][] alone = ExpertGateFit.alone(recorded, rows, SETTINGS);
        float[][] joint = ExpertGateFit.joint(recorded, rows, .1, SETTINGS);

        assertThat(GateTemperature.answerLoss(recorded, rows, joint, .1))
                .isLessThan(GateTemperature.answerLoss(recorded, rows, alone, .1));
    }

    /** What an owner fits needs nobody else's data, so that others cannot change it. */
    @Test
    void aVectorFittedAloneDoesNotDependOnTheOtherExperts() {
        float[][] ofAll = ExpertGateFit.alone(recorded, rows, SETTINGS);
        float[][] ofTwo = ExpertGateFit.alone(recorded.only(Set.of("b", "whole")), rows, SETTINGS);

        assertThat(ofTwo[0]).isEqualTo(ofAll[1]);
        assertThat(ofTwo[1]).isEqualTo(ofAll[3]);
    }

    @Test
    void softLossesAreFittedToo() {
        double[] half = new double[rows.length];
        Arrays.fill(half, .25);

        float[] vector = ExpertGateFit.alone(recorded.features(), rows, half, SETTINGS);

        assertThat(loss(vector, 1, 0, 0)).isCloseTo(.25, within(1e-3));
        assertThat(loss(vector, 0, 0, 0)).isCloseTo(.25, within(1e-3));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> recorded.only(Set.of("a", "z")))
                .hasMessage("no expert 'z'; expected some of a, b, c, whole");
        assertThatThrownBy(() -> new ExpertGateFit.Settings(0, 0, 1))
                .hasMessageContaining("the anchor is 0.0; expected a finite number above 0");
    }

    private static double loss(float[] vector, float... features) {
        double score = vector[features.length];
        for (int f = 0; f < features.length; f++) {
            score += vector[f] * features[f];
        }
        return 1 / (1 + Math.exp(score));
    }
}
