package io.sluice.gates.guard;

/**
 * Which events get a shadow run: those whose id, hashed with a seed, falls into the fraction. Pure,
 * so that a replay samples the same events; independent of the decision, so that the sample is one
 * of all events.
 *
 * @param fraction the share of events, from 0 (none) to 1 (all)
 * @param seed another seed samples other events
 */
public record ShadowSampling(double fraction, long seed) {
    /** No shadow runs. */
    public static final ShadowSampling NONE = new ShadowSampling(0, 0);

    /** 2⁵³: as many hash values as a double tells apart. */
    private static final double HASHES = 0x1p53;

    public ShadowSampling {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "a fraction of shadow runs is from 0 to 1, not " + fraction);
        }
    }

    /** Whether there are shadow runs at all. */
    public boolean isOn() {
        return fraction > 0;
    }

    /** Whether the event of this id gets one; allocates nothing. */
    public boolean isSampled(String eventId) {
        return (hash(eventId) >>> 11) < fraction * HASHES;
    }

    /** FNV-1a over the characters, then the finaliser of SplitMix64, which spreads near ids. */
    private long hash(String eventId) {
        long h = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < eventId.length(); i++) {
            h = (h ^ eventId.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }
}
