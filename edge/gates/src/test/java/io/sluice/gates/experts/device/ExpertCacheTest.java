package io.sluice.gates.experts.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExpertCacheTest {
    private static final int SEQUENCES = 3_000;

    @Test
    void withKnownUsesMissesAreBeladys() {
        for (int seed = 0; seed < SEQUENCES; seed++) {
            Run run = new Run(seed);

            assertThat(run.misses(0)).as("seed %d: %s", seed, run).isEqualTo(run.beladysMisses());
        }
    }

    @Test
    void wrongBitsCostNoMoreThanIsProven() {
        for (int seed = 0; seed < SEQUENCES; seed++) {
            Run run = new Run(seed);

            int misses = run.misses(0.1);

            int most = run.beladysMisses() + (run.slots - 1) * run.wrongKeeps + run.wrongDiscards;
            assertThat(misses).as("seed %d: %s", seed, run).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void aPinnedExpertStays() {
        ExpertCache cache = new ExpertCache(2, 3);
        cache.use(0, true, -1);
        cache.use(1, false, -1);

        assertThat(cache.use(2, false, 0)).isEqualTo(1);
        assertThat(cache.holds(0)).isTrue();
        assertThat(cache.holds(1)).isFalse();
    }

    @Test
    void theOnlySlotCannotBePinned() {
        ExpertCache cache = new ExpertCache(1, 2);
        cache.use(0, true, -1);

        assertThatThrownBy(() -> cache.use(1, true, 0)).hasMessageContaining("expert 0 is pinned");
    }

    @Test
    void whatIsKnownLaterCounts() {
        ExpertCache cache = new ExpertCache(2, 3);
        cache.use(0, true, -1);
        cache.use(1, false, -1);

        cache.predict(0, false);
        cache.predict(1, true);

        assertThat(cache.use(2, false, -1)).isEqualTo(1);
    }

    /** A random sequence of uses. */
    private static final class Run {
        final int slots;
        final int experts;
        final int[] uses;
        final Random random;
        int wrongKeeps;
        int wrongDiscards;

        Run(long seed) {
            random = new Random(seed);
            experts = 2 + random.nextInt(6);
            slots = 1 + random.nextInt(experts);
            uses = random.ints(1 + random.nextInt(60), 0, experts).toArray();
        }

        /** Misses of the rule with the bits of the known sequence, some of them wrong. */
        int misses(double wrong) {
            ExpertCache cache = new ExpertCache(slots, experts);
            boolean[] bits = beladysBits();
            int misses = 0;
            for (int at = 0; at < uses.length; at++) {
                boolean discard = bits[at];
                if (random.nextDouble() < wrong) {
                    wrongKeeps += discard ? 1 : 0;
                    wrongDiscards += discard ? 0 : 1;
                    discard = !discard;
                }
                misses += cache.holds(uses[at]) ? 0 : 1;
                cache.use(uses[at], discard, -1);
            }
            return misses;
        }

        /** By use: whether Belady evicts the expert before it is used again. */
        boolean[] beladysBits() {
            boolean[] held = new boolean[experts];
            boolean[] bits = new boolean[uses.length];
            int[] lastUse = new int[experts];
            Arrays.fill(lastUse, -1);
            Arrays.fill(bits, true);
            for (int at = 0; at < uses.length; at++) {
                int expert = uses[at];
                if (held[expert]) {
                    bits[lastUse[expert]] = false;
                } else {
                    if (count(held) == slots) {
                        held[furthest(held, at)] = false;
                    }
                    held[expert] = true;
                }
                lastUse[expert] = at;
            }
            return bits;
        }

        int beladysMisses() {
            boolean[] held = new boolean[experts];
            int misses = 0;
            for (int at = 0; at < uses.length; at++) {
                if (held[uses[at]]) {
                    continue;
                }
                misses++;
                if (count(held) == slots) {
                    held[furthest(held, at)] = false;
                }
                held[uses[at]] = true;
            }
            return misses;
        }

        private int furthest(boolean[] held, int at) {
            int furthest = -1;
            int best = -1;
            for (int expert = 0; expert < experts; expert++) {
                if (held[expert] && next(expert, at) > best) {
                    best = next(expert, at);
                    furthest = expert;
                }
            }
            return furthest;
        }

        private int next(int expert, int at) {
            int next = at;
            while (next < uses.length && uses[next] != expert) {
                next++;
            }
            return next;
        }

        private static int count(boolean[] held) {
            int count = 0;
            for (boolean is : held) {
                count += is ? 1 : 0;
            }
            return count;
        }

        @Override
        public String toString() {
            return slots + " slots for " + Arrays.toString(uses);
        }
    }
}
