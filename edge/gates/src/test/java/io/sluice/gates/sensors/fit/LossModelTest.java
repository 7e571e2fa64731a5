package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.LossPredictor;
import io.sluice.gates.sensors.Workspace;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LossModelTest {
    private static final int[] WIDTHS = {3, 2, 4};
    private static final int CONFIGURATIONS = 2;

    private final Random random = new Random(4);

    @Test
    void gradientsOfTheHiddenLayerAreThoseOfDifferences() {
        checkGradients(
                new HiddenLayerModel(WIDTHS, 5, CONFIGURATIONS, new SplittableRandom(1)), 0b111);
        checkGradients(
                new HiddenLayerModel(WIDTHS, 0, CONFIGURATIONS, new SplittableRandom(1)), 0b101);
    }

    @Test
    void gradientsOfAttentionAreThoseOfDifferences() {
        for (int present : new int[] {0b111, 0b101, 0b010}) {
            AttentionModel model =
                    new AttentionModel(WIDTHS, 4, 3, CONFIGURATIONS, new SplittableRandom(2));
            // At 0 nothing would come through attention.
            model.layers().get(WIDTHS.length + 3).set(0, 0, .7f);
            checkGradients(model, present);
        }
    }

    private void checkGradients(LossModel model, int present) {
        float[][] summaries = summaries();
        float[] losses = new float[CONFIGURATIONS];
        float[] outer = {1, -.5f};
        model.forward(summaries, present, losses);
        model.backward(summaries, present, outer);
        float step = 1e-3f;
        for (TrainedLayer layer : model.layers()) {
            for (int i = 0; i <= layer.inputs(); i++) {
                for (int o = 0; o < layer.outputs(); o++) {
                    float weight = layer.weight(i, o);
                    layer.set(i, o, weight + step);
                    double above = value(model, summaries, present, outer);
                    layer.set(i, o, weight - step);
                    double below = value(model, summaries, present, outer);
                    layer.set(i, o, weight);
                    assertThat((double) layer.gradient(i, o))
                            .isCloseTo((above - below) / (2 * step), within(5e-3));
                }
            }
        }
    }

    private static double value(LossModel model, float[][] summaries, int present, float[] outer) {
        float[] losses = new float[CONFIGURATIONS];
        model.forward(summaries, present, losses);
        return losses[0] * outer[0] + losses[1] * outer[1];
    }

    private float[][] summaries() {
        float[][] summaries = new float[WIDTHS.length][];
        for (int m = 0; m < WIDTHS.length; m++) {
            summaries[m] = new float[WIDTHS[m]];
            for (int j = 0; j < WIDTHS[m]; j++) {
                summaries[m][j] = (float) random.nextGaussian();
            }
        }
        return summaries;
    }

    /** What runs on raw summaries is what was trained on standardised ones. */
    @Test
    void foldedPredictorsPredictTheSame() {
        RecordedSensors recorded = SyntheticSensors.recording(2, 100, 7);
        SummaryScale scale = SummaryScale.of(recorded, SyntheticSensors.all(recorded));
        int[] widths = {2, 2};
        LossModel[] models = {
            new HiddenLayerModel(widths, 6, 3, new SplittableRandom(1)),
            new HiddenLayerModel(widths, 0, 3, new SplittableRandom(1)),
            new AttentionModel(widths, 4, 3, 3, new SplittableRandom(1))
        };
        models[2].layers().get(5).set(0, 0, .8f);
        for (LossModel model : models) {
            LossPredictor predictor = model.predictor(scale);
            for (int present = 1; present <= SyntheticSensors.BOTH; present++) {
                float[] trained = new float[3];
                float[] raw = new float[3];
                float[][] summaries = recorded.newSummaries();
                recorded.readSummaries(17, summaries);
                predictor.predict(summaries, present, new double[] {1, 0}, raw, new Workspace());
                scale.standardise(summaries);
                model.forward(summaries, present, trained);

                for (int k = 0; k < 3; k++) {
                    assertThat(raw[k]).isCloseTo(trained[k], within(1e-4f));
                }
            }
        }
    }

    @Test
    void trainedGatesPredictBetterThanTheMeanWithWhateverIsThere() {
        RecordedSensors recorded = SyntheticSensors.recording(30, 200, 3);
        ConfigurationLosses losses =
                ConfigurationLosses.of(
                        recorded, new LateFusion(new float[][] {{1, 0}, {0, 1}, {.7f, .7f}}));
        int[] rows = SyntheticSensors.all(recorded);
        int[] fit = java.util.Arrays.copyOf(rows, 3000);
        int[] heldOut = java.util.Arrays.copyOfRange(rows, 3000, 4500);
        int[] test = java.util.Arrays.copyOfRange(rows, 4500, 6000);
        for (PredictorFit.Kind kind : PredictorFit.Kind.values()) {
            LossPredictor predictor =
                    PredictorFit.fit(
                            kind,
                            recorded,
                            losses,
                            2.8f,
                            fit,
                            heldOut,
                            new PredictorFit.Settings(8, 10, 64, 5e-3, 1e-3, .5, 1));
            for (int present : new int[] {SyntheticSensors.CAMERA, SyntheticSensors.BOTH}) {
                double mean = losses.mean(0, fit);
                assertThat(error(predictor, recorded, losses, test, present))
                        .as("%s, %d", kind, present)
                        .isLessThan(.8 * variance(losses, test, mean));
            }
        }
    }

    /** Squared error of the camera's configuration. */
    private static double error(
            LossPredictor predictor,
            RecordedSensors recorded,
            ConfigurationLosses losses,
            int[] rows,
            int present) {
        float[][] summaries = recorded.newSummaries();
        float[] predicted = new float[3];
        double sum = 0;
        for (int row : rows) {
            recorded.readSummaries(row, summaries);
            predictor.predict(summaries, present, new double[] {1, 0}, predicted, new Workspace());
            double off = predicted[0] - Math.min(2.8, losses.loss(row, 0));
            sum += off * off;
        }
        return sum / rows.length;
    }

    private static double variance(ConfigurationLosses losses, int[] rows, double mean) {
        double sum = 0;
        for (int row : rows) {
            double off = Math.min(2.8, losses.loss(row, 0)) - mean;
            sum += off * off;
        }
        return sum / rows.length;
    }
}
