package io.sluice.experts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final long NOW = 50_000_000;
    private static final long BUDGET = 100_000;

    private final Lane lane = new Lane(new ScriptedExpert("e", 1));

    @Test
    void aBatchIsAsLargeAsItsEarliestDeadlineAllows() {
        for (int size = 1; size <= 32; size++) {
            lane.took(5_000L * size, size, NOW);
        }
        for (int i = 0; i < 24; i++) {
            lane.add(pending(i, NOW + 44_000 + i * 1_000));
        }

        assertThat(lane.takeBatch(32, NOW))
                .extracting(p -> p.request().requestId())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(lane.size()).isEqualTo(16);
        assertThat(lane.deadline()).isEqualTo(NOW + 52_000);
    }

    @Test
    void whereTheTimeIsFixedABatchIsWhole() {
        for (int size = 1; size <= 32; size++) {
            lane.took(30_000, size, NOW);
        }
        for (int i = 0; i < 24; i++) {
            lane.add(pending(i, NOW + 41_000));
        }

        assertThat(lane.takeBatch(16, NOW)).hasSize(16);
    }

    @Test
    void whoCannotBeInTimeIsStillTakenOneByOne() {
        lane.took(200_000, 1, NOW);
        lane.add(pending(1, NOW + BUDGET));
        lane.add(pending(2, NOW + BUDGET));

        assertThat(lane.takeBatch(16, NOW)).hasSize(1);
    }

    /** By the median of the last batches it would take 31 fast ones until it is believed. */
    @Test
    void oneFastBatchEndsASlowPhase() {
        for (int i = 0; i < 60; i++) {
            lane.took(200_000, 1, NOW);
        }
        lane.computed(NOW);
        lane.add(pending(1, NOW + BUDGET));
        assertThat(lane.takeHopeless(NOW)).hasSize(1);

        lane.took(5_000, 1, NOW);
        lane.add(pending(2, NOW + BUDGET));
        assertThat(lane.takeHopeless(NOW)).isEmpty();
    }

    private static Pending pending(int id, long deadline) {
        return new Pending(
                ScriptedExpert.request(String.valueOf(id), "e", 1, BUDGET),
                List.of(),
                NOW,
                deadline,
                reply -> {});
    }
}
