package io.sluice.proof.data;

/**
 * The permutation that NumPy's {@code RandomState(seed).permutation(count)} gives: a Mersenne
 * Twister, and a shuffle from the back with masked rejection. The example's network was trained on
 * the images that such a permutation has in front, so that it tells which ones it has not seen.
 */
final class NumpyPermutation {
    private static final int STATE = 624;
    private static final int MIDDLE = 397;

    private final int[] state = new int[STATE];
    private int next = STATE;

    private NumpyPermutation(int seed) {
        state[0] = seed;
        for (int i = 1; i < STATE; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** The numbers from 0 to {@code count − 1} in their new order. */
    static int[] of(int seed, int count) {
        NumpyPermutation random = new NumpyPermutation(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int j = random.upTo(i);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private int upTo(int most) {
        int mask = most == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(most);
        int value;
        do {
            value = bits() & mask;
        } while (value > most);
        return value;
    }

    private int bits() {
        if (next == STATE) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < STATE; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % STATE] & 0x7fffffff);
            int odd = (y & 1) == 0 ? 0 : 0x9908b0df;
            state[i] = state[(i + MIDDLE) % STATE] ^ (y >>> 1) ^ odd;
        }
        next = 0;
    }
}
