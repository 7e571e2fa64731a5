package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.LateFusion;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fits find the parameters that data were made with. */
class FittedPartsTest {
    @Test
    void fusionWeightsAreFound() {
        double[] truth = {.5, 1.5};
        RecordedSensors recorded = labelledBy(truth, 20_000);
        float[] weights = new FusionWeights(recorded, SyntheticSensors.all(recorded)).fit(3);

        assertThat((double) weights[0]).isCloseTo(truth[0], within(.05));
        assertThat((double) weights[1]).isCloseTo(truth[1], within(.05));
    }

    @Test
    void aBranchThatMisleadsGetsNoWeight() {
        RecordedSensors recorded = labelledBy(new double[] {-.5, 1}, 5_000);
        float[] weights = new FusionWeights(recorded, SyntheticSensors.all(recorded)).fit(3);

        assertThat(weights[0]).isZero();
        assertThat((double) weights[1]).isGreaterThan(.5);
    }

    @Test
    void chainAndEmissionsAreFound() {
        RecordedSensors recorded = SyntheticSensors.recording(40, 500, 5);
        int[] rows = SyntheticSensors.all(recorded);
        int half = rows.length / 2;
        ContextFilter filter =
                ContextFit.fit(
                        recorded,
                        Arrays.copyOf(rows, half),
                        Arrays.copyOfRange(rows, half, rows.length),
                        .95);

        assertThat(filter.transition()[0][0]).isCloseTo(SyntheticSensors.STAY, within(.01));
        assertThat(filter.transition()[1][0]).isCloseTo(1 - SyntheticSensors.STAY, within(.01));
        // Two normal distributions with means ∓μ and unit variance differ by 2μx in log-likelihood.
        assertThat(slope(filter, 0)).isCloseTo(3, within(.2));
        assertThat(slope(filter, 1)).isCloseTo(.6, within(.1));
        // The modalities really are independent given the context.
        assertThat(filter.emissions().get(0).trust()).isGreaterThanOrEqualTo(.8);
        assertThat(filter.confusion()[0][0]).isEqualTo(.95);
    }

    /** A modality that says the same as another must not be believed twice. */
    @Test
    void copiesShareTheirTrust() {
        RecordedSensors once = SyntheticSensors.recording(20, 500, 6);
        RecordedSensors twice = withRadarLikeCamera(once);
        int[] rows = SyntheticSensors.all(twice);
        int half = rows.length / 2;
        int[] fit = Arrays.copyOf(rows, half);
        int[] heldOut = Arrays.copyOfRange(rows, half, rows.length);
        ContextFilter filter = ContextFit.fit(twice, fit, heldOut, .95);
        double sum = filter.emissions().get(0).trust() + filter.emissions().get(1).trust();

        assertThat(sum).isBetween(.8, 1.7);
    }

    private static double slope(ContextFilter filter, int modality) {
        float[][] weights = filter.emissions().get(modality).weights();
        return weights[1][0] - weights[0][0];
    }

    /** Rows whose labels are drawn from the softmax of the weighted logits. */
    private static RecordedSensors labelledBy(double[] weights, int rows) {
        Random random = new Random(3);
        RecordedSensors blank = SyntheticSensors.recording(1, rows, 9);
        float[][] logits = blank.newLogits();
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            blank.readLogits(row, logits);
            double[] odds = new double[SyntheticSensors.CLASSES];
            double sum = 0;
            for (int c = 0; c < odds.length; c++) {
                odds[c] = Math.exp(weights[0] * logits[0][c] + weights[1] * logits[1][c]);
                sum += odds[c];
            }
            double drawn = random.nextDouble() * sum;
            while (labels[row] < odds.length - 1 && drawn >= odds[labels[row]]) {
                drawn -= odds[labels[row]++];
            }
        }
        return relabelled(blank, labels);
    }

    private static RecordedSensors relabelled(RecordedSensors recorded, int[] labels) {
        RecordedSamples old = recorded.samples();
        RecordedSamples samples =
                new RecordedSamples(
                        old.keys(),
                        old.key(),
                        old.ticks(),
                        old.contexts(),
                        old.context(),
                        old.classes(),
                        labels,
                        old.present());
        return copied(recorded, samples, false);
    }

    private static RecordedSensors withRadarLikeCamera(RecordedSensors recorded) {
        return copied(recorded, recorded.samples(), true);
    }

    private static RecordedSensors copied(
            RecordedSensors from, RecordedSamples samples, boolean radarLikeCamera) {
        float[][] summaries = new float[2][2 * from.rows()];
        float[][] logits = new float[2][from.classes() * from.rows()];
        float[][] summary = from.newSummaries();
        float[][] row = from.newLogits();
        for (int i = 0; i < from.rows(); i++) {
            from.readSummaries(i, summary);
            from.readLogits(i, row);
            for (int m = 0; m < 2; m++) {
                float[] source = summary[radarLikeCamera ? 0 : m];
                System.arraycopy(source, 0, summaries[m], 2 * i, 2);
                System.arraycopy(row[m], 0, logits[m], i * from.classes(), from.classes());
            }
        }
        return new RecordedSensors(from.structure(), samples, summaries, logits);
    }

    @Test
    void tablesAndRankingsFollowTheLosses() {
        RecordedSensors recorded = SyntheticSensors.recording(10, 300, 8);
        int[] rows = SyntheticSensors.all(recorded);
        ConfigurationLosses losses =
                ConfigurationLosses.of(
                        recorded, new LateFusion(new float[][] {{1, 0}, {0, 1}, {.7f, .7f}}));
        float[][] table = ContextLosses.table(recorded.samples(), losses, rows, 10);
        int[][] rankings = ContextLosses.rankings(table);

        assertThat(table[0][0]).isLessThan(table[0][1]);
        assertThat(table[1][1]).isLessThan(table[1][0]);
        assertThat(rankings[1][2]).isZero();
        assertThat(List.of(rankings[0][0], rankings[0][1])).contains(2);
    }
}
