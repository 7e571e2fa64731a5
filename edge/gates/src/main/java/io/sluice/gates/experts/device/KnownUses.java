package io.sluice.gates.experts.device;

import java.util.Arrays;

/**
 * The discard bits that follow from uses which are known in advance, as those of a queue are: an
 * expert may go when Belady's rule, which evicts what is needed last, would evict it before its
 * next use (Read-ME, NeurIPS 2024, arXiv 2410.19123 [A]: with a queue that is known as a whole the
 * misses are Belady's).
 */
public final class KnownUses {
    private KnownUses() {}

    /**
     * The bits of the experts that are held.
     *
     * @param uses the experts in the order in which they will be used
     * @param from the first of them that is yet to come
     * @param held whether each expert is held
     * @param slots how many can be held
     * @param bits receives for each expert whether it may go before its next use; true for one that
     *     is not used again
     */
    public static void discardBits(
            int[] uses, int from, boolean[] held, int slots, boolean[] bits) {
        boolean[] holding = held.clone();
        boolean[] settled = new boolean[held.length];
        Arrays.fill(bits, true);
        for (int at = from; at < uses.length; at++) {
            int expert = uses[at];
            if (!settled[expert]) {
                settled[expert] = true;
                bits[expert] = !holding[expert];
            }
            if (!holding[expert]) {
                makeRoom(uses, at, holding, slots);
                holding[expert] = true;
            }
        }
    }

    private static void makeRoom(int[] uses, int at, boolean[] holding, int slots) {
        int held = 0;
        int last = -1;
        int lastUse = -1;
        for (int expert = 0; expert < holding.length; expert++) {
            if (holding[expert]) {
                held++;
                int use = nextUse(uses, at, expert);
                if (use > lastUse) {
                    last = expert;
                    lastUse = use;
                }
            }
        }
        if (held >= slots) {
            holding[last] = false;
        }
    }

    /** Index of an expert's next use, or the number of uses when there is none. */
    private static int nextUse(int[] uses, int from, int expert) {
        for (int at = from; at < uses.length; at++) {
            if (uses[at] == expert) {
                return at;
            }
        }
        return uses.length;
    }
}
