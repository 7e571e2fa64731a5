package io.sluice.gates.experts.device;

import java.util.Arrays;

/**
 * Which experts a device keeps in memory, by one predicted bit per use: may the expert be evicted
 * before it is used again? On a miss with no room any expert whose last bit said so is evicted;
 * when there is none, all that are held may go.
 *
 * <p>Paging with discard predictions (ICML 2023, arXiv 2210.02775 [A], the rule [M], validated
 * [D]): at most OPT + (k − 1) · (bits that wrongly said keep) + (bits that wrongly said discard)
 * misses, and exactly OPT with perfect bits. Where the paper empties the cache this one evicts what
 * was to be emptied one by one, before anything else: it never holds less, so the guarantee stands.
 *
 * <p>Owned state: one small value per expert. Not thread-safe.
 */
public final class ExpertCache {
    private static final int NO_ONE = -1;

    /** In the order of eviction. */
    private enum Place {
        /** Was to be emptied with the whole cache. */
        EMPTIED,
        DISCARD,
        KEEP,
        ABSENT
    }

    private final int slots;
    private final Place[] places;
    private int held;

    /**
     * An empty cache.
     *
     * @param slots how many experts it holds, at least 1
     * @param experts how many there are; they are 0 to {@code experts − 1}
     */
    public ExpertCache(int slots, int experts) {
        if (slots < 1) {
            throw new IllegalArgumentException("a cache has at least 1 slot, found " + slots);
        }
        this.slots = slots;
        this.places = new Place[experts];
        Arrays.fill(places, Place.ABSENT);
    }

    public boolean holds(int expert) {
        return places[expert] != Place.ABSENT;
    }

    /** Whether a further expert fits without another going. */
    public boolean hasRoom() {
        return held < slots;
    }

    /** Whether some expert other than one may go by its bit. */
    public boolean hasDiscardable(int except) {
        return firstToGo(except) != NO_ONE;
    }

    /** What is now known of an expert that is held; of others nothing is remembered. */
    public void predict(int expert, boolean discard) {
        if (holds(expert)) {
            places[expert] = discard ? Place.DISCARD : Place.KEEP;
        }
    }

    /**
     * Uses an expert.
     *
     * @param discard the prediction that it may be evicted before its next use
     * @param pinned an expert that must not go, or -1
     * @return the expert that was evicted for it, or -1
     * @throws IllegalStateException when the pinned expert has the only slot
     */
    public int use(int expert, boolean discard, int pinned) {
        int evicted = NO_ONE;
        if (!holds(expert)) {
            evicted = hasRoom() ? NO_ONE : evict(pinned);
            held++;
        }
        places[expert] = discard ? Place.DISCARD : Place.KEEP;
        return evicted;
    }

    /** Lets an expert go that could not be had. */
    public void drop(int expert) {
        if (holds(expert)) {
            places[expert] = Place.ABSENT;
            held--;
        }
    }

    private int evict(int pinned) {
        int victim = firstToGo(pinned);
        if (victim == NO_ONE) {
            for (int i = 0; i < places.length; i++) {
                if (places[i] == Place.KEEP) {
                    places[i] = Place.EMPTIED;
                }
            }
            victim = firstToGo(pinned);
        }
        if (victim == NO_ONE) {
            throw new IllegalStateException("expert " + pinned + " is pinned in the only slot");
        }
        drop(victim);
        return victim;
    }

    /** The first to go of those whose bit allows it, or -1. */
    private int firstToGo(int except) {
        int first = NO_ONE;
        for (int i = 0; i < places.length; i++) {
            boolean candidate = i != except && places[i].compareTo(Place.KEEP) < 0;
            if (candidate && (first == NO_ONE || places[i].compareTo(places[first]) < 0)) {
                first = i;
            }
        }
        return first;
    }
}
