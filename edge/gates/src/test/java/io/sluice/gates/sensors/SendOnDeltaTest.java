package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendOnDeltaTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatTheReceiverHoldsIsNeverFurtherOffThanTheThreshold(long seed) {
        Random random = new Random(seed);
        float[] thresholds = {.5f, 0, 1e-7f, 1e6f, .1f};
        SendOnDelta gate = new SendOnDelta(thresholds);
        float[] last = gate.start();
        float[] received = new float[5];
        float[] next = new float[5];
        int sent = 0;
        for (int step = 0; step < 20_000; step++) {
            for (int i = 0; i < next.length; i++) {
                next[i] += (float) (Math.pow(10, random.nextInt(9) - 6) * random.nextGaussian());
            }
            int count = gate.update(last, next);
            int changed = 0;
            for (int i = 0; i < next.length; i++) {
                changed += step == 0 || received[i] != last[i] ? 1 : 0;
                received[i] = last[i];
                assertThat(Math.abs((double) next[i] - received[i]))
                        .isLessThanOrEqualTo(thresholds[i]);
            }
            assertThat(count).isEqualTo(changed);
            sent += count;
        }
        assertThat(sent).isBetween(20_000, 80_000);
    }

    @Test
    void withoutAThresholdItIsDense() {
        SendOnDelta gate = new SendOnDelta(0, 0);
        float[] last = gate.start();
        Random random = new Random(1);
        for (int step = 0; step < 1000; step++) {
            float[] next = {random.nextFloat(), random.nextInt(2)};
            gate.update(last, next);
            assertThat(last).isEqualTo(next);
        }
    }

    @Test
    void theFirstVectorIsSentWholeAndAnUnchangedOneNotAtAll() {
        SendOnDelta gate = new SendOnDelta(1, 1e30f);
        float[] last = gate.start();
        assertThat(gate.update(last, new float[] {0, 0})).isEqualTo(2);
        assertThat(gate.update(last, new float[] {1, 5})).isZero();
        assertThat(gate.update(last, new float[] {1.5f, 5})).isEqualTo(1);
        assertThat(last).containsExactly(1.5f, 0);
    }

    @Test
    void refusesWhatIsNoNumberAndForgetsNothing() {
        SendOnDelta gate = new SendOnDelta(0, 0);
        float[] last = {1, 2};
        assertThatThrownBy(() -> gate.update(last, new float[] {5, Float.NaN}))
                .hasMessage("feature 1 is NaN; expected a finite number");
        assertThatThrownBy(() -> gate.update(last, new float[] {5}))
                .hasMessage("1 features; expected 2");
        assertThat(last).containsExactly(1, 2);
        assertThatThrownBy(() -> new SendOnDelta(-1)).hasMessageContaining("[-1.0]");
    }
}
