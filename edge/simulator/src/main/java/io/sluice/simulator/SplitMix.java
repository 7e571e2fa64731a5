package io.sluice.simulator;

/**
 * Random numbers from a seed: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Unlike the JDK's own
 * generators its Gaussian numbers are defined here, so a recording is the same on every JDK.
 *
 * <p>Threading: one thread. The seed is all its state.
 */
final class SplitMix {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    /** A seed for one of many independent sequences. */
    static long seed(long seed, long sequence) {
        return mix(mix(seed + GOLDEN_GAMMA) + (sequence + 1) * GOLDEN_GAMMA);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in 0 to {@code bound} - 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** Exponential with mean 1. */
    double exponential() {
        return -StrictMath.log(1 - uniform());
    }

    /** Normal with mean 0 and variance 1, by Box and Muller. */
    double gaussian() {
        double radius = StrictMath.sqrt(2 * exponential());
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
