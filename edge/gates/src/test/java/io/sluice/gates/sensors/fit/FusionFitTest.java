package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.LateFusion;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FusionFitTest {
    private static final RecordedSensors RECORDING = Recording.of(5, 10, 800);
    private static final LateFusion FUSION = FusionFit.fit(RECORDING);
    private static final RecordedSensors FRESH = Recording.of(6, 10, 400);

    @Test
    void findsTheTemperatures() {
        float[][] weights = FUSION.weights();
        assertThat(weights[0][0]).isCloseTo(1 / 3f, within(.03f));
        assertThat(weights[1][1]).isCloseTo(1, within(.08f));
        assertThat(weights[2][0]).isCloseTo(1 / 3f, within(.03f));
        assertThat(weights[2][1]).isCloseTo(1, within(.08f));
        assertThat(weights[3][2]).as("of noise").isCloseTo(0, within(.04f));
        FUSION.requireFits(Recording.STRUCTURE);
    }

    @Test
    void whatIsFusedIsAsSureAsItIsRight() {
        for (int k = 0; k < 4; k++) {
            Judgement judged = judge(FUSION, k);
            assertThat(judged.sure).isCloseTo(judged.right, within(.03));
        }
    }

    @Test
    void twoLooksAreBetterThanEachAndThanEvenWeights() {
        Judgement both = judge(FUSION, 2);
        assertThat(both.loss).isLessThan(judge(FUSION, 0).loss).isLessThan(judge(FUSION, 1).loss);
        LateFusion even =
                new LateFusion(new float[][] {{1, 0, 0}, {0, 1, 0}, {.5f, .5f, 0}, {1, 1, 1}});
        assertThat(both.loss).isLessThan(judge(even, 2).loss);
    }

    @Test
    void aConfigurationThatNoSampleFeedsIsAnError() {
        int[] present = new int[RECORDING.rows()];
        Arrays.fill(present, 3);
        RecordedSensors lacking =
                new RecordedSensors(
                        Recording.STRUCTURE,
                        Recording.CLASSES,
                        RECORDING.keys(),
                        RECORDING.timesMillis(),
                        RECORDING.contexts(),
                        RECORDING.labels(),
                        present,
                        RECORDING.summaries(),
                        RECORDING.logits());
        assertThatThrownBy(() -> FusionFit.fit(lacking))
                .hasMessage(
                        "no labelled sample has all of [eye, noise, echo], which configuration all needs");
    }

    private record Judgement(double loss, double sure, double right) {}

    private static Judgement judge(LateFusion fusion, int configuration) {
        float[][] logits = new float[3][Recording.CLASSES];
        float[] fused = new float[Recording.CLASSES];
        Softmax softmax = new Softmax();
        double loss = 0;
        double sure = 0;
        double right = 0;
        for (int row = 0; row < FRESH.rows(); row++) {
            FRESH.readLogits(row, logits);
            fusion.fuse(configuration, logits, fused);
            softmax.read(fused, 0, fused.length);
            loss -= Math.log(softmax.probability(FRESH.labels()[row]));
            sure += softmax.maxProbability();
            right += softmax.argmax() == FRESH.labels()[row] ? 1 : 0;
        }
        return new Judgement(loss / FRESH.rows(), sure / FRESH.rows(), right / FRESH.rows());
    }
}
