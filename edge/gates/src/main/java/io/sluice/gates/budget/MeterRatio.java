package io.sluice.gates.budget;

/**
 * How many joules a meter finds for each that tables account, over the last windows; forgotten by
 * half in about 20 s, 1 while nothing was measured, between a quarter and four, since a table may
 * be wrong but a counter that jumps is no table. The rule is ours.
 */
final class MeterRatio {
    private static final double MOST = 4;
    private static final double MEMORY_SECONDS = 30;

    private double measured;
    private double accounted;
    private long seenMicros = Long.MIN_VALUE;
    private double ratio = 1;

    /**
     * Counts a window.
     *
     * @param newMeasured at least 0
     * @param newAccounted above 0
     * @return what the meter found, within the bounds of the ratio
     */
    double count(double newMeasured, double newAccounted, long nowMicros) {
        double credible = Math.max(newAccounted / MOST, Math.min(newAccounted * MOST, newMeasured));
        double elapsed =
                seenMicros == Long.MIN_VALUE ? 0 : Math.max(0, nowMicros - seenMicros) / 1e6;
        double kept = MEMORY_SECONDS / (MEMORY_SECONDS + elapsed);
        measured = kept * measured + credible;
        accounted = kept * accounted + newAccounted;
        seenMicros = nowMicros;
        ratio = measured / accounted;
        return credible;
    }

    double value() {
        return ratio;
    }
}
