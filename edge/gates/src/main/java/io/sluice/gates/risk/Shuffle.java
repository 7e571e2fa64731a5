package io.sluice.gates.risk;

import java.util.Random;

/** A random order that is the same for the same seed on every JDK. */
final class Shuffle {
    private Shuffle() {}

    /** The indices 0 to count − 1 in random order. */
    static int[] of(int count, long seed) {
        // Random, unlike newer generators, has its algorithm in its specification.
        Random random = new Random(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
