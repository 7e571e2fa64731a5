package io.sluice.benchmarks.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.cascade.SwapAnswers.ExitsOfImages;
import org.junit.jupiter.api.Test;

class ExitsOfImagesTest {
    private final ExitsOfImages one = new ExitsOfImages("one", 5);
    private final ExitsOfImages other = new ExitsOfImages("other", 5);

    @Test
    void onlyImagesThatWereSeenUnderBothAreToldApart() {
        one.see(0, 1);
        other.see(0, 1);
        one.see(1, 1);
        other.see(1, 2);
        one.see(2, 1);
        other.see(3, 1);
        assertThat(one.differing(other)).isEqualTo(1);
        assertThat(other.differing(one)).isEqualTo(1);
        assertThat(one.unseen(other)).isEqualTo(3);
        assertThat(other.unseen(one)).isEqualTo(3);
    }
}
