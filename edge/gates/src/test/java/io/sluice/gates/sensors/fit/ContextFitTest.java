package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextFitTest {
    private static final double[][] NO_LABELS = {};
    private static final ContextFit FIT =
            new ContextFit(List.of("calm", "storm"), Recording.PERIOD, NO_LABELS);
    private static final RecordedSensors RECORDING = Recording.of(1, 20, 400);
    private static final ContextFilter FILTER = FIT.fit(RECORDING, Recording.of(2, 10, 300));

    @Test
    void findsTheChain() {
        for (int c = 0; c < 2; c++) {
            assertThat(FILTER.transition()[c][c]).isCloseTo(Recording.STAY, within(.01));
        }
        assertThat(FILTER.start()[0]).isCloseTo(.5, within(.1));
    }

    @Test
    void trustsWhatSpeaksOfTheContextAndNoEchoTwice() {
        List<Emission> emissions = FILTER.emissions();
        double eye = emissions.get(0).trust();
        double echo = emissions.get(2).trust();
        assertThat(eye + echo).isBetween(.8, 1.2);
        float[] weights = emissions.get(0).weights()[1];
        float[] other = emissions.get(0).weights()[0];
        // The log-odds of storm from one feature of unit spread around 0 or 1 are x − ½.
        assertThat(weights[0] - other[0]).isCloseTo(1, within(.1f));
        assertThat(weights[2] - other[2]).isCloseTo(-1, within(.15f));
    }

    @Test
    void theFilterKnowsMoreThanTheChainAloneAndThanEachSampleAlone() {
        RecordedSensors fresh = Recording.of(3, 10, 300);
        ContextFilter chain =
                new ContextFilter(
                        FILTER.contexts(),
                        FILTER.start(),
                        FILTER.transition(),
                        List.of(Emission.NONE, Emission.NONE, Emission.NONE),
                        NO_LABELS);
        double[][] forgetful = {{.5, .5}, {.5, .5}};
        ContextFilter samples =
                new ContextFilter(
                        FILTER.contexts(),
                        FILTER.start(),
                        forgetful,
                        FILTER.emissions(),
                        NO_LABELS);
        double loss = FIT.loss(FILTER, fresh);
        assertThat(loss).isLessThan(.8 * FIT.loss(samples, fresh));
        assertThat(loss).isLessThan(.8 * FIT.loss(chain, fresh));
    }

    @Test
    void countsNoTransitionAcrossKeysOrGaps() {
        int rows = 40;
        int[] keys = new int[rows];
        long[] times = new long[rows];
        int[] contexts = new int[rows];
        for (int i = 0; i < rows; i++) {
            keys[i] = i / 10;
            times[i] = 100L * i + (i % 10 >= 5 ? 10_000 : 0);
            contexts[i] = (i % 10 >= 5 ? 1 : 0) ^ keys[i] & 1;
        }
        RecordedSensors steady = with(RECORDING, rows, keys, times, contexts);
        double[][] transition = FIT.fit(steady, steady).transition();
        // Every context changes in a gap or between keys: none is counted but the smoothing's.
        assertThat(transition[0][1]).isCloseTo(1 / 18., within(1e-9));
        assertThat(transition[1][0]).isCloseTo(1 / 18., within(1e-9));
    }

    @Test
    void refusesRecordingsWithoutContexts() {
        int[] none = new int[RECORDING.rows()];
        Arrays.fill(none, -1);
        RecordedSensors unknown =
                with(RECORDING, RECORDING.rows(), RECORDING.keys(), RECORDING.timesMillis(), none);
        assertThatThrownBy(() -> FIT.fit(unknown, RECORDING))
                .hasMessageContaining("the recording has contexts up to -1; expected some");
    }

    @Test
    void refusesSummariesThatAreNoNumbersUnlessMasked() {
        float[] broken = RECORDING.summaries()[1].clone();
        broken[7] = Float.NaN;
        float[][] summaries = {RECORDING.summaries()[0], broken, RECORDING.summaries()[2]};
        assertThatThrownBy(() -> with(summaries, RECORDING.present()))
                .hasMessageContaining("the summary of noise in row 7 holds NaN");
        int[] masked = RECORDING.present().clone();
        masked[7] = 5;
        assertThat(with(summaries, masked).has(7, 2)).isFalse();
    }

    private static RecordedSensors with(float[][] summaries, int[] present) {
        return new RecordedSensors(
                Recording.STRUCTURE,
                Recording.CLASSES,
                RECORDING.keys(),
                RECORDING.timesMillis(),
                RECORDING.contexts(),
                RECORDING.labels(),
                present,
                summaries,
                RECORDING.logits());
    }

    private static RecordedSensors with(
            RecordedSensors from, int rows, int[] keys, long[] times, int[] contexts) {
        return new RecordedSensors(
                from.structure(),
                from.classes(),
                keys,
                times,
                contexts,
                Arrays.copyOf(from.labels(), rows),
                Arrays.copyOf(from.present(), rows),
                new float[][] {
                    Arrays.copyOf(from.summaries()[0], 2 * rows),
                    Arrays.copyOf(from.summaries()[1], rows),
                    Arrays.copyOf(from.summaries()[2], 2 * rows)
                },
                new float[3][rows * from.classes()]);
    }
}
