package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpertBatchingTest {
    private static final long NONE = ExpertBatching.NONE;
    private static final long[] COMPUTING = {10, 10, 10};
    private static final long[] LOADING = {100, 100, 100};

    @Test
    void nobodyWaits() {
        assertThat(next(new long[] {NONE, NONE, NONE}, true, true, true)).isEqualTo(-1);
    }

    @Test
    void theEarliestDeadlineIsFirst() {
        assertThat(next(new long[] {900, 500, 700}, true, true, true)).isEqualTo(1);
    }

    @Test
    void anExpertThatIsNotInMemoryWaitsWhileItsDeadlineAllows() {
        assertThat(next(new long[] {900, 120, NONE}, true, false, true)).isEqualTo(0);
    }

    @Test
    void thenItIsItsTurn() {
        assertThat(next(new long[] {900, 119, NONE}, true, false, true)).isEqualTo(1);
    }

    @Test
    void withNobodyElseWaitingItIsAtOnce() {
        assertThat(next(new long[] {NONE, 900, NONE}, true, false, true)).isEqualTo(1);
    }

    @Test
    void theMostUrgentThatIsNotInMemoryIsLoadedNext() {
        long[] deadlines = {1, 900, 500};

        assertThat(ExpertBatching.nextToLoad(deadlines, new boolean[] {true, false, false}))
                .isEqualTo(2);
        assertThat(ExpertBatching.nextToLoad(deadlines, new boolean[] {true, true, true}))
                .isEqualTo(-1);
    }

    @Test
    void whatCannotBeInTimeIsHopeless() {
        assertThat(ExpertBatching.isHopeless(100, 10, 90, 0)).isFalse();
        assertThat(ExpertBatching.isHopeless(100, 10, 91, 0)).isTrue();
        assertThat(ExpertBatching.isHopeless(100, 0, 0, 101)).isTrue();
    }

    private static int next(long[] deadlines, boolean... loaded) {
        return ExpertBatching.next(deadlines, loaded, COMPUTING, LOADING, 0);
    }
}
