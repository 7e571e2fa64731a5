package io.sluice.gates.sensors.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SequenceSplitsTest {
    private static final SplitShares SHARES = new SplitShares(.4, .2, .2, .2);

    @Test
    void noKeyIsInTwoParts() {
        RecordedSamples samples = SyntheticSensors.recording(23, 40, 1).samples();
        for (long seed = 0; seed < 20; seed++) {
            Splits splits = SequenceSplits.byKey(samples, SHARES, seed);
            List<Set<Integer>> parts =
                    List.of(splits.fit(), splits.gates(), splits.calibration(), splits.test())
                            .stream()
                            .map(rows -> keys(samples, rows))
                            .toList();

            assertThat(parts.stream().mapToInt(Set::size).sum()).isEqualTo(23);
            assertThat(parts.stream().flatMap(Set::stream).distinct().count()).isEqualTo(23);
            assertThat(splits.fit().length / 920.0).isCloseTo(.4, within(.05));
            assertThat(splits.test().length / 920.0).isCloseTo(.2, within(.05));
        }
    }

    @Test
    void theSameSeedGivesTheSameParts() {
        RecordedSamples samples = SyntheticSensors.recording(10, 5, 1).samples();

        assertThat(SequenceSplits.byKey(samples, SHARES, 3).gates())
                .containsExactly(SequenceSplits.byKey(samples, SHARES, 3).gates());
    }

    @Test
    void tooFewKeysAreNamedWithTheRemedy() {
        RecordedSamples samples = SyntheticSensors.recording(3, 5, 1).samples();

        assertThatThrownBy(() -> SequenceSplits.byKey(samples, SHARES, 1))
                .hasMessageContaining("the rows have 3 keys")
                .hasMessageContaining("at least 4")
                .hasMessageContaining("split by time");
    }

    @Test
    void oneKeyIsDividedIntoBlocksOfTimeWithGaps() {
        RecordedSamples samples = SyntheticSensors.recording(1, 100, 1).samples();
        Splits splits = SequenceSplits.byTime(samples, SHARES, 5);

        assertThat(splits.fit()).hasSize(40).startsWith(0).endsWith(39);
        assertThat(splits.gates()).hasSize(15).startsWith(45).endsWith(59);
        assertThat(splits.calibration()).hasSize(15).startsWith(65).endsWith(79);
        assertThat(splits.test()).hasSize(15).startsWith(85).endsWith(99);
    }

    private static Set<Integer> keys(RecordedSamples samples, int[] rows) {
        return Arrays.stream(rows).mapToObj(row -> samples.key()[row]).collect(Collectors.toSet());
    }
}
