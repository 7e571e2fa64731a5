package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownUsesTest {
    @Test
    void whatIsNotUsedAgainMayGo() {
        boolean[] bits = new boolean[3];

        KnownUses.discardBits(new int[] {1}, 0, new boolean[] {true, true, false}, 2, bits);

        assertThat(bits).containsExactly(true, false, true);
    }

    @Test
    void whatIsNeededLastMayGoWhenRoomIsShort() {
        boolean[] bits = new boolean[3];

        KnownUses.discardBits(new int[] {2, 0, 1}, 0, new boolean[] {true, true, false}, 2, bits);

        assertThat(bits[0]).isFalse();
        assertThat(bits[1]).isTrue();
    }

    /** The rule as a device uses it: with the bits renewed from the queue before every use. */
    @Test
    void renewedBitsOfAKnownQueueMissAsOftenAsBelady() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            int experts = 2 + random.nextInt(6);
            int slots = 1 + random.nextInt(experts);
            int[] uses = random.ints(1 + random.nextInt(40), 0, experts).toArray();

            int misses = 0;
            ExpertCache cache = new ExpertCache(slots, experts);
            for (int at = 0; at < uses.length; at++) {
                boolean[] bits = new boolean[experts];
                KnownUses.discardBits(uses, at, held(cache, experts), slots, bits);
                for (int expert = 0; expert < experts; expert++) {
                    cache.predict(expert, bits[expert]);
                }
                misses += cache.holds(uses[at]) ? 0 : 1;
                cache.use(uses[at], false, -1);
            }

            assertThat(misses).as("seed %d", seed).isEqualTo(fewestMisses(uses, slots, experts));
        }
    }

    /** By exhaustion over the experts held (a bit set), so with no rule at all. */
    private static int fewestMisses(int[] uses, int slots, int experts) {
        int[] best = new int[1 << experts];
        Arrays.fill(best, Integer.MAX_VALUE);
        best[0] = 0;
        for (int use : uses) {
            int[] next = new int[1 << experts];
            Arrays.fill(next, Integer.MAX_VALUE);
            for (int held = 0; held < best.length; held++) {
                if (best[held] == Integer.MAX_VALUE) {
                    continue;
                }
                if ((held & 1 << use) != 0) {
                    next[held] = Math.min(next[held], best[held]);
                    continue;
                }
                if (Integer.bitCount(held) < slots) {
                    int with = held | 1 << use;
                    next[with] = Math.min(next[with], best[held] + 1);
                }
                for (int gone = 0; gone < experts; gone++) {
                    if ((held & 1 << gone) != 0) {
                        int with = held & ~(1 << gone) | 1 << use;
                        next[with] = Math.min(next[with], best[held] + 1);
                    }
                }
            }
            best = next;
        }
        return Arrays.stream(best).min().orElseThrow();
    }

    private static boolean[] held(ExpertCache cache, int experts) {
        boolean[] held = new boolean[experts];
        for (int expert = 0; expert < experts; expert++) {
            held[expert] = cache.holds(expert);
        }
        return held;
    }
}
