package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.Softmax;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSetsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void asSensorsDropOutSetsWidenOrStay(long seed) {
        Random random = new Random(seed);
        int[] patterns = random.ints(0, 32).distinct().limit(12).toArray();
        float[] quantiles = new float[patterns.length];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] = random.nextFloat();
        }
        PatternSets sets = new PatternSets(.1, patterns, quantiles);
        Softmax softmax = new Softmax();
        float[] logits = new float[8];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        softmax.read(logits, 0, 8);
        for (int present = 0; present < 32; present++) {
            for (int fewer = present; fewer > 0; fewer = fewer - 1 & present) {
                assertThat(sets.quantile(fewer)).isGreaterThanOrEqualTo(sets.quantile(present));
                List<Integer> wide = boxed(sets.set(fewer, softmax));
                assertThat(wide).containsAll(boxed(sets.set(present, softmax)));
            }
        }
        for (int i = 0; i < patterns.length; i++) {
            assertThat(sets.quantile(patterns[i])).isGreaterThanOrEqualTo(quantiles[i]);
        }
    }

    @Test
    void aPatternWithoutAQuantileHasTheLeastOfThoseWithinIt() {
        PatternSets sets = new PatternSets(.1, new int[] {7, 3, 1}, new float[] {.5f, .4f, .8f});
        assertThat(sets.quantile(7)).isEqualTo(.5f);
        assertThat(sets.quantile(3)).as("not below that of more sensors").isEqualTo(.5f);
        assertThat(sets.quantile(1)).isEqualTo(.8f);
        assertThat(sets.quantile(5)).as("those of 1").isEqualTo(.8f);
        assertThat(sets.quantile(6)).as("nothing within: all classes").isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoTable() {
        assertThatThrownBy(() -> new PatternSets(.1, new int[] {1, 1}, new float[] {.5f, .5f}))
                .hasMessageContaining("no pattern twice");
        assertThatThrownBy(() -> new PatternSets(1, new int[0], new float[0]))
                .hasMessageContaining("a miss rate is above 0 and below 1, not 1.0");
        assertThatThrownBy(() -> new PatternSets(.1, new int[] {1}, new float[] {Float.NaN}))
                .hasMessageContaining("not NaN");
        assertThatThrownBy(
                        () ->
                                new PatternSets(.1, new int[] {8}, new float[] {1})
                                        .requireFits(Weather.STRUCTURE))
                .hasMessageContaining("pattern 1000, but there are 3 modalities: camera");
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
