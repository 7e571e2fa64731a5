package io.sluice.cli.demo.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Map<String, Integer> ONE_LATE = Map.of("LATE", 1);

    private final Settling settling = new Settling(2);

    @Test
    void isOverAtOnceWhenAllIsAnswered() {
        assertThat(settling.isOver(new SampleCounts(3, 2, 0, 0, Map.of()))).isFalse();
        assertThat(settling.isOver(new SampleCounts(3, 3, 0, 0, Map.of()))).isTrue();
    }

    @Test
    void isOverWhenNothingHasChangedForSomeLooksAfterARefusal() {
        SampleCounts one = new SampleCounts(3, 2, 0, 1, ONE_LATE);
        SampleCounts late = new SampleCounts(3, 3, 0, 0, Map.of());

        assertThat(settling.isOver(one)).isFalse();
        assertThat(settling.isOver(one)).isFalse();
        assertThat(settling.isOver(one)).isTrue();
        assertThat(settling.isOver(late)).isTrue();
    }

    @Test
    void isNeverOverWhileASampleIsMissing() {
        SampleCounts missing = new SampleCounts(3, 1, 0, 1, ONE_LATE);

        assertThat(settling.isOver(missing)).isFalse();
        assertThat(settling.isOver(missing)).isFalse();
        assertThat(settling.isOver(missing)).isFalse();
    }
}
