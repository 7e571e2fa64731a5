package io.sluice.energy;

/**
 * What one channel of a source has counted so far.
 *
 * @param channel its name, unique within the source, such as {@code intel-rapl:0/package-0}
 * @param joules counted since some moment in the past, at least 0
 * @param rangeJoules where the counter begins again at 0; infinite when it never does
 * @param epoch another number than before when the counter has lost energy since, and says nothing
 *     about the time between
 */
public record EnergyCount(String channel, double joules, double rangeJoules, long epoch) {
    /** A counter that neither wraps nor has lost anything. */
    public EnergyCount(String channel, double joules) {
        this(channel, joules, Double.POSITIVE_INFINITY, 0);
    }
}
