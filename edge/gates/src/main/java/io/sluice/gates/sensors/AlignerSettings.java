package io.sluice.gates.sensors;

import java.util.Arrays;

/**
 * How the frames of a key are joined on the grid of ticks. All times in milliseconds.
 *
 * @param periodMillis the distance of two ticks, which are the multiples of it; at least 1
 * @param toleranceMillis a tick's frames are those of the period that ends so long after it; from 0
 *     to the period. At half the period a frame belongs to the tick that is nearest to it
 * @param maxWaitMillis the processing time that a tick waits for its frames, from its first on,
 *     where that is not read late; at least 1
 * @param maxAgeMillis per modality, by how much an observation may be older than the tick; at least
 *     0. A frame of the tick itself is never too old
 * @param maxSkewMillis by how much a frame may be ahead of its key's newest, or of where the clock
 *     would have it, before it has to be borne out; at least the period
 * @param frozenAfter how many times in a row a value is repeated before it counts as frozen; 0 for
 *     never
 * @param deadAfterMillis the processing time after which a silent modality that should be powered
 *     counts as dead; more than {@code maxWaitMillis}
 */
public record AlignerSettings(
        long periodMillis,
        long toleranceMillis,
        long maxWaitMillis,
        long[] maxAgeMillis,
        long maxSkewMillis,
        int frozenAfter,
        long deadAfterMillis) {
    private static final int MOST_MODALITIES = 16;

    /** What one modality may be read ahead of another in a backlog. */
    private static final int MOST_OPEN = 256;

    /**
     * @throws IllegalArgumentException naming what is out of its range
     */
    public AlignerSettings {
        maxAgeMillis = maxAgeMillis.clone();
        require(periodMillis >= 1, "a period of at least 1 ms", periodMillis);
        require(
                toleranceMillis >= 0 && toleranceMillis <= periodMillis,
                "a tolerance from 0 to the period of " + periodMillis + " ms",
                toleranceMillis);
        require(maxWaitMillis >= 1, "a longest wait of at least 1 ms", maxWaitMillis);
        require(
                maxSkewMillis >= periodMillis,
                "a greatest skew of at least the period of " + periodMillis + " ms",
                maxSkewMillis);
        require(frozenAfter >= 0, "at least 0 repetitions", frozenAfter);
        require(
                deadAfterMillis > maxWaitMillis,
                "a silence longer than the longest wait of " + maxWaitMillis + " ms",
                deadAfterMillis);
        require(
                maxAgeMillis.length >= 1 && maxAgeMillis.length <= MOST_MODALITIES,
                "from 1 to " + MOST_MODALITIES + " modalities",
                maxAgeMillis.length);
        for (long age : maxAgeMillis) {
            require(age >= 0, "greatest ages of at least 0 ms", age);
        }
    }

    private static void require(boolean holds, String expected, long found) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected + ", found " + found);
        }
    }

    public int modalities() {
        return maxAgeMillis.length;
    }

    /** By how much an observation of a modality may be older than the tick. */
    long maxAgeMillis(int modality) {
        return maxAgeMillis[modality];
    }

    @Override
    public long[] maxAgeMillis() {
        return maxAgeMillis.clone();
    }

    /** The mask of all modalities. */
    public int all() {
        return (1 << modalities()) - 1;
    }

    /** How many ticks of a key wait at once at most: no fewer than come within the longest wait. */
    int mostOpen() {
        return (int) Math.max(MOST_OPEN, Math.min(maxWaitMillis / periodMillis + 1, 1 << 20));
    }

    /** The tick whose frames are those of this time: the first that does not end before it. */
    long tickOf(long timeMillis) {
        return -Math.floorDiv(toleranceMillis - timeMillis, periodMillis) * periodMillis;
    }

    /** The event time at which no more frames of a tick are to be expected. */
    long endOf(long tickMillis) {
        return tickMillis + toleranceMillis;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AlignerSettings that
                && periodMillis == that.periodMillis
                && toleranceMillis == that.toleranceMillis
                && maxWaitMillis == that.maxWaitMillis
                && Arrays.equals(maxAgeMillis, that.maxAgeMillis)
                && maxSkewMillis == that.maxSkewMillis
                && frozenAfter == that.frozenAfter
                && deadAfterMillis == that.deadAfterMillis;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(maxAgeMillis) * 31 + Long.hashCode(periodMillis);
    }
}
