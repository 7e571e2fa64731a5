package io.sluice.gates.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.KeyBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyBucketsTest {
    /** A thousand multiply-adds a second, that is one a millisecond. */
    private static final KeyBudget BUDGET = new KeyBudget(1000, 500);

    /** methods.md 4.17: a key whose every event is forced to full depth, ten times its rate. */
    @Test
    void oneKeyAtMaximumDepthTakesNothingFromOthers() {
        KeyBuckets<String> buckets = new KeyBuckets<>(BUDGET, 100);
        long attacker = 0;
        for (long now = 0; now < 10_000_000; now += 10_000) {
            attacker += buckets.tryTake("attacker", now, 100) ? 100 : 0;
            // Ninety others share out the rest: each well within its own budget.
            String other = "key " + now / 10_000 % 90;
            assertThat(buckets.tryTake(other, now, 100)).isTrue();
        }
        assertThat(attacker).isBetween(10_000L, 10_500L);
    }

    @Test
    void keepsTheBusyKeysWhenManyComeAndGo() {
        KeyBuckets<Integer> buckets = new KeyBuckets<>(BUDGET, 64);
        assertThat(buckets.tryTake(-1, 0, 500)).isTrue();
        long granted = 0;
        for (int i = 0; i < 10_000; i++) {
            // Time stands still, so no bucket fills: the key that spent most must not be forgotten.
            assertThat(buckets.tryTake(i, 0, 10)).isTrue();
            assertThat(buckets.size()).isLessThanOrEqualTo(64);
            granted += buckets.tryTake(-1, 0, 1) ? 1 : 0;
        }
        assertThat(granted).isZero();
    }

    @Test
    void fullBucketsGiveWayFirst() {
        KeyBuckets<String> buckets = new KeyBuckets<>(BUDGET, 2);
        buckets.tryTake("idle", 0, 10);
        buckets.tryTake("busy", 0, 500);
        buckets.tryTake("new", 20_000, 10);
        assertThat(buckets.export(20_000))
                .extracting(KeyBuckets.Entry::key)
                .containsExactly("busy", "new");
    }

    @Test
    void goesOnFromWhatWasExported() {
        KeyBuckets<String> one = new KeyBuckets<>(BUDGET, 10);
        one.tryTake("a", 0, 500);
        one.tryTake("b", 0, 200);
        KeyBuckets<String> two = new KeyBuckets<>(BUDGET, 10);
        two.tryTake("b", 0, 400);
        KeyBuckets<String> merged = new KeyBuckets<>(BUDGET, 10);
        merged.restore(one.export(0));
        merged.restore(two.export(0));
        merged.restore(one.export(0));
        assertThat(merged.export(0))
                .containsExactly(
                        new KeyBuckets.Entry<>("a", 0, 0), new KeyBuckets.Entry<>("b", 100, 0));
        KeyBuckets<String> small = new KeyBuckets<>(BUDGET, 1);
        small.restore(List.of(new KeyBuckets.Entry<>("b", 100, 0)));
        assertThat(small.tryTake("b", 0, 101)).isFalse();
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> new KeyBuckets<String>(BUDGET, 0)).hasMessageContaining("not 0");
    }
}
